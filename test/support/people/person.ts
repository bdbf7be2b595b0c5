// A person nobody has heard of yet, with an empty mailbox that no other test touches.
import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import { demoTenant } from '../../../infra/local/provision/demo/tenant.ts';
import { mailboxPartition } from '../../../lib/calendar/mailbox.ts';
import type { Api } from '../api/api.ts';

export interface Person {
  readonly upn: string;
  /** The object id. */
  readonly id: string;
  readonly token: string;
  /** The partition of the mailbox in the document store. */
  readonly partition: string;
}

export async function newPerson(api: Api, scope?: string): Promise<Person> {
  const upn = `person-${randomUUID()}@contoso.example`;
  const token = await api.token({ user: upn, ...(scope !== undefined && { scope }) });
  const id = String(decodeJwt(token).oid);
  return { upn, id, token, partition: mailboxPartition({ tenant: demoTenant, kind: 'users', id }) };
}

/** Puts an event of this id into the person's default calendar, and gives its path. */
export async function newEventOf(api: Api, { token }: Person, id = `event-${randomUUID()}`): Promise<string> {
  const path = `/v1.0/me/events/${id}`;
  const { status, text } = await api.send(path, { method: 'PUT', json: { subject: id }, token });
  if (status !== 201) throw new Error(`Expected 201, got ${status}: ${text}`);
  return path;
}
