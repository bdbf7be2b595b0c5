// Preloaded into a client's process: a connection to Graph goes to the proxy at GRAPH_PROXY_PORT instead, whatever library makes it.
import { syncBuiltinESMExports } from 'node:module';
import { env } from 'node:process';
import tls from 'node:tls';

const connect = tls.connect;

/** The options that a call of `tls.connect` gives, wherever they stand among its arguments. */
const optionsIn = (args) => args.find((each) => typeof each === 'object' && each !== null);

tls.connect = function (...args) {
  const options = optionsIn(args);
  if ((options?.servername || options?.host) !== 'graph.microsoft.com' || options.socket) return connect.apply(this, args);
  const proxied = {
    ...options,
    host: '127.0.0.1',
    hostname: undefined,
    port: Number(env.GRAPH_PROXY_PORT),
    servername: 'graph.microsoft.com',
  };
  return connect.call(this, proxied, ...args.filter((each) => typeof each === 'function'));
};
syncBuiltinESMExports();
