// Forwarding: by the organizer and by attendees, of a meeting and of one occurrence, and who is told what (contract, section 13).
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { InstanceAnswer } from '../../support/stores/instances.ts';
import { dyingAtWrite, newInstance } from '../../support/stores/instances.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';

type Shown = Readonly<Record<string, unknown>>;

let home: Household;
let organizer: Housemate;
let attendee: Housemate;
let third: Housemate;
let meeting: string;
let entry: string;
beforeAll(async () => {
  home = await startHousehold();
});
afterAll(() => home.close());
beforeEach(async () => {
  [organizer, attendee, third] = (await Promise.all(['organizer', 'attendee', 'third'].map((name) => home.come(name)))) as [
    Housemate,
    Housemate,
    Housemate,
  ];
  await meet();
});

/** Makes the meeting that the attendee is invited to. */
async function meet(): Promise<void> {
  meeting = await make({ attendees: [{ emailAddress: { address: attendee.upn } }] });
  entry = await newestOf(attendee);
}

const at = (hour: number) => ({
  start: { dateTime: `2027-03-01T${hour}:00:00`, timeZone: 'UTC' },
  end: { dateTime: `2027-03-01T${hour}:30:00`, timeZone: 'UTC' },
});
const daily = { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 3 } };
const valueOf = ({ json: { value } }: InstanceAnswer): readonly Shown[] => value as readonly Shown[];
const make = async (more: object): Promise<string> =>
  `/v1.0/me/events/${String((await organizer.must('POST', '/v1.0/me/events', { subject: 'Review', ...at(10), ...more })).json.id)}`;
const eventsOf = async (who: Housemate) => valueOf(await who.must('GET', '/v1.0/me/events?$orderby=createdDateTime desc'));
const newestOf = async (who: Housemate) => `/v1.0/me/events/${String((await eventsOf(who))[0]?.id)}`;
const to = (...people: readonly (Pick<Housemate, 'upn'> | string)[]) => ({
  ToRecipients: people.map((each) => ({ emailAddress: { address: typeof each === 'string' ? each : each.upn } })),
});
const invited = async (path = meeting): Promise<readonly string[]> =>
  ((await organizer.must('GET', path)).json.attendees as { type: string; emailAddress: { address: string } }[]).map(
    ({ emailAddress }) => emailAddress.address,
  );
const senderIn = ({ sender }: Shown): unknown => ((sender as Shown).emailAddress as Shown).address;
const fromIn = ({ from }: Shown): unknown => ((from as Shown).emailAddress as Shown).address;
const instances = async (of: Housemate, path: string): Promise<readonly string[]> =>
  valueOf(await of.must('GET', `${path}/instances?startDateTime=2027-03-01&endDateTime=2027-04-01`)).map(
    ({ id }) => `/v1.0/me/events/${String(id)}`,
  );

