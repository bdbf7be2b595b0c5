// The life of an entry, row by row of the contract's table (section 18): how it goes, where it is shown then, and how it comes back.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { InstanceAnswer } from '../../support/stores/instances.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';

let home: Household;
let organizer: Housemate;
let attendee: Housemate;
let other: Housemate;
let meeting: string;
/** The path of the entry, and of what the newest message leads to. */
let entry: string;
beforeAll(async () => {
  home = await startHousehold();
});
afterAll(() => home.close());
beforeEach(async () => {
  [organizer, attendee, other] = (await Promise.all(['organizer', 'attendee', 'other'].map((name) => home.come(name)))) as [
    Housemate,
    Housemate,
    Housemate,
  ];
  meeting = await invite(attendee);
  entry = `/v1.0/me/events/${String((await listed())[0]?.id)}`;
});

type Shown = Readonly<Record<string, unknown>>;
const at = (hour: number) => ({
  start: { dateTime: `2027-03-01T${hour}:00:00`, timeZone: 'UTC' },
  end: { dateTime: `2027-03-01T${hour}:30:00`, timeZone: 'UTC' },
});
const inviting = (...people: readonly Housemate[]) => ({ attendees: people.map(({ upn }) => ({ emailAddress: { address: upn } })) });
const valueOf = ({ json: { value } }: InstanceAnswer): readonly Shown[] => value as readonly Shown[];

async function invite(...people: readonly Housemate[]): Promise<string> {
  const json = { subject: 'Review', showAs: 'busy', location: { displayName: 'Room 1' }, ...at(10), ...inviting(...people) };
  return `/v1.0/me/events/${String((await organizer.must('POST', '/v1.0/me/events', json)).json.id)}`;
}
const change = (json: object): Promise<InstanceAnswer> => organizer.must('PATCH', meeting, json);
const listed = async (): Promise<readonly Shown[]> => valueOf(await attendee.must('GET', '/v1.0/me/events'));
const answer = (action: string, path = entry): Promise<InstanceAnswer> =>
  attendee.send('POST', `${path}/${action}`, { sendResponse: false });
const byMessage = async (): Promise<string> => `/v1.0/me/messages/${String((await attendee.inbox())[0]?.id)}/event`;
const answerAtOrganizers = async (): Promise<unknown> => {
  const { attendees } = (await organizer.must('GET', meeting)).json;
  return (attendees as { status: { response: string } }[]).map(({ status }) => status.response);
};

/** Whether each way of asking shows the entry; all of them agree, or the test fails. */
async function isShown(): Promise<boolean> {
  const window = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-03-03T00:00:00Z';
  const [all, filtered, view, counted, one] = await Promise.all([
    listed(),
    attendee.must('GET', "/v1.0/me/calendar/events?$filter=startswith(subject,'Review')").then(valueOf),
    attendee.must('GET', `/v1.0/me/calendarView?${window}`).then(valueOf),
    attendee.must('GET', '/v1.0/me/events?$count=true&$top=0'),
    attendee.send('GET', entry),
  ]);
  const said = [all.length, filtered.length, view.length, counted.json['@odata.count'], one.status === 200 ? 1 : 0];
  expect(new Set(said).size, JSON.stringify(said)).toBe(1);
  return said[0] === 1;
}

