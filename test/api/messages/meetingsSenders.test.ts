// Who sends pays: the limits of meetings count for the user who writes, in whoever's mailbox.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createServices } from '../../../functions/compose/app.ts';
import { mailboxPartition, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { senderOf } from '../../../lib/calendar/meetings/senders.ts';
import type { Services } from '../../../lib/api/call.ts';
import { createMeeting, attendeeFor, createMeetingAndNotify, messagesOf, changeSubject, someone } from '../../support/invitees.ts';
import { storedIn } from '../../support/stores/mailboxState.ts';
import { dyingServices } from '../../support/stores/dying.ts';
import { startStores, type TestStores } from '../../support/stores/stores.ts';

let stores: TestStores;
let services: Services;
let tenant: string;
let sender: Mailbox;
let reader: Mailbox;
beforeAll(async () => {
  stores = await startStores();
  services = createServices(stores);
});
afterAll(() => stores.close());
beforeEach(async () => {
  tenant = randomUUID();
  [sender, reader] = await Promise.all([someone(services, tenant), someone(services, tenant)]);
});

const group = (): Mailbox => ({ tenant, kind: 'groups', id: randomUUID() });
const authorOf = ({ id }: Mailbox): string => `user:${id}`;
const app = 'app:7';

/** What this mailbox has counted of the hour; tests that a full hour interrupts count in two. */
async function sentBy(mailbox: Mailbox): Promise<number> {
  const { documents } = await storedIn(stores.settings, mailboxPartition(mailbox));
  return documents.filter(({ id }) => id.startsWith('sends:')).reduce((sum, { count }) => sum + Number(count), 0);
}

it('who sends is the user who writes, whoever the mailbox belongs to; an application sends for the mailbox', () => {
  const other = group();
  for (const mailbox of [sender, other, reader]) expect(senderOf(mailbox, authorOf(sender))).toEqual(sender);
  expect(senderOf(other, app)).toEqual(other);
});

describe('a day’s invitations of one user', () => {
  const limited = (): Services => createServices(stores, { MEETING_INVITATIONS_PER_ORGANIZER: 3 });

  it('a day’s invitations of one user are as many as of one organizer, in however many groups and in whoever’s name', async () => {
    const own = limited();
    const colleague = await someone(services, tenant);
    for (const mailbox of [group(), group(), colleague, group(), sender, group()])
      await createMeetingAndNotify(own, mailbox, [reader], {}, authorOf(sender));
    expect(await messagesOf(own, reader)).toHaveLength(3);
    // Others of the same group, and the colleague, have theirs.
    await createMeetingAndNotify(own, colleague, [reader]);
    await createMeetingAndNotify(own, group(), [reader], {}, authorOf(colleague));
    expect(await messagesOf(own, reader)).toHaveLength(5);
  });

  it('a day’s invitations of one user leave the mailbox’s owner all of its own; an application’s count for the mailbox', async () => {
    const own = limited();
    const colleague = await someone(services, tenant);
    for (let i = 0; i < 4; i++) await createMeetingAndNotify(own, colleague, [reader], {}, authorOf(sender));
    expect(await messagesOf(own, reader)).toHaveLength(3);
    for (const author of [app, authorOf(colleague), app, authorOf(colleague)])
      await createMeetingAndNotify(own, colleague, [reader], {}, author);
    expect(await messagesOf(own, reader)).toHaveLength(6);
    for (let i = 0; i < 4; i++) await createMeetingAndNotify(own, group(), [reader], {}, app);
    expect(await messagesOf(own, reader)).toHaveLength(10);
  });
});

describe('the people whom one user tells something in an hour', () => {
  const limited = (): Services => createServices(stores, { MEETING_RECIPIENTS_PER_HOUR: 10 });
  const people = (count: number) => Promise.all(Array.from({ length: count }, () => someone(services, tenant)));
  const refused = { status: 429, code: 'TooManyRequests', message: expect.stringMatching(/one sender.*10 recipients/) as unknown };

  it('people told by one user in an hour are no more in ten groups than in one; beyond, nothing is stored, and people can be taken away', async () => {
    const own = limited();
    const four = await people(4);
    const [one, two] = [group(), group()];
    const first = await createMeeting(own, one, four, {}, authorOf(sender));
    await createMeeting(own, two, four, {}, authorOf(sender));
    await createMeeting(own, sender, four.slice(2));
    const before = await storedIn(stores.settings, mailboxPartition(one));
    await expect(createMeeting(own, one, four.slice(3), {}, authorOf(sender))).rejects.toMatchObject(refused);
    await expect(changeSubject(own, first.key, 'another', false, authorOf(sender))).rejects.toMatchObject(refused);
    await expect(createMeeting(own, group(), four, {}, authorOf(sender))).rejects.toMatchObject(refused);
    expect(await storedIn(stores.settings, mailboxPartition(one))).toEqual(before);
    const none = { apply: (current: typeof first.event.properties) => ({ ...current, attendees: [] }), newContent: false };
    expect((await own.events.change(first.key, first.event, none, authorOf(sender))).attendees).toEqual([]);
    // What one has told takes nothing from the others of the group.
    await createMeeting(own, one, four, {}, authorOf(reader));
  });

  it('people told by one user in an hour leave the mailbox’s owner all of its own, and aren’t fewer for what others were faster with', async () => {
    const own = limited();
    const nine = await people(9);
    const colleague = await someone(services, tenant);
    await createMeeting(own, colleague, nine, {}, authorOf(sender));
    expect([await sentBy(sender), await sentBy(colleague)]).toEqual([9, 0]);
    await createMeeting(own, colleague, nine, {}, authorOf(colleague));
    const { key, event } = await createMeeting(own, group(), nine.slice(8), {}, app);
    // One of these is first, the others find what it has made of the event.
    const change = (subject: string) => ({ apply: (current: typeof event.properties) => ({ ...current, subject }), newContent: false });
    await Promise.all(['a', 'b', 'c', 'd'].map((subject) => own.events.change(key, event, change(subject), authorOf(reader))));
    expect([await sentBy(reader), await sentBy(key.mailbox)]).toEqual([4, 1]);
  });

  it('people told by one user in an hour are no more than that, whatever many instances write at once in whatever many groups', async () => {
    const instances = Array.from({ length: 3 }, limited);
    const made = await Promise.allSettled(
      Array.from({ length: 24 }, (_, i) => createMeeting(instances[i % 3] ?? services, group(), [reader], {}, authorOf(sender))),
    );
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(await sentBy(sender)).toBe(10);
  });

  it('people told by one user cost a batch more in another’s mailbox, and none in the own', async () => {
    let commits: string[] = [];
    const counted = {
      ...stores.mailboxes,
      commit: (...[partition, writes]: Parameters<typeof stores.mailboxes.commit>) => {
        commits.push(partition);
        return stores.mailboxes.commit(partition, writes);
      },
    };
    const own = dyingServices({ ...stores, mailboxes: counted });
    const partitionsOf = async (mailbox: Mailbox) => {
      await createMeeting(own, mailbox, [reader], {}, authorOf(sender));
      commits = [];
      const { properties } = await createMeeting(own, mailbox, [reader], {}, authorOf(sender)).then(({ event }) => event);
      expect(properties.attendees).toEqual([attendeeFor(reader)]);
      return commits;
    };
    const one = group();
    expect(await partitionsOf(sender)).toEqual([mailboxPartition(sender)]);
    expect(await partitionsOf(one)).toEqual([mailboxPartition(sender), mailboxPartition(one)]);
  });
});
