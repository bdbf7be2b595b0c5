// Meetings over HTTP: how a test makes them, and the messages in somebody's inbox.
import { expect } from 'vitest';
import type { Answer, Api } from './api.ts';
import { type Entity, entriesOf } from './answers.ts';
import { hourOn } from './events.ts';
import type { Person } from '../people/people.ts';

/** The attendees of an event's JSON. */
export const attendeesOf = (...people: readonly { readonly upn: string }[]): { readonly attendees: readonly object[] } => ({
  attendees: people.map(({ upn }) => ({ emailAddress: { address: upn } })),
});

/** Makes a meeting in 2027 by POST; resolves to its id. */
export async function createMeeting(
  organizer: Pick<Person, 'send'>,
  people: readonly { readonly upn: string }[],
  more: object = {},
): Promise<string> {
  const made = await organizer.send('/v1.0/me/events', {
    json: { subject: 'Review', ...hourOn('03-01'), ...attendeesOf(...people), ...more },
  });
  expect(made.status, made.text).toBe(201);
  return String(made.json.id);
}

export const inboxOf = async (person: Pick<Person, 'send'>): Promise<readonly Entity[]> =>
  entriesOf(await person.send('/v1.0/me/messages'));

/** The type of each message, the newest first. */
export const messageTypes = async (person: Pick<Person, 'send'>): Promise<unknown[]> =>
  (await inboxOf(person)).map(({ meetingMessageType, meetingRequestType }) => meetingRequestType ?? meetingMessageType);

/** The path of the event that somebody's newest message leads to. */
export async function newestMeeting(person: Pick<Person, 'send'>): Promise<string> {
  const [message] = await inboxOf(person);
  return message === undefined ? expect.fail('no message') : `/v1.0/me/messages/${String(message.id)}/event`;
}

export const file = (name = 'agenda.txt', text = 'hello'): object => ({
  '@odata.type': '#microsoft.graph.fileAttachment',
  name,
  contentBytes: Buffer.from(text).toString('base64'),
});

/** An application of the tenant. */
export async function application(api: Api, role: string): Promise<(path: string, json?: unknown) => Promise<Answer>> {
  const token = await api.token({ app: true, role });
  return (path, json) => api.send(path, { token, ...(json !== undefined && { json }) });
}
