// The self-signed certificate for https on localhost: made at the first start, and again when it has expired.
import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { StartError } from '../process/child.ts';
import { readOrCreateFile, replaceFile } from '../provision/cachedFile.ts';

const day = 24 * 60 * 60 * 1000;

/**
 * The path of a PEM file with a private key and its certificate for localhost, 127.0.0.1 and ::1, which always match because they are in
 * one file. A client has to trust the certificate as its own authority (`curl --cacert`, NODE_EXTRA_CA_CERTS). Throws StartError when the
 * file holds something else.
 */
export async function certificateFile(dataDir: string, now = new Date()): Promise<string> {
  const file = join(dataDir, 'localhost.pem');
  const pem = await readOrCreateFile(file, () => makeCertificate(now));
  if (expiry(pem, file) < now.getTime() + day) await replaceFile(file, await makeCertificate(now));
  return file;
}

async function makeCertificate(now: Date): Promise<string> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    // It is valid a day earlier for clocks that are behind; browsers accept a self-signed certificate for at most a year.
    notBeforeDate: new Date(now.getTime() - day),
    notAfterDate: new Date(now.getTime() + 365 * day),
    algorithm: 'sha256',
    keySize: 2048,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  return `${key.trim()}\n${cert.trim()}\n`;
}

function expiry(pem: string, file: string): number {
  try {
    return new X509Certificate(pem.slice(Math.max(0, pem.indexOf('-----BEGIN CERTIFICATE')))).validToDate.getTime();
  } catch (cause) {
    throw new StartError(`${file} doesn't hold a certificate. Delete it to have a new one made.`, { cause });
  }
}
