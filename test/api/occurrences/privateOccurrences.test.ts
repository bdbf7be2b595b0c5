// What is private stays so: no role that may not see private events opens one to itself, whatever its own writes are, in any order.
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CalendarRole } from '../../../lib/calendar/calendars/permission.ts';
import { entriesOf, expectError, idsIn } from '../../support/api/answers.ts';
import { hourOn } from '../../support/api/events.ts';
import { newPerson, type Person } from '../../support/people/people.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { file, inboxOf, attendeesOf, createMeeting, newestMeeting } from '../../support/api/meetings.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi();
});

const daily = { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 3 } };
const window = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-03-09T00:00:00Z';
const secret = 'PRIVATE: surgery';
const isPrivate = { sensitivity: 'private', subject: secret, body: { contentType: 'text', content: secret } };

async function change(person: Pick<Person, 'send'>, event: string, json: object): Promise<void> {
  const changed = await person.send(`/v1.0/me/events/${event}`, { method: 'PATCH', json });
  expect(changed.status, changed.text).toBe(200);
}

/** An owner whose calendar is shared with a writer: a series that somebody else is invited to, and an event of each, not private yet. */
async function scene(role: CalendarRole) {
  const [owner, writer, invited] = await Promise.all([newPerson(api, 'owner'), newPerson(api, 'writer'), newPerson(api, 'invited')]);
  const json = { emailAddress: { address: writer.upn }, role };
  expect((await owner.send('/v1.0/me/calendar/calendarPermissions', { json })).status).toBe(201);
  const other = String((await owner.send('/v1.0/me/calendars', { json: { name: 'Trusted' } })).json.id);
  const trusting = { emailAddress: { address: writer.upn }, role: 'delegateWithPrivateEventAccess' };
  expect((await owner.send(`/v1.0/me/calendars/${other}/calendarPermissions`, { json: trusting })).status).toBe(201);
  const series = await createMeeting(owner, [invited], { recurrence: daily });
  const single = await createMeeting(owner, [invited]);
  const [first = '', second = ''] = idsIn(await owner.send(`/v1.0/me/events/${series}/instances?${window}`));
  for (const event of [first, single])
    expect((await owner.send(`/v1.0/me/events/${event}/attachments`, { json: file('diagnosis.txt') })).status).toBe(201);
  return {
    owner,
    writer,
    invited,
    series,
    single,
    first,
    second,
    other,
    send: writer.with('Calendars.ReadWrite Calendars.ReadWrite.Shared'),
  };
}
type Scene = Awaited<ReturnType<typeof scene>>;

/** All that the writer can read, by the owner's mailbox and by its own messages. */
async function readable({ owner, writer, series, single, first, second, send }: Scene): Promise<string> {
  const base = `/v1.0/users/${owner.id}`;
  const messages = (await inboxOf(writer)).map(({ id }) => `/v1.0/me/messages/${String(id)}`);
  const ids = [series, single, first, second].map((id) => `${base}/events/${id}`);
  const below = [...ids, ...messages.map((message) => `${message}/event`)];
  const paths = [
    ...below,
    ...below.flatMap((path) => [
      `${path}/attachments`,
      `${path}/instances?${window}`,
      `${path}/instances/${first}`,
      `${path}/instances/${first}/attachments`,
    ]),
    ...messages.map((message) => `${message}?$expand=microsoft.graph.eventMessage/event`),
    `${base}/events`,
    `${base}/calendarView?${window}`,
    '/v1.0/me/messages',
  ];
  const texts: string[] = [];
  for (const path of paths) texts.push((await send(path)).text);
  return texts.join('\n');
}

const withoutPrivate: readonly CalendarRole[] = ['freeBusyRead', 'read', 'write', 'delegateWithoutPrivateEventAccess'];

