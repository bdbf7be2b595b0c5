// Child process: the Functions host. Env: APP_ROOT, PORT, HTTPS_PORT, TLS_KEY_FILE, TLS_CERT_FILE, TLS_REDIRECTS, FUNCTIONS_KEY.
import { runAsChild } from '../process/child.ts';
import { readHostOptions } from './host/environment.ts';
import { startFunctionsHost } from './host/host.ts';

await runAsChild(async () => {
  const host = await startFunctionsHost(await readHostOptions(process.env));
  const { url, httpsUrl } = host;
  return { facts: { url, ...(httpsUrl !== undefined && { httpsUrl }) }, stop: () => host.close() };
});
