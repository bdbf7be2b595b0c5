// Whom a meeting doesn't reach: a mailbox that takes no more, and one that can't be written to, of which the organizer is told each for itself.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServices } from '../../../functions/compose/app.ts';
import type { Services } from '../../../lib/api/call.ts';
import { defaultCalendarId, mailboxPartition, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import type { Contents } from '../../../lib/stores/contents.ts';
import type { Documents } from '../../../lib/stores/documents.ts';
import { changeSubject, createMeeting, messagesOf, someone } from '../../support/invitees.ts';
import { startDocuments, type TestDocuments } from '../../support/stores/documents.ts';

let documents: TestDocuments;
beforeAll(async () => {
  documents = await startDocuments();
});
afterAll(() => documents.close());

const hour = 60 * 60_000;

it('a mailbox that can’t be written to is tried for three days, then named to the organizer apart from one that takes no more', async () => {
  let now = Date.parse('2027-03-01T10:00:00Z');
  let isBroken = true;
  /** A store of contents that nothing here calls. */
  const contents = {} as Contents;
  const stores = { directory: documents.directory, mailboxes: documents.mailboxes, contents };
  const services = createServices(stores, {}, () => now);
  const organizer: Mailbox = { tenant: documents.newTenant(), kind: 'users', id: randomUUID() };
  const [broken, full, fine] = (await Promise.all([1, 2, 3].map(() => someone(services, organizer.tenant)))) as [Mailbox, Mailbox, Mailbox];
  const failing: Documents = {
    ...documents.mailboxes,
    commit: (partition, writes) =>
      isBroken && partition === mailboxPartition(broken)
        ? Promise.reject(new Error('broken'))
        : documents.mailboxes.commit(partition, writes),
  };
  const over = (settings = {}): Services => createServices({ ...stores, mailboxes: failing }, settings, () => now);
  const entriesOf = async (who: Mailbox): Promise<number> => {
    const order = { property: 'createdDateTime', descending: false } as const;
    return (await services.events.list(who, defaultCalendarId(who), { limit: 9, orderBy: order })).events.length;
  };
  await createMeeting(over({ MEETING_INVITATIONS_PER_ORGANIZER: 1 }), organizer, [full]);
  const limited = over({ MEETING_INVITATIONS_PER_ORGANIZER: 1 });
  const { key, event } = await createMeeting(limited, organizer, [broken, full, fine]);
  const deliver = () => limited.meetings.deliver(mailboxPartition(organizer), event.incarnation);
  expect([await entriesOf(broken), await entriesOf(full), await entriesOf(fine)]).toEqual([0, 1, 1]);
  for (const hours of [1, 30, 40]) {
    now += hours * hour;
    await expect(deliver()).rejects.toThrow('could not be told');
    expect(await messagesOf(services, organizer)).toEqual([]);
  }
  now += 2 * hour;
  await deliver();
  const [told, ...more] = await messagesOf(services, organizer);
  expect([told?.tells, more]).toEqual(['undelivered', []]);
  const [first = '', second = '', ...rest] = (told?.comment ?? '').split('\n\n');
  expect(rest).toEqual([]);
  expect(first).toMatch(new RegExp(`take no more invitations[^]*\n${full.id}@contoso.example$`));
  expect(second).toMatch(new RegExp(`for three days[^]*\n${broken.id}@contoso.example$`));
  isBroken = false;
  await changeSubject(limited, key, 'another');
  expect([await entriesOf(broken), (await messagesOf(services, broken)).length]).toEqual([1, 1]);
});