/** What a writer tries on one of the events. */
const tries = {
  'adds itself': ({ writer }: Scene) => attendeesOf(writer),
  'adds itself to the others': ({ writer, invited }: Scene) => attendeesOf(invited, writer),
  'removes all': () => attendeesOf(),
  'makes it private': () => ({ sensitivity: 'private' }),
  'makes it normal': () => ({ sensitivity: 'normal' }),
  'moves it in time': () => hourOn('03-01', '12:00', '13:00'),
  'moves it where it sees all': ({ owner, other }: Scene) => ({ 'calendar@odata.bind': `/v1.0/users/${owner.id}/calendars/${other}` }),
};
type Try = keyof typeof tries;

async function attempt(here: Scene, what: Try, on: 'series' | 'single' | 'first' | 'second'): Promise<void> {
  const answer = await here.send(`/v1.0/users/${here.owner.id}/events/${here[on]}`, { method: 'PATCH', json: tries[what](here) });
  expect(answer.status, answer.text).toBeLessThan(500);
  expect(answer.text).not.toContain(secret);
}

const steps = fc.array(
  fc.tuple(
    fc.constantFrom(...(Object.keys(tries) as Try[])),
    fc.constantFrom('series' as const, 'single' as const, 'first' as const, 'second' as const),
  ),
  { minLength: 2, maxLength: 5 },
);

describe('what becomes private', () => {
  it.each(withoutPrivate)(
    'what becomes private is opened by no writes of %s, before or after',
    async (role) => {
      await fc.assert(
        fc.asyncProperty(steps, steps, async (before, after) => {
          const here = await scene(role);
          // An event that lies where the writer may see private ones is seen there by right when it becomes private.
          const elsewhere = ([what, on]: readonly [Try, string]): boolean => what === 'moves it where it sees all' && on === 'single';
          for (const step of before) if (!elsewhere(step)) await attempt(here, ...step);
          for (const event of [here.first, here.single]) await change(here.owner, event, isPrivate);
          for (const [what, on] of after) await attempt(here, what, on);
          const text = await readable(here);
          expect(text).not.toContain(secret);
          // Its files neither, by its own list of them; the event was open before.
          for (const event of [here.first, here.single])
            expect((await here.send(`/v1.0/users/${here.owner.id}/events/${event}/attachments`)).status).toBe(404);
        }),
        { numRuns: role === 'read' || role === 'freeBusyRead' ? 2 : 8, seed: 2027 },
      );
    },
    120_000,
  );

  it('what becomes private isn’t opened by joining the series, the reported way', async () => {
    const here = await scene('write');
    await change(here.owner, here.first, isPrivate);
    await attempt(here, 'adds itself', 'series');
    expect(idsIn(await here.send(`/v1.0/users/${here.owner.id}/events/${here.series}/instances?${window}`))).not.toContain(here.first);
    expect(await readable(here)).not.toContain(secret);
  });

  it('what becomes private isn’t opened to who has joined before, and does open when its owner invites that one', async () => {
    const here = await scene('write');
    for (const on of ['series', 'single'] as const) await attempt(here, 'adds itself to the others', on);
    const told = (await inboxOf(here.writer)).length;
    for (const event of [here.first, here.single]) await change(here.owner, event, isPrivate);
    expect(await readable(here)).not.toContain(secret);
    // Nothing has told of it, either.
    expect((await inboxOf(here.writer)).length).toBe(told);
    await change(here.owner, here.single, attendeesOf(here.writer));
    const seen = await here.writer.send(await newestMeeting(here.writer));
    expect([seen.status, seen.json.subject]).toEqual([200, secret]);
  });

  it('what becomes private moves to no calendar where its writer would see it', async () => {
    const here = await scene('write');
    await change(here.owner, here.first, isPrivate);
    const { send, owner, series, other } = here;
    const json = { 'calendar@odata.bind': `/v1.0/users/${owner.id}/calendars/${other}` };
    expect((await send(`/v1.0/users/${owner.id}/events/${series}`, { method: 'PATCH', json })).status).toBe(403);
  });
});

