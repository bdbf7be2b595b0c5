// Sends batches, and reads the answers in them.
import { expect } from 'vitest';
import { isEntity, type Entity } from './answers.ts';
import type { Answer, Api, Sent } from './api.ts';

/** One request of a batch, which may have further properties that a test tries. */
export type Requested = Readonly<Record<string, unknown>>;

/** One answer of a batch. */
export interface Responded {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export const json = { 'Content-Type': 'application/json' };

/** A GET for each path, with ids from 1. */
export const gets = (...urls: readonly string[]): readonly Requested[] => urls.map((url, i) => ({ id: String(i + 1), method: 'GET', url }));

export const sendBatch = (api: Pick<Api, 'send'>, requests: unknown, sent: Sent = {}, version = 'v1.0'): Promise<Answer> =>
  api.send(`/${version}/$batch`, { json: { requests }, ...sent });

/** The answers of an accepted batch, in its order. Fails the test when the batch is refused. */
export async function batch(
  api: Pick<Api, 'send'>,
  requests: readonly Requested[],
  sent?: Sent,
  version?: string,
): Promise<readonly Responded[]> {
  return respondedIn(await sendBatch(api, requests, sent, version));
}

export function respondedIn(answer: Answer): readonly Responded[] {
  expect(answer.status, answer.text.slice(0, 500)).toBe(200);
  const { responses } = answer.json;
  if (!Array.isArray(responses)) return expect.fail(`no batch: ${answer.text.slice(0, 200)}`);
  return responses.map((each: unknown) => responded(each));
}

function responded(value: unknown): Responded {
  if (!isEntity(value)) return expect.fail('a response is no object');
  const { id, status, headers, body } = value;
  if (typeof id !== 'string' || typeof status !== 'number' || !isEntity(headers)) return expect.fail('a response lacks something');
  const texts = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, String(text)]));
  return { id, status, headers: texts, ...('body' in value && { body }) };
}

export const statuses = (responses: readonly Responded[]): readonly number[] => responses.map(({ status }) => status);

/** The JSON body of an answer. */
export function entityIn({ body, status }: Responded): Entity {
  return isEntity(body) ? body : expect.fail(`${status} without a JSON body`);
}

/** The code of the error in an answer. */
export function codeIn(response: Responded): unknown {
  const { error } = entityIn(response);
  return isEntity(error) ? error.code : undefined;
}

export const bytesIn = ({ body }: Responded): Buffer => (typeof body === 'string' ? Buffer.from(body, 'base64') : expect.fail('no base64'));
