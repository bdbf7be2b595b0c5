// Answers from the attendee's entry to the organizer's event: whoever dies where, both say the same, and the last one counts.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createServices } from '../../../functions/compose/app.ts';
import type { Services } from '../../../lib/api/call.ts';
import { decodeAnswer, type PendingAnswer } from '../../../lib/calendar/entries/pendingAnswer.ts';
import type { EventProperties } from '../../../lib/calendar/events/record/eventProperties.ts';
import type { EventRecord } from '../../../lib/calendar/events/record/eventRecord.ts';
import { mailboxPartition, type EventKey, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import type { Answer } from '../../../lib/calendar/meetings/meetings.ts';
import { readEvent } from '../../../lib/odata/event/eventBody.ts';
import { work } from '../../../lib/cleanup/work.ts';
import { dyingStores } from '../../support/faults/dyingStores.ts';
import { by, createMeetingAndNotify, messagesOf, someone } from '../../support/invitees.ts';
import { startStores, type TestStores } from '../../support/stores/stores.ts';

let stores: TestStores;
let services: Services;
let organizer: Mailbox;
let attendee: Mailbox;
let key: EventKey;
let meeting: EventRecord;
beforeAll(async () => {
  stores = await startStores();
  services = createServices(stores);
});
afterAll(() => stores.close());
beforeEach(async () => {
  const tenant = randomUUID();
  [organizer, attendee] = await Promise.all([someone(services, tenant), someone(services, tenant)]);
  ({ key, event: meeting } = await createMeetingAndNotify(services, organizer, [attendee]));
});

const opened = async () => (await services.entries.find(attendee, meeting)) ?? services.entries.preview(attendee, { key, event: meeting });
const from = { name: 'Attendee', address: 'attendee@contoso.example' };
const give = async (answer: Answer, by: Services = services, comment?: string): Promise<void> =>
  by.entries.answer(
    attendee,
    await opened(),
    { answer, from, sends: true, ...(comment !== undefined && { comment }) },
    `user:${attendee.id}`,
  );
/** Gives the answer, and dies right after the batch in the attendee's mailbox. */
const giveAndDie = (answer: Answer): Promise<void> =>
  expect(give(answer, createServices(dyingStores(stores, 3, 'after')))).rejects.toThrow('died');
const pending = async (): Promise<PendingAnswer | undefined> =>
  decodeAnswer(await stores.mailboxes.read(mailboxPartition(attendee), `answer:${meeting.incarnation}`));
const minute = () =>
  work({
    ...stores,
    meetings: services.meetings,
    entries: services.entries,
    clock: () => Date.now() + 30_000,
    failed(error) {
      throw error;
    },
  });

/** What the organizer's event says of the answer, and what the entry does; `gone` where none is shown. */
async function said(): Promise<readonly unknown[]> {
  const event = await services.events.read(key);
  const entry = await services.entries.find(attendee, meeting);
  return [event?.properties.attendees[0]?.status.response, entry?.entry.response.response ?? 'gone'];
}
const changes = async (change: Partial<EventProperties>): Promise<void> => {
  const event = (await services.events.read(key)) ?? expect.fail('no event');
  const changed = await services.events.change(key, event, { apply: (current) => ({ ...current, ...change }), newContent: false }, by);
  await services.meetings.tell(organizer, changed);
};
const later = { start: { dateTime: '2027-04-01T10:00:00', timeZone: 'UTC' }, end: { dateTime: '2027-04-01T11:00:00', timeZone: 'UTC' } };

it.each([
  ['accepted', 'before'],
  ['accepted', 'after'],
  ['declined', 'before'],
  ['declined', 'after'],
] as const)(
  'an answer (%s) whose process dies %s any call to a store is at the organizer’s as it is in the entry, or nowhere',
  async (answer, when) => {
    for (let at = 1; ; at++) {
      ({ key, event: meeting } = await createMeetingAndNotify(services, organizer, [attendee]));
      const mortal = dyingStores(stores, at, when);
      await give(answer, createServices(mortal)).catch(() => undefined);
      const isGiven = (await said())[1] !== 'notResponded';
      await minute();
      expect(await said(), `${at}`).toEqual(isGiven ? [answer, answer === 'declined' ? 'gone' : answer] : ['none', 'notResponded']);
      expect(await pending()).toBeUndefined();
      const told = (await messagesOf(services, organizer)).filter(({ incarnation }) => incarnation === meeting.incarnation);
      expect(told.map(({ tells }) => tells)).toEqual(isGiven ? [answer] : []);
      if (mortal.calls < at) break;
      expect(at).toBeLessThan(30);
    }
  },
);

it('an answer to what was asked before changes nothing at the organizer’s, and the entry is asked anew', async () => {
  await giveAndDie('accepted');
  await changes(later);
  await minute();
  expect(await said()).toEqual(['none', 'notResponded']);
  expect([await pending(), await messagesOf(services, organizer)]).toEqual([undefined, []]);
});

it('an answer that was given last counts, whichever reaches the organizer first', async () => {
  await giveAndDie('accepted');
  const first = (await pending()) ?? expect.fail('no answer');
  await give('tentativelyAccepted');
  await services.entries.carry(attendee, first);
  expect(await said()).toEqual(['tentativelyAccepted', 'tentativelyAccepted']);
  expect((await messagesOf(services, organizer)).map(({ tells }) => tells)).toEqual(['tentativelyAccepted']);
  // The former one must not take the place of one that is still to be carried, either.
  await giveAndDie('declined');
  await services.entries.carry(attendee, first);
  expect(await said()).toEqual(['tentativelyAccepted', 'gone']);
  await minute();
  expect(await said()).toEqual(['declined', 'gone']);
});

it('an answer that was given last counts, though its organizer has sent the attendees anew', async () => {
  await giveAndDie('accepted');
  const first = (await pending()) ?? expect.fail('no answer');
  await give('tentativelyAccepted');
  const event = (await services.events.read(key)) ?? expect.fail('no event');
  const address = event.properties.attendees[0]?.emailAddress.address ?? '';
  const sent = { attendees: [{ type: 'optional', emailAddress: { address } }] };
  const anew = readEvent(sent);
  await services.events.change(key, event, { apply: (current) => anew.apply(current), newContent: false }, by);
  await services.entries.carry(attendee, first);
  expect((await services.events.read(key))?.properties.attendees[0]?.status.response).toBe('tentativelyAccepted');
});

it('an answer that changes nothing writes nothing, unless it has a comment', async () => {
  await give('accepted');
  const [event, entry] = [await services.events.read(key), await services.entries.find(attendee, meeting)];
  const counting = dyingStores(stores, 0, 'before');
  await give('accepted', createServices(counting));
  expect(counting.calls).toBe(2);
  expect([await services.events.read(key), await services.entries.find(attendee, meeting)]).toEqual([event, entry]);
  await give('accepted', services, 'On my way.');
  expect((await messagesOf(services, organizer)).map(({ comment }) => comment)).toEqual(['On my way.']);
});

it('an answer of two requests at once is one, and both places say which', async () => {
  const given = await Promise.allSettled([give('accepted'), give('declined'), give('tentativelyAccepted')]);
  expect(given.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
  await minute();
  const [at, shown] = await said();
  expect(shown).toBe(at === 'declined' ? 'gone' : at);
});
