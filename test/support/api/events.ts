// A mailbox of a test's own, and what answers about events hold.
import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import { expect } from 'vitest';
import type { Answer, Api, Sent } from './api.ts';

export interface TestMailbox {
  /** Its owner's object id. */
  readonly id: string;
  readonly upn: string;
  /** Sends as its owner. */
  send(path: string, sent?: Omit<Sent, 'token'>): Promise<Answer>;
  /** Makes an event by POST and gives the answer's body; fails the test when there is none. */
  newEvent(json?: object, path?: string): Promise<Readonly<Record<string, unknown>>>;
}

/** Somebody whom nobody has heard of yet, with an empty mailbox. */
export async function newMailbox(api: Api): Promise<TestMailbox> {
  const upn = `owner-${randomUUID()}@contoso.example`;
  const token = await api.token({ user: upn });
  const send: TestMailbox['send'] = (path, sent) => api.send(path, { ...sent, token });
  return {
    id: String(decodeJwt(token).oid),
    upn,
    send,
    async newEvent(json = { subject: 'an event' }, path = '/v1.0/me/events') {
      const answer = await send(path, { json });
      expect(answer.status, answer.text).toBe(201);
      return answer.json;
    },
  };
}

export const eventPath = ({ id }: Readonly<Record<string, unknown>>): string => `/v1.0/me/events/${String(id)}`;

/** An hour of a day in 2027. */
export const hourOn = (day: string, from = '10:00', to = '11:00', timeZone = 'UTC') => ({
  start: { dateTime: `2027-${day}T${from}:00`, timeZone },
  end: { dateTime: `2027-${day}T${to}:00`, timeZone },
});

/** The entries of a list's page. Fails the test when the answer is no list. */
export function listed(answer: Answer): readonly Readonly<Record<string, unknown>>[] {
  expect(answer.status, answer.text.slice(0, 500)).toBe(200);
  const { value } = answer.json;
  return Array.isArray(value) ? value.filter(isRecord) : expect.fail('no list');
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

export const subjects = (answer: Answer): unknown[] => listed(answer).map(({ subject }) => subject);

/** The code and message of an error. */
export const refusal = ({ status, json: { error } }: Answer): Readonly<Record<string, unknown>> => ({
  status,
  ...(isRecord(error) && { code: error.code, message: error.message }),
});
