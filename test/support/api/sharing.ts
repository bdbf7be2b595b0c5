// A shared calendar: its owner, its events, and the people who get a role in it.
import { expect } from 'vitest';
import type { CalendarRole } from '../../../lib/calendar/calendars/permission.ts';
import { newPerson, type Person } from '../people/people.ts';
import type { Answer, Api } from './api.ts';

export const reading = 'Calendars.Read.Shared';
export const writing = 'Calendars.ReadWrite.Shared';
export const file = {
  '@odata.type': '#microsoft.graph.fileAttachment',
  name: 'a.txt',
  contentBytes: Buffer.from('hello').toString('base64'),
};

/** An owner with a calendar that has an ordinary and a private event, each with a file; and another person. */
export async function sharedScene(api: Api) {
  const [owner, other] = await Promise.all([newPerson(api, 'owner'), newPerson(api, 'other')]);
  const { json } = await owner.send('/v1.0/me/calendars', { json: { name: 'Shared' } });
  const calendar = String(json.id);
  const below = `/v1.0/me/calendars/${calendar}`;
  const [event, secret, elsewhere] = await Promise.all([
    owner.putEvent(below),
    owner.putEvent(below, { sensitivity: 'private' }),
    owner.putEvent(),
  ]);
  const [attachment, hidden] = await Promise.all(
    [event, secret].map(async (each) => String((await owner.send(`/v1.0/me/events/${each}/attachments`, { json: file })).json.id)),
  );
  return {
    owner,
    other,
    calendar,
    event,
    secret,
    elsewhere,
    attachment: String(attachment),
    hidden: String(hidden),
    base: `/v1.0/users/${owner.upn}`,
  };
}

export async function share({ owner, calendar }: { owner: Person; calendar: string }, person: Person, role: CalendarRole): Promise<string> {
  const json = { emailAddress: { address: person.upn }, role };
  const made = await owner.send(`/v1.0/me/calendars/${calendar}/calendarPermissions`, { json });
  expect(made.status).toBe(201);
  return String(made.headers.get('location'));
}

/** The statuses of requests that are sent at the same time. */
export const statuses = async (...answers: Promise<Answer>[]): Promise<number[]> =>
  (await Promise.all(answers)).map(({ status }) => status);
