// What it charges to tell a meeting's people, in request units: a change at most 20 batches in the request, and a bound for each person (issue 13).
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServices } from '../../../functions/compose/app.ts';
import type { Services } from '../../../lib/api/call.ts';
import { noResponseTime, type Attendee, type EventProperties } from '../../../lib/calendar/events/record/eventProperties.ts';
import { mailboxPartition, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { measured, type Usage } from '../../../lib/runtime/meter.ts';
import type { Contents } from '../../../lib/stores/contents.ts';
import { attendeeFor, by, createMeeting, someone } from '../../support/invitees.ts';
import { startDocuments, type TestDocuments } from '../../support/stores/documents.ts';

let documents: TestDocuments;
let services: Services;
beforeAll(async () => {
  documents = await startDocuments();
  services = createServices({ directory: documents.directory, mailboxes: documents.mailboxes, contents: {} as Contents });
});
afterAll(() => documents.close());

const at = (hour: number): Partial<EventProperties> => ({
  start: { dateTime: `2027-03-01T${hour}:00:00`, timeZone: 'UTC' },
  end: { dateTime: `2027-03-01T${hour}:30:00`, timeZone: 'UTC' },
});
const text = (length: number): Pick<EventProperties, 'body'> => ({ body: { contentType: 'html', content: 'x'.repeat(length) } });

/** What a change by the organizer charges in the request, for so many people who know the meeting. */
async function chargeOf(count: number, meeting: Partial<EventProperties>, change: Partial<EventProperties>): Promise<Usage> {
  const tenant = randomUUID();
  const organizer: Mailbox = { tenant, kind: 'users', id: randomUUID() };
  const people = await Promise.all(Array.from({ length: count }, () => someone(services, tenant)));
  // So many are in the meeting whom nobody knows, that all are as many whoever is told.
  const strangers = (meeting.attendees ?? []).slice(count);
  const attendees = [...people.map(attendeeFor), ...strangers];
  const { key, event } = await createMeeting(services, organizer, [], { ...at(10), ...meeting, attendees });
  await services.meetings.deliver(mailboxPartition(organizer), event.incarnation);
  const current = (await services.events.read(key)) ?? expect.fail('no event');
  const apply = (properties: EventProperties): EventProperties => ({ ...properties, ...change });
  return (await measured(Date.now, () => services.events.change(key, current, { apply, newContent: false }, by))).usage;
}

/** What each further person adds. */
async function eachOf(meeting: Partial<EventProperties>, change: Partial<EventProperties>): Promise<number> {
  const [few, many] = [await chargeOf(1, meeting, change), await chargeOf(20, meeting, change)];
  return (many.charge - few.charge) / 19;
}

const fifty: readonly Attendee[] = Array.from({ length: 50 }, (_, i) => ({
  type: 'required',
  status: { response: 'none', time: noResponseTime },
  emailAddress: { address: `${'y'.repeat(100)}-${i}@contoso.example` },
}));

it.each([
  ['a typical meeting', text(600), 100],
  ['the largest entry', { ...text(15_900), attendees: [...fifty] }, 330],
])('a change of %s charges each person a bound, news or not', async (_, meeting, most) => {
  const [news, none] = [await eachOf(meeting, at(14)), await eachOf(meeting, { importance: 'high' })];
  expect(none).toBeLessThan(news);
  expect(news).toBeGreaterThan(20);
  expect(news).toBeLessThan(most);
});

it('a change of a meeting with 43 people makes 20 batches for them in the request', async () => {
  // Beside them the event’s own, and the ledger before and behind those who are told.
  const { counts } = await chargeOf(43, text(600), at(14));
  expect(counts.batch).toBeLessThanOrEqual(20 + 4);
});
