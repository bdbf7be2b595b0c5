// Uploads a file by an upload session, several ranges at the same time.
import type { Api } from '../api/api.ts';
import { newSession, putRange } from '../api/uploadOverHttp.ts';

export interface UploadOptions {
  readonly name?: string;
  readonly contentType?: string;
  readonly rangeBytes?: number;
  /** The number of ranges that are sent at the same time. */
  readonly parallel?: number;
  /** Called after each range with the number of bytes that were received. */
  readonly onReceived?: (bytes: number) => void;
}

const mebibyte = 1024 * 1024;

/** Attaches the bytes to an event of adele's; resolves to the attachment's path. Throws for an unexpected answer. */
export async function uploadFile(api: Api, event: string, bytes: Buffer<ArrayBuffer>, options: UploadOptions = {}): Promise<string> {
  const { name = 'x', contentType, rangeBytes = 5 * mebibyte, parallel = 4, onReceived } = options;
  const url = await newSession(api, event, bytes.length, { name, ...(contentType !== undefined && { contentType }) });
  let next = 0;
  let received = 0;
  let id: unknown;
  const putRanges = async (): Promise<void> => {
    while (next < bytes.length) {
      const first = next;
      const body = bytes.subarray(first, first + rangeBytes);
      next += body.length;
      const { status, text, json } = await putRange(api, url, body, { first, total: bytes.length });
      if (status !== 200 && status !== 201) throw new Error(`The range from ${first} was answered ${status}: ${text}`);
      if (status === 201) ({ id } = json);
      onReceived?.((received += body.length));
    }
  };
  await Promise.all(Array.from({ length: parallel }, putRanges));
  if (typeof id !== 'string') throw new Error('All ranges were received, and none was answered with the attachment.');
  return `/v1.0/me/events/${event}/attachments/${id}`;
}
