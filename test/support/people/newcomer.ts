// Somebody of a test's own: with an empty mailbox that no other test touches, and known to the directory.
import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import type { Answer, Api, Sent } from '../api/api.ts';

export interface Person {
  /** The object id. */
  readonly id: string;
  readonly upn: string;
  /** Sends as this person, by a token with `Calendars.ReadWrite` alone. */
  send(path: string, sent?: Omit<Sent, 'token'>): Promise<Answer>;
  /** The same by a token with other scopes. */
  with(scope: string): Person['send'];
  /** Puts a new event below a path such as `/v1.0/me/calendars/{id}` and resolves to its id. */
  newEvent(below?: string, more?: object): Promise<string>;
}

/** Somebody who has just come, by a first request of their own. */
export async function newPerson(api: Api, name = 'somebody'): Promise<Person> {
  const upn = `${name}-${randomUUID()}@contoso.example`;
  const sender =
    (scope: string): Person['send'] =>
    async (path, sent) =>
      api.send(path, { ...sent, token: await api.token({ user: upn, scope }) });
  const send = sender('Calendars.ReadWrite');
  const { oid } = decodeJwt<{ oid: string }>(await api.token({ user: upn }));
  const came = await send('/v1.0/me/calendar');
  if (came.status !== 200) throw new Error(`Expected 200, got ${came.status}: ${came.text}`);
  return {
    id: oid,
    upn,
    send,
    with: sender,
    async newEvent(below = '/v1.0/me', more = {}) {
      const event = `event-${randomUUID()}`;
      const made = await send(`${below}/events/${event}`, { method: 'PUT', json: { subject: event, ...more } });
      if (made.status !== 201) throw new Error(`Expected 201, got ${made.status}: ${made.text}`);
      return event;
    },
  };
}
