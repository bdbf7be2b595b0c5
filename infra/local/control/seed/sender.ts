// Sends what a seed needs to the stack's API, past the gate.
import { z } from 'zod';
import type { TokenRequest } from '../../issuer/signToken.ts';

/** The stack that a seed goes to. */
export interface Ground {
  /** `http://localhost:…`. */
  readonly url: string;
  /** By which the gate knows the stack's own requests. */
  readonly secret: string;
  readonly token: (request: TokenRequest) => Promise<string>;
}

/** Sends JSON below `/v1.0` as somebody, and gives the answer's. Throws an error with the answer's message for one that isn't 2xx. */
export type Send = (as: TokenRequest, method: string, path: string, body: object) => Promise<Readonly<Record<string, unknown>>>;

const refusal = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

export const senderTo =
  ({ url, secret, token }: Ground): Send =>
  async (as, method, path, body) => {
    const response = await fetch(`${url}/v1.0${path}`, {
      method,
      headers: { Authorization: `Bearer ${await token(as)}`, 'Content-Type': 'application/json', 'x-calendar-control': secret },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    const answer: unknown = text === '' ? {} : JSON.parse(text);
    if (response.ok) return z.record(z.string(), z.unknown()).parse(answer);
    const { data } = refusal.safeParse(answer);
    throw new Error(`${method} ${path}: ${response.status} ${data === undefined ? text : `${data.error.code}: ${data.error.message}`}`);
  };

/** Puts bytes to an upload session, range by range. Throws for an answer that isn't 2xx. */
export async function putRanges(uploadUrl: string, bytes: Uint8Array<ArrayBuffer>, secret: string): Promise<string> {
  /** Bytes of a range, as Graph's documents advise. */
  const step = 3_276_800;
  let location = '';
  for (let start = 0; start < bytes.length; start += step) {
    const part = bytes.subarray(start, start + step);
    const range = `bytes ${start}-${start + part.length - 1}/${bytes.length}`;
    const response = await fetch(uploadUrl, {
      method: 'PUT',
      headers: { 'Content-Range': range, 'x-calendar-control': secret },
      body: part,
    });
    if (!response.ok) throw new Error(`PUT of ${range}: ${response.status} ${await response.text()}`);
    location = response.headers.get('location') ?? '';
  }
  return location;
}
