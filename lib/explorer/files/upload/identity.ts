// By what a file is known again after the page was loaded anew: what it says of itself, and a checksum of its beginning and its end.
import type { Chosen } from './wire.ts';

export interface FileIdentity {
  readonly name: string;
  readonly size: number;
  readonly lastModified: number;
  /** SHA-256 of the first and the last 64 KiB, in hexadecimal; empty where the page may not compute it (no https). */
  readonly checksum: string;
}

const sampleBytes = 64 * 1024;

/** Reads 128 KiB of the file at most. Rejects where the file can't be read any more. */
export async function identityOf(file: Chosen): Promise<FileIdentity> {
  const { name, size, lastModified } = file;
  const sample = new Blob([file.slice(0, sampleBytes), file.slice(Math.max(sampleBytes, size - sampleBytes), size)]);
  return { name, size, lastModified, checksum: await sha256(await sample.arrayBuffer()) };
}

/** `subtle` isn't there in pages that came without https from another machine. */
async function sha256(bytes: ArrayBuffer): Promise<string> {
  if (!('subtle' in crypto)) return '';
  return Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export const isSameFile = (one: FileIdentity, other: FileIdentity): boolean =>
  one.name === other.name && one.size === other.size && one.lastModified === other.lastModified && one.checksum === other.checksum;