describe('an entry that is alive', () => {
  it('an entry that is alive is shown by each way of asking, with what is its owner’s, and follows the organizer', async () => {
    expect(await isShown()).toBe(true);
    const mine = { categories: ['mine'], reminderMinutesBeforeStart: 5, showAs: 'oof' };
    await attendee.must('PATCH', entry, mine);
    await change({ subject: 'Review, again' });
    for (const path of [entry, await byMessage()])
      expect((await attendee.must('GET', path)).json).toMatchObject({
        id: entry.split('/').at(-1),
        subject: 'Review, again',
        isOrganizer: false,
        responseStatus: { response: 'notResponded' },
        ...mine,
      });
    expect((await organizer.must('GET', meeting)).json).toMatchObject({ categories: [], showAs: 'busy' });
  });

  it.each([
    ['accept', 'accepted', 'busy'],
    ['tentativelyAccept', 'tentativelyAccepted', 'tentative'],
  ])('an entry that is alive shows that its owner has answered by %s, until that is asked anew', async (action, response, showAs) => {
    expect((await answer(action)).status).toBe(202);
    expect((await attendee.must('GET', entry)).json).toMatchObject({ responseStatus: { response }, showAs });
    expect(await answerAtOrganizers()).toEqual([response]);
    await change({ subject: 'Review of another name' });
    expect((await attendee.must('GET', entry)).json).toMatchObject({ responseStatus: { response } });
    await change(at(14));
    expect((await attendee.must('GET', entry)).json).toMatchObject({ responseStatus: { response: 'notResponded' }, showAs: 'tentative' });
    expect(await answerAtOrganizers()).toEqual(['none']);
  });

  it('an entry that is alive is nobody’s in the organizer’s own mailbox, though the organizer is among the attendees', async () => {
    await change(inviting(attendee, organizer));
    expect(valueOf(await organizer.must('GET', '/v1.0/me/events'))).toHaveLength(1);
    expect(await isShown()).toBe(true);
  });
});

/** What a table's row says: how the entry goes, and by what of the organizer's it comes back. */
const changes = {
  'is renamed': () => ({ subject: 'Review of another name' }),
  'moves elsewhere': () => ({ location: { displayName: 'Room 2' } }),
  'moves in time': () => at(14),
  recurs: () => ({
    recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 1 } },
  }),
} as const;
type Change = keyof typeof changes;
const comesBackBy: Readonly<Record<'declined' | 'deleted', readonly Change[]>> = {
  declined: ['moves in time', 'recurs'],
  deleted: ['moves elsewhere', 'moves in time', 'recurs'],
};
const goes = {
  declined: () => answer('decline'),
  deleted: () => attendee.send('DELETE', entry),
} as const;
const rows = (Object.keys(goes) as (keyof typeof goes)[]).flatMap((gone) =>
  (Object.keys(changes) as Change[]).map((by) => [gone, by, comesBackBy[gone].includes(by)] as const),
);