describe('the organizer', () => {
  it.each(['', 'microsoft.graph.'])(
    'the organizer forwards to more people, who have the invitation with the comment, and the entry (%s…)',
    async (ns) => {
      const sent = await organizer.must('POST', `${meeting}/${ns}forward`, { ...to(third), Comment: 'Please come' });
      expect([sent.status, sent.headers['Content-Type']]).toEqual([202, undefined]);
      expect(await invited()).toEqual([attendee.upn, third.upn]);
      const [message = {}] = await third.inbox();
      expect(message).toMatchObject({ subject: 'Review', meetingMessageType: 'meetingRequest', bodyPreview: 'Please come' });
      expect([fromIn(message), senderIn(message)]).toEqual([organizer.upn, organizer.upn]);
      expect((await eventsOf(third)).map(({ subject }) => subject)).toEqual(['Review']);
      expect(await organizer.inbox(), 'nobody is told of the own forward').toEqual([]);
      expect(await attendee.inbox()).toHaveLength(1);
    },
  );

  it('the organizer forwards an event that had no attendees yet', async () => {
    const event = await make({ subject: 'Alone', ...at(11) });
    await organizer.must('POST', `${event}/forward`, { toRecipients: to(third).ToRecipients, comment: 'Hi' });
    expect(await invited(event)).toEqual([third.upn]);
    expect(await third.inbox()).toMatchObject([{ subject: 'Alone', bodyPreview: 'Hi' }]);
  });

  it('the organizer adds nobody twice, and who is an attendee already gets the invitation again', async () => {
    const [before] = await attendee.inbox();
    await organizer.must('POST', `${meeting}/forward`, { ...to(attendee, attendee.upn.toUpperCase()), Comment: 'Again' });
    expect(await invited()).toEqual([attendee.upn]);
    const inbox = await attendee.inbox();
    expect(inbox).toMatchObject([{ bodyPreview: 'Again', meetingMessageType: 'meetingRequest' }]);
    expect(inbox[0]?.id).not.toBe(before?.id);
  });

  it('the organizer forwards to who isn’t known yet, and is awaited', async () => {
    const upn = `later-${third.upn}`;
    await organizer.must('POST', `${meeting}/forward`, to(upn));
    const later = home.later('later', upn);
    await later.must('GET', '/v1.0/me/calendar');
    expect(await later.inbox()).toMatchObject([{ subject: 'Review' }]);
    expect(await eventsOf(later)).toHaveLength(1);
  });

  it('the organizer forwards one occurrence alone', async () => {
    const series = await make({ subject: 'Daily', recurrence: daily, attendees: [{ emailAddress: { address: attendee.upn } }] });
    const [, second = ''] = await instances(organizer, series);
    await organizer.must('POST', `${second}/forward`, { ...to(third), Comment: 'This one' });
    expect(await invited(series)).toEqual([attendee.upn]);
    expect(await invited(second)).toEqual([attendee.upn, third.upn]);
    expect(await third.inbox()).toMatchObject([
      { subject: 'Daily', bodyPreview: 'This one', startDateTime: { dateTime: '2027-03-02T10:00:00.0000000' } },
    ]);
    expect(await eventsOf(third)).toMatchObject([{ subject: 'Daily', type: 'singleInstance' }]);
  });

  it('the organizer is told by a delegate’s name that somebody else has forwarded', async () => {
    await organizer.share(third, 'write');
    const last = await home.come('last');
    await third.must('POST', `${meeting.replace('/me/', `/users/${organizer.id}/`)}/forward`, to(last));
    const [message = {}] = await last.inbox();
    expect([fromIn(message), senderIn(message)]).toEqual([organizer.upn, third.upn]);
  });
});

describe('an attendee', () => {
  it.each(['the entry', 'the message'])('an attendee forwards by %s: from the organizer, who hears of it', async (by) => {
    const path = by === 'the entry' ? entry : `/v1.0/me/messages/${String((await attendee.inbox())[0]?.id)}/event`;
    await attendee.must('POST', `${path}/forward`, { ...to(third), Comment: 'Join us' });
    expect(await invited()).toEqual([attendee.upn, third.upn]);
    const [message = {}] = await third.inbox();
    expect(message).toMatchObject({ subject: 'Review', bodyPreview: 'Join us' });
    expect([fromIn(message), senderIn(message)]).toEqual([organizer.upn, attendee.upn]);
    const [told = {}] = await organizer.inbox();
    expect(told).toMatchObject({
      '@odata.type': '#microsoft.graph.eventMessage',
      meetingMessageType: 'none',
      subject: 'Meeting Forward Notification: Review',
    });
    expect(String(told.bodyPreview)).toContain(third.upn);
    expect(fromIn(told)).toBe(attendee.upn);
    const back = `/v1.0/me/messages/${String(told.id)}/event`;
    expect((await organizer.must('GET', back)).json.id).toBe(meeting.split('/').at(-1));
    await attendee.must('POST', `${path}/forward`, to('stranger@elsewhere.example'));
    expect(await organizer.inbox(), 'one message for each attendee').toHaveLength(1);
  });

  it('an attendee forwards one occurrence, and no other', async () => {
    await make({ subject: 'Daily', recurrence: daily, attendees: [{ emailAddress: { address: attendee.upn } }] });
    const [, second = ''] = await instances(attendee, await newestOf(attendee));
    await attendee.must('POST', `${second}/forward`, to(third));
    expect(await third.inbox()).toMatchObject([{ subject: 'Daily', startDateTime: { dateTime: '2027-03-02T10:00:00.0000000' } }]);
    expect(await eventsOf(third)).toHaveLength(1);
  });

  it('an attendee can’t forward a private event, a cancelled one, nor by somebody else’s calendar', async () => {
    await attendee.share(third, 'write');
    const shared = entry.replace('/me/', `/users/${attendee.id}/`);
    expect(await third.send('POST', `${shared}/forward`, to(third))).toMatchObject({ status: 403 });
    const outsider = await home.come('outsider');
    expect(await outsider.send('POST', `${shared}/forward`, to(third))).toMatchObject({ status: 403 });
    await organizer.must('PATCH', meeting, { sensitivity: 'private' });
    expect(await attendee.send('POST', `${entry}/forward`, to(third))).toMatchObject({
      status: 403,
      json: { error: { code: 'ErrorAccessDenied' } },
    });
    await organizer.must('PATCH', meeting, { sensitivity: 'normal' });
    await organizer.must('POST', `${meeting}/cancel`);
    expect(await attendee.send('POST', `${entry}/forward`, to(third))).toMatchObject({ status: 400 });
    expect(await third.inbox()).toEqual([]);
  });

  it('an attendee’s guests don’t see the meeting once it is private, since who let them in couldn’t let them in then', async () => {
    await attendee.must('POST', `${entry}/forward`, to(third));
    const theirs = await newestOf(third);
    await organizer.must('PATCH', meeting, { sensitivity: 'private' });
    expect((await third.send('GET', theirs)).status).toBe(404);
    expect((await attendee.send('GET', entry)).status).toBe(200);
  });

  it('an attendee isn’t shown others where they are hidden, and forwards all the same', async () => {
    await organizer.must('PATCH', meeting, { hideAttendees: true });
    await attendee.must('POST', `${entry}/forward`, to(third));
    expect(await invited()).toEqual([attendee.upn, third.upn]);
    for (const [who, path] of [
      [attendee, entry],
      [third, await newestOf(third)],
    ] as const)
      expect(((await who.must('GET', path)).json.attendees as unknown[]).length).toBe(1);
  });
});

