// Reads the host's options from environment variables: APP_ROOT, PORT, HTTPS_PORT, TLS_KEY_FILE, TLS_CERT_FILE, TLS_REDIRECTS.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { StartError } from '../../process/child.ts';
import type { HostOptions } from './host.ts';

type Environment = NodeJS.ProcessEnv;

/** Throws StartError for a variable that is wrong. */
export const readHostOptions = async (env: Environment): Promise<HostOptions> => ({
  root: resolve(env.APP_ROOT ?? '.'),
  port: readPort(env, 'PORT') ?? 7071,
  ...(await readHttps(env)),
});

async function readHttps(env: Environment): Promise<Pick<HostOptions, 'httpsPort' | 'tls' | 'redirects'>> {
  const httpsPort = readPort(env, 'HTTPS_PORT');
  if (httpsPort === undefined) return {};
  const [from, to] = (env.TLS_REDIRECTS ?? '').split(' ');
  return {
    httpsPort,
    tls: { key: await readPem(env, 'TLS_KEY_FILE'), cert: await readPem(env, 'TLS_CERT_FILE') },
    ...(from !== undefined && to !== undefined && { redirects: { from, to } }),
  };
}

async function readPem(env: Environment, variable: string): Promise<string> {
  const file = env[variable] ?? '';
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new StartError(`${variable} must name the PEM file for HTTPS_PORT; '${file}' can't be read.`, { cause });
  }
}

function readPort(env: Environment, variable: string): number | undefined {
  const text = env[variable] ?? '';
  if (text === '') return undefined;
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new StartError(`${variable} must be a port from 0 to 65535, not '${text}'.`);
  return Number(text);
}
