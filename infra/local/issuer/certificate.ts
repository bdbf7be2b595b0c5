// The self-signed certificate for https on localhost: made at the first start, and again when it has expired.
import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { StartError } from '../process/child.ts';
import { readOrCreateFile, replaceFile } from '../provision/cachedFile.ts';
import { makeSelfSigned } from './selfSigned.ts';

const day = 24 * 60 * 60 * 1000;

/**
 * The path of a PEM file with a private key and its certificate for localhost, 127.0.0.1 and ::1, which always match because they are in
 * one file. A client has to trust the certificate as its own authority (`curl --cacert`, NODE_EXTRA_CA_CERTS). Throws StartError when the
 * file holds something else.
 */
export async function certificateFile(dataDir: string, now = new Date()): Promise<string> {
  const file = join(dataDir, 'localhost.pem');
  const pem = await readOrCreateFile(file, () => makeCertificate(now));
  if (expiry(pem, file) < now.getTime() + day) await replaceFile(file, makeCertificate(now));
  return file;
}

// It is valid a day earlier for clocks that are behind; browsers accept a self-signed certificate for at most a year.
const makeCertificate = (now: Date): string => makeSelfSigned(new Date(now.getTime() - day), new Date(now.getTime() + 365 * day));

function expiry(pem: string, file: string): number {
  try {
    return new X509Certificate(pem.slice(Math.max(0, pem.indexOf('-----BEGIN CERTIFICATE')))).validToDate.getTime();
  } catch (cause) {
    throw new StartError(`${file} doesn't hold a certificate. Delete it to have a new one made.`, { cause });
  }
}
