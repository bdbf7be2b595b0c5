// New people for a test: each has an empty mailbox that no other test uses, tokens, and a client.
import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import { expect } from 'vitest';
import { demoTenant } from '../../../infra/local/provision/demo/tenant.ts';
import { mailboxPartition } from '../../../lib/calendar/mailbox.ts';
import type { Entity } from '../api/answers.ts';
import { anHour } from '../api/events.ts';
import type { Answer, Api, Sent } from '../api/api.ts';

export interface Person {
  readonly upn: string;
  /** The object id. */
  readonly id: string;
  readonly token: string;
  /** The partition of the mailbox in the document store. */
  readonly partition: string;
  /** Sends as this person. */
  send(path: string, sent?: Omit<Sent, 'token'>): Promise<Answer>;
  /** Sends as this person by a token with other scopes. */
  with(scope: string): Person['send'];
  /** Makes an event by POST; resolves to the answer's body. Fails the test unless it was made. */
  newEvent(json?: object, path?: string): Promise<Entity>;
  /** Puts a new event below a path such as `/v1.0/me/calendars/{id}` and resolves to its id. */
  putEvent(below?: string, more?: object): Promise<string>;
}

interface PersonOptions {
  /** The beginning of the userPrincipalName. */
  readonly name?: string;
  readonly upn?: string;
  /** The scopes of the token; by default those of the local issuer. */
  readonly scope?: string;
  /** The groups in the token. */
  readonly groups?: readonly string[];
}

/** A user whom the directory doesn't know yet: their first request adds them. */
export async function newStranger(api: Api, { name = 'person', ...options }: PersonOptions = {}): Promise<Person> {
  const { upn = `${name}-${randomUUID()}@contoso.example`, ...rest } = options;
  const token = await api.token({ user: upn, ...rest });
  return personOf(api, upn, token, (path, sent) => api.send(path, { ...sent, token }));
}

/** A user whose first request has just added them to the directory. Each request has a new token with only `Calendars.ReadWrite`. */
export async function newPerson(api: Api, name = 'somebody'): Promise<Person> {
  const upn = `${name}-${randomUUID()}@contoso.example`;
  const person = personOf(api, upn, await api.token({ user: upn }), sender(api, upn, 'Calendars.ReadWrite'));
  const came = await person.send('/v1.0/me/calendar');
  expect(came.status, came.text).toBe(200);
  return person;
}

const sender =
  (api: Api, upn: string, scope: string): Person['send'] =>
  async (path, sent) =>
    api.send(path, { ...sent, token: await api.token({ user: upn, scope }) });

function personOf(api: Api, upn: string, token: string, send: Person['send']): Person {
  const id = String(decodeJwt(token).oid);
  return {
    upn,
    id,
    token,
    partition: mailboxPartition({ tenant: demoTenant, kind: 'users', id }),
    send,
    with: (scope) => sender(api, upn, scope),
    async newEvent(json = { subject: 'an event' }, path = '/v1.0/me/events') {
      const answer = await send(path, { json: { ...anHour, ...json } });
      expect(answer.status, answer.text).toBe(201);
      return answer.json;
    },
    async putEvent(below = '/v1.0/me', more = {}) {
      const event = `event-${randomUUID()}`;
      const made = await send(`${below}/events/${event}`, { method: 'PUT', json: { subject: event, ...anHour, ...more } });
      expect(made.status, made.text).toBe(201);
      return event;
    },
  };
}

/** Creates an event with this id in the person's default calendar by PUT; resolves to its path. */
export async function newEventOf(api: Api, { token }: Pick<Person, 'token'>, id = `event-${randomUUID()}`): Promise<string> {
  const path = `/v1.0/me/events/${id}`;
  const { status, text } = await api.send(path, { method: 'PUT', json: { subject: id, ...anHour }, token });
  expect(status, text).toBe(201);
  return path;
}

/** A user whom an application creates, with a token that allows it. */
export async function makeUser(api: Api, token: string, properties: object = {}): Promise<Pick<Person, 'id' | 'upn'>> {
  const upn = `made-${randomUUID()}@contoso.example`;
  const answer = await api.send('/v1.0/users', { token, json: { displayName: 'Made', userPrincipalName: upn, ...properties } });
  expect(answer.status, answer.text).toBe(201);
  return { id: String(answer.json.id), upn };
}
