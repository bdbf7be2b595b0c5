// Meetings of a test: what lies in somebody's inbox, and the paths to it.
import { expect } from 'vitest';
import type { Answer, Api } from './api.ts';
import { type Entity, entriesOf } from './answers.ts';
import { hourOn } from './events.ts';
import type { Person } from '../people/people.ts';

/** The attendees of an event's JSON. */
export const inviting = (...people: readonly { readonly upn: string }[]): { readonly attendees: readonly object[] } => ({
  attendees: people.map(({ upn }) => ({ emailAddress: { address: upn } })),
});

/** A meeting in 2027, made by POST; resolves to its id. */
export async function meet(
  organizer: Pick<Person, 'send'>,
  people: readonly { readonly upn: string }[],
  more: object = {},
): Promise<string> {
  const made = await organizer.send('/v1.0/me/events', {
    json: { subject: 'Review', ...hourOn('03-01'), ...inviting(...people), ...more },
  });
  expect(made.status, made.text).toBe(201);
  return String(made.json.id);
}

export const inboxOf = async (person: Pick<Person, 'send'>): Promise<readonly Entity[]> =>
  entriesOf(await person.send('/v1.0/me/messages'));

/** What the messages tell, the newest first. */
export const told = async (person: Pick<Person, 'send'>): Promise<unknown[]> =>
  (await inboxOf(person)).map(({ meetingMessageType, meetingRequestType }) => meetingRequestType ?? meetingMessageType);

/** The path to the event of somebody's newest message. */
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