describe('a forward', () => {
  it.each([
    ['nobody', {}, 'ErrorInvalidRecipients'],
    ['an empty list', { ToRecipients: [] }, 'ErrorInvalidRecipients'],
    ['null', { ToRecipients: null }, 'ErrorInvalidRecipients'],
    ['somebody without an address', { ToRecipients: [{ emailAddress: { name: 'Sam' } }] }, 'ErrorInvalidRecipients'],
    ['somebody without anything', { ToRecipients: [{}] }, 'ErrorInvalidRecipients'],
    ['501 people', to(...Array.from({ length: 501 }, (_, i) => `p${i}@elsewhere.example`)), 'BadRequest'],
    ['500 more', to(...Array.from({ length: 500 }, (_, i) => `p${i}@elsewhere.example`)), 'ErrorInvalidRequest'],
    ['a text', { ToRecipients: 'sam' }, 'RequestBodyRead'],
    ['an unknown parameter', { ...to('a@b.example'), Cc: [] }, 'RequestBodyRead'],
  ])('a forward to %s is refused, and invites nobody', async (_, json, code) => {
    expect(await organizer.send('POST', `${meeting}/forward`, json)).toMatchObject({ status: 400, json: { error: { code } } });
    expect(await invited()).toEqual([attendee.upn]);
  });

  it('a forward whose process dies at any write is either not there or told in the end, once', async () => {
    const partition = `${home.tenant}:users:${organizer.id}`;
    for (let at = 1, isThrough = false; !isThrough; at++)
      for (const when of ['before', 'after'] as const) {
        // In a meeting of their own, since each attendee more is written to as well.
        await meet();
        const guest = await home.come(`guest${at}${when}`);
        const mailboxes = dyingAtWrite(home.stores.mailboxes, at, when);
        const dying = newInstance({ ...home.stores, mailboxes });
        const sent = await dying.send(attendee.caller, 'POST', `${entry}/forward`, { ...to(guest), Comment: 'Hi' });
        isThrough = mailboxes.writes < at;
        const pending = await home.stores.mailboxes.query(partition, {
          where: { is: 'eq', property: 'kind', value: 'pending' },
          orderBy: [],
          limit: 100,
        });
        for (const { body } of pending)
          await home.instance.services.meetings.deliver(partition, JSON.stringify(body.incarnation).slice(1, -1));
        const isInvited = (await invited()).includes(guest.upn);
        if (sent.status === 202) expect(isInvited).toBe(true);
        expect(await guest.inbox(), `write ${at} ${when}`).toMatchObject(isInvited ? [{ bodyPreview: 'Hi' }] : []);
        expect(await eventsOf(guest)).toHaveLength(isInvited ? 1 : 0);
      }
  });
});