describe('an entry that went', () => {
  it.each(['declined', 'deleted'] as const)('an entry that was %s is shown nowhere, but what it would be by the message', async (gone) => {
    await attendee.must('PATCH', entry, { categories: ['mine'] });
    expect((await goes[gone]()).status).toBeLessThan(300);
    expect(await isShown()).toBe(false);
    const { id, categories, responseStatus } = (await attendee.must('GET', await byMessage())).json;
    expect([id, categories]).toEqual([entry.split('/').at(-1), []]);
    expect(responseStatus).toMatchObject({ response: gone === 'declined' ? 'declined' : 'notResponded' });
    expect(await answerAtOrganizers()).toEqual([gone === 'declined' ? 'declined' : 'none']);
    for (const [method, tail] of [
      ['PATCH', ''],
      ['DELETE', ''],
      ['POST', '/accept'],
    ] as const)
      expect((await attendee.send(method, `${entry}${tail}`, {})).status).toBe(404);
  });

  it.each(rows)('an entry that was %s, whose meeting %s, comes back: %s', async (gone, by, comes) => {
    await attendee.must('PATCH', entry, { categories: ['mine'] });
    await goes[gone]();
    await change(changes[by]());
    expect(await isShown()).toBe(comes);
    if (comes)
      expect((await attendee.must('GET', entry)).json).toMatchObject({
        categories: [],
        responseStatus: { response: 'notResponded' },
        showAs: 'tentative',
      });
  });

  it.each(['declined', 'deleted'] as const)('an entry that was %s comes back by an answer through the message', async (gone) => {
    await goes[gone]();
    expect((await answer('accept', await byMessage())).status).toBe(202);
    expect(await isShown()).toBe(true);
    expect((await attendee.must('GET', entry)).json).toMatchObject({ responseStatus: { response: 'accepted' }, showAs: 'busy' });
    expect(await answerAtOrganizers()).toEqual(['accepted']);
  });

  it('an entry that was deleted with its calendar is told to nobody, and comes back in the default calendar when asked anew', async () => {
    const { id } = (await attendee.must('POST', '/v1.0/me/calendars', { name: 'Meetings' })).json;
    await attendee.must('PATCH', entry, { 'calendar@odata.bind': `/me/calendars/${String(id)}` });
    expect(valueOf(await attendee.must('GET', `/v1.0/me/calendars/${String(id)}/events`))).toHaveLength(1);
    await attendee.must('DELETE', `/v1.0/me/calendars/${String(id)}`);
    expect(await listed()).toEqual([]);
    expect((await attendee.send('GET', entry)).status).toBe(404);
    expect([await answerAtOrganizers(), await organizer.inbox()]).toEqual([['none'], []]);
    await change({ subject: 'Review of another name' });
    expect(await listed()).toEqual([]);
    await change(at(14));
    expect(valueOf(await attendee.must('GET', '/v1.0/me/calendar/events'))).toHaveLength(1);
    expect(await isShown()).toBe(true);
  });

  it.each(['alive', 'declined', 'deleted'] as const)(
    'an entry that was %s is let go with its owner’s place among the attendees, and an invitation brings it back as new',
    async (was) => {
      await attendee.must('PATCH', entry, { categories: ['mine'], showAs: 'oof' });
      if (was === 'alive') await answer('accept');
      else await goes[was]();
      await change(inviting(other));
      expect(await isShown()).toBe(false);
      expect((await attendee.send('GET', await byMessage())).status).toBe(404);
      await change(inviting(other, attendee));
      expect(await isShown()).toBe(true);
      expect((await attendee.must('GET', entry)).json).toMatchObject({
        categories: [],
        showAs: 'tentative',
        responseStatus: { response: 'notResponded' },
      });
    },
  );
});

describe('an entry whose meeting is cancelled', () => {
  it.each(['cancelled', 'deleted'])(
    'an entry whose meeting is %s stays until its owner deletes it, free, without files or answers',
    async (how) => {
      await organizer.must('POST', `${meeting}/attachments`, {
        '@odata.type': '#microsoft.graph.referenceAttachment',
        name: 'x',
        sourceUrl: 'https://a.example',
      });
      if (how === 'cancelled') await organizer.must('POST', `${meeting}/cancel`, { comment: 'No time.' });
      else await organizer.must('DELETE', meeting);
      expect(await isShown()).toBe(true);
      for (const path of [entry, await byMessage()]) {
        expect((await attendee.must('GET', path)).json).toMatchObject({
          isCancelled: true,
          showAs: 'free',
          hasAttachments: false,
          subject: expect.stringContaining('Review') as unknown,
        });
        expect((await attendee.send('GET', `${path}/attachments`)).status).toBe(404);
        expect(await answer('accept', path)).toMatchObject({ status: 400, json: { error: { code: 'ErrorInvalidRequest' } } });
      }
      await attendee.must('DELETE', entry);
      expect(await isShown()).toBe(false);
      expect((await attendee.send('GET', await byMessage())).status).toBe(404);
    },
  );

  it('an entry whose meeting is cancelled stays so beside that of the event that is put again', async () => {
    await organizer.must('DELETE', meeting);
    await organizer.must('PUT', meeting, { subject: 'Review, put again', ...at(12), ...inviting(attendee) });
    const both = await listed();
    const said = both.map(({ subject, isCancelled }) => `${String(subject)}: ${String(isCancelled)}`);
    expect(said.sort()).toEqual(['Review, put again: false', 'Review: true']);
    expect(new Set(both.map(({ id }) => id)).size).toBe(2);
    await organizer.must('PATCH', meeting, at(14));
    expect((await attendee.must('GET', entry)).json).toMatchObject({ isCancelled: true });
  });
});
