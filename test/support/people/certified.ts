// An application of the local issuer that proves who it is by a certificate.
import { createHash, randomUUID, X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export interface Certified {
  readonly clientId: string;
  /** A file with key and certificate. */
  readonly pemFile: string;
  readonly key: string;
  /** SHA-256, in hex. */
  readonly thumbprint: string;
}

/** Makes a certificate, and registers it in the data folder as its only application. */
export async function registerCertified(dataDir: string, roles?: readonly string[]): Promise<Certified> {
  const clientId = randomUUID();
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'a program' }], { keySize: 2048, algorithm: 'sha256' });
  const pemFile = join(dataDir, 'program.pem');
  await writeFile(pemFile, `${key.trim()}\n${cert.trim()}\n`);
  await writeFile(join(dataDir, 'applications.json'), JSON.stringify([{ clientId, certificates: ['program.pem'], roles }]));
  return { clientId, pemFile, key, thumbprint: createHash('sha256').update(new X509Certificate(cert).raw).digest('hex') };
}
