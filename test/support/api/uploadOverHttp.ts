// Upload sessions over HTTP: how a client asks for one and sends ranges to it.
import { expect } from 'vitest';
import type { Answer, Api } from './api.ts';
import { sessionBody } from './bodies.ts';

/** Makes a session on an event of adele's; resolves to its URL. */
export async function newSession(api: Api, event: string, size: number, more: object = {}): Promise<string> {
  const { status, json, text } = await api.send(`/v1.0/me/events/${event}/attachments/createUploadSession`, {
    json: sessionBody(size, { name: 'big.bin', ...more }),
  });
  expect(status, text).toBe(201);
  return String(json.uploadUrl);
}

/** Where the bytes stand in the file: from its beginning, and to their own end, unless said otherwise. */
export interface SentRange {
  readonly first?: number;
  readonly last?: number;
  readonly total: number;
}

/** Sends bytes to a session's URL, without a token. */
export function putRange(api: Api, url: string, bytes: Uint8Array<ArrayBuffer>, range: SentRange): Promise<Answer> {
  const { first = 0, last = first + bytes.length - 1, total } = range;
  return api.send(url, {
    method: 'PUT',
    body: bytes,
    token: null,
    headers: { 'Content-Range': `bytes ${first}-${last}/${total}`, 'Content-Type': 'application/octet-stream' },
  });
}
