// Reads answers for tests: entries of lists, errors in their envelope, and the headers that don't change.
import { expect } from 'vitest';
import type { Answer, Api, Sent } from './api.ts';

export type Entity = Readonly<Record<string, unknown>>;

export const isEntity = (value: unknown): value is Entity => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The entries of a list's page. Fails the test when the answer is no list. */
export function entriesOf(answer: Answer): readonly Entity[] {
  expect(answer.status, answer.text.slice(0, 500)).toBe(200);
  const { value } = answer.json;
  if (!Array.isArray(value)) return expect.fail(`not a list: ${answer.text.slice(0, 200)}`);
  return value.filter(isEntity);
}

export const idsIn = (answer: Answer): string[] => entriesOf(answer).map(({ id }) => String(id));

export const namesIn = (answer: Answer): string[] => entriesOf(answer).map(({ name }) => String(name));

/** The link to the next page; undefined on the last one. */
export function nextLinkOf({ json }: Answer): string | undefined {
  const link = json['@odata.nextLink'];
  return typeof link === 'string' ? link : undefined;
}

/** The answers with this page and all further ones, which it finds by their links. */
export async function pagesFrom(api: Api, path: string, sent: Sent = {}): Promise<readonly Answer[]> {
  const pages: Answer[] = [];
  for (let next: string | undefined = path; next !== undefined; next = nextLinkOf(pages.at(-1) ?? expect.fail('no page'))) {
    pages.push(await api.send(next, sent));
    if (pages.length > 500) expect.fail('the list has no end');
  }
  return pages;
}

/** Status, code and message of an error. */
export const refusal = ({ status, json: { error } }: Answer): Entity => ({
  status,
  ...(isEntity(error) && { code: error.code, message: error.message }),
});

/** Status and error code of an answer, which together identify a refusal. */
export const statusAndCode = (answer: Answer): readonly [number, unknown] => [answer.status, refusal(answer).code];

export const guidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Checks an error against the contract's section 5: status, code, envelope and headers, and the message if one is given. */
export function expectError(answer: Answer, status: number, code: string, message?: string | RegExp): void {
  const { error } = answer.json;
  if (!isEntity(error) || !isEntity(error.innerError))
    return expect.fail(`${answer.status} without an envelope: ${answer.text.slice(0, 300)}`);
  expect({ status: answer.status, code: error.code }, answer.text).toEqual({ status, code });
  if (message instanceof RegExp) expect(error.message).toMatch(message);
  else if (message !== undefined) expect(error.message).toBe(message);

  expect(Object.keys(answer.json)).toEqual(['error']);
  expect(Object.keys(error)).toEqual(['code', 'message', 'innerError']);
  expect(Object.keys(error.innerError)).toEqual(['date', 'request-id', 'client-request-id']);
  expect(error.innerError.date).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
  expect(error.innerError['request-id']).toBe(answer.headers.get('request-id'));
  expect(error.innerError['client-request-id']).toBe(answer.headers.get('client-request-id'));
  expect(answer.headers.get('content-type')).toMatch(/^application\/json\b/);
  expectIdentified(answer);
}

/** Checks the headers that every answer of the app has. */
export function expectIdentified({ headers }: Answer): void {
  expect(headers.get('request-id')).toMatch(guidPattern);
  expect(headers.get('client-request-id')).toMatch(guidPattern);
  expect(Date.parse(headers.get('date') ?? '')).toBeGreaterThan(Date.parse('2020-01-01'));
}

const ofTheMoment = new Set(['date', 'request-id', 'client-request-id', 'connection', 'keep-alive']);

/** The headers of an answer without those that differ between two equal requests. */
export const stableHeaders = ({ headers }: Answer): Readonly<Record<string, string>> =>
  Object.fromEntries([...headers].filter(([name]) => !ofTheMoment.has(name)));
