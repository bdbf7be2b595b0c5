// What tests of batches begin with: a person whose mailbox no other test touches, with an event to attach to.
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { newStranger, type Person } from '../people/people.ts';
import { openApi, type Api } from './api.ts';
import { anHour } from './events.ts';

export interface Batching {
  readonly api: Api;
  readonly person: Person;
  /** As the person. */
  readonly mine: Pick<Api, 'send'>;
  readonly event: string;
  /** The path of the event's attachments, behind the version. */
  readonly attachments: string;
  /** Attaches it, and resolves to its id. */
  readonly newFile: (body: object) => Promise<string>;
}

export async function openBatching(): Promise<Batching> {
  const api = await openApi();
  const person = await newStranger(api);
  const mine: Batching['mine'] = { send: (path, sent) => api.send(path, { token: person.token, ...sent }) };
  const event = `event-${randomUUID()}`;
  const attachments = `/me/events/${event}/attachments`;
  expect((await mine.send(`/v1.0/me/events/${event}`, { method: 'PUT', json: { subject: 'batched', ...anHour } })).status).toBe(201);
  return {
    api,
    person,
    mine,
    event,
    attachments,
    async newFile(body) {
      const { status, json: made } = await mine.send(`/v1.0${attachments}`, { json: body });
      expect(status).toBe(201);
      return String(made.id);
    },
  };
}
