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

/** Sends bytes to a session's URL, without a token. */
export const putRange = (
  api: Api,
  url: string,
  bytes: Uint8Array<ArrayBuffer>,
  first: number,
  total: number,
  last = first + bytes.length - 1,
): Promise<Answer> =>
  api.send(url, {
    method: 'PUT',
    body: bytes,
    token: null,
    headers: { 'Content-Range': `bytes ${first}-${last}/${total}`, 'Content-Type': 'application/octet-stream' },
  });
