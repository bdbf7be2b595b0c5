// Upload sessions as a client uses them: asked for, and filled by ranges.
import { expect } from 'vitest';
import type { Answer, Api } from './api.ts';

/** The body that asks for a session. */
export const announce = (size: number, more: object = {}): object => ({
  AttachmentItem: { attachmentType: 'file', name: 'big.bin', size, ...more },
});

/** The URL of a new session on an event of adele's. */
export async function newSession(api: Api, event: string, size: number, more: object = {}): Promise<string> {
  const { status, json, text } = await api.send(`/v1.0/me/events/${event}/attachments/createUploadSession`, { json: announce(size, more) });
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
