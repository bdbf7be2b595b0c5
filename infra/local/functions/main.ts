// Child process: the Functions host. Env: APP_ROOT, PORT, HTTPS_PORT, TLS_KEY_FILE, TLS_CERT_FILE, TLS_REDIRECTS, FUNCTIONS_KEY.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { StartError, runAsChild } from '../process/child.ts';
import type { Running } from '../process/child.ts';
import { startFunctionsHost } from './host/host.ts';
import type { HostOptions } from './host/host.ts';

await runAsChild(async (): Promise<Running> => {
  const host = await startFunctionsHost({
    root: resolve(process.env.APP_ROOT ?? '.'),
    port: readPort('PORT') ?? 7071,
    ...(await readHttps()),
  });
  const { url, httpsUrl } = host;
  return { facts: { url, ...(httpsUrl !== undefined && { httpsUrl }) }, stop: () => host.close() };
});

async function readHttps(): Promise<Pick<HostOptions, 'httpsPort' | 'tls' | 'redirects'>> {
  const httpsPort = readPort('HTTPS_PORT');
  if (httpsPort === undefined) return {};
  const [from, to] = (process.env.TLS_REDIRECTS ?? '').split(' ');
  return {
    httpsPort,
    tls: { key: await readPem('TLS_KEY_FILE'), cert: await readPem('TLS_CERT_FILE') },
    ...(from !== undefined && to !== undefined && { redirects: { from, to } }),
  };
}

async function readPem(variable: string): Promise<string> {
  const file = process.env[variable] ?? '';
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new StartError(`${variable} must name the PEM file for HTTPS_PORT; '${file}' can't be read.`, { cause });
  }
}

function readPort(variable: string): number | undefined {
  const text = process.env[variable] ?? '';
  if (text === '') return undefined;
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new StartError(`${variable} must be a port from 0 to 65535, not '${text}'.`);
  return Number(text);
}