it('a private occurrence keeps the attendees that it had, whoever is invited to its series later', async () => {
  const { owner, invited, series, first, second } = await scene('read');
  const late = await newPerson(api, 'late');
  await change(owner, first, isPrivate);
  await change(owner, series, attendeesOf(invited, late));
  const mine = async (person: Person) => {
    const [invitation] = (await inboxOf(person)).toReversed();
    const path = `/v1.0/me/messages/${String(invitation?.id)}/event/instances`;
    return [first, second].map(async (id) => (await person.send(`${path}/${id}`)).status);
  };
  expect(await Promise.all(await mine(late))).toEqual([404, 200]);
  expect(await Promise.all(await mine(invited))).toEqual([200, 200]);
  const shown = (await owner.send(`/v1.0/me/events/${first}`)).json.attendees;
  expect(shown).toHaveLength(1);
  expect(JSON.stringify(entriesOf(await owner.send('/v1.0/me/events')))).not.toContain('blind');
  // Who is let go from the series is let go here, too.
  await change(owner, series, attendeesOf(late));
  expect((await owner.send(`/v1.0/me/events/${first}`)).json.attendees).toEqual([]);
});

describe('an occurrence of a private series', () => {
  it('an occurrence of a private series is private by whatever path, even if it said before that it isn’t', async () => {
    const { owner, series, first, second, send } = await scene('write');
    await change(owner, first, { sensitivity: 'personal' });
    await change(owner, series, { sensitivity: 'private', subject: secret });
    const added = await owner.send(`/v1.0/me/events/${series}/attachments`, { json: file('inherited.txt') });
    const attachment = `attachments/${String(added.json.id)}`;
    const base = `/v1.0/users/${owner.id}`;
    const { iCalUId, sensitivity } = (await owner.send(`/v1.0/me/events/${first}`)).json;
    expect(sensitivity).toBe('private');
    for (const event of [first, second])
      for (const tail of ['', '?$expand=attachments', '/attachments', '/attachments/$count', `/${attachment}`, `/${attachment}/$value`])
        expect((await send(`${base}/events/${event}${tail}`)).status, tail).toBe(404);
    expect((await send(`${base}/events(iCalUId='${String(iCalUId)}')`)).status).toBe(404);
    for (const path of ['events', `calendarView?${window}&$top=50`]) {
      const { text } = await send(`${base}/${path}`);
      expect(text).not.toContain(secret);
      expect(text).not.toContain(first);
    }
    for (const path of [`events/${series}/instances?${window}`, `events/${series}/exceptionOccurrences`])
      expect((await send(`${base}/${path}`)).status).toBe(404);
    // What it said holds again once its series is open.
    await change(owner, series, { sensitivity: 'normal' });
    expect((await send(`${base}/events/${first}`)).json.sensitivity).toBe('personal');
  });

  it('an occurrence of a private series can’t be made less private, and stays private by itself when its series is opened', async () => {
    const { owner, invited, series, first, second, send } = await scene('write');
    await change(owner, first, { sensitivity: 'private' });
    await change(owner, series, { sensitivity: 'private' });
    for (const to of ['normal', 'personal', 'confidential', null])
      for (const event of [first, second]) {
        const refused = await owner.send(`/v1.0/me/events/${event}`, { method: 'PATCH', json: { sensitivity: to } });
        expectError(refused, 400, 'BadRequest', /sensitivity/);
      }
    // Neither what it says itself nor its attendees are lost by changes meanwhile.
    await change(owner, first, { subject: secret });
    const late = await newPerson(api, 'late');
    await change(owner, series, { sensitivity: 'normal', ...attendeesOf(invited, late) });
    const statuses = [first, second].map(async (id) => (await send(`/v1.0/users/${owner.id}/events/${id}`)).status);
    expect(await Promise.all(statuses)).toEqual([404, 200]);
    expect((await owner.send(`/v1.0/me/events/${first}`)).json.attendees).toHaveLength(1);
  });
});
