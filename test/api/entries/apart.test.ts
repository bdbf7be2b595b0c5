// What an entry's own id leads to: applications by their mailboxes, PUT, filters and orders, alternate keys, and the calendar that it lies in.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApplicationCaller } from '../../../lib/access/tokens/caller.ts';
import { hookCaller } from '../../../lib/access/tokens/webhookCaller.ts';
import { anHour, hourOn } from '../../support/api/events.ts';
import { attendeesOf } from '../../support/api/meetings.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';
import type { InstanceAnswer } from '../../support/stores/instances.ts';

const link = (name = 'plan') => ({
  '@odata.type': '#microsoft.graph.referenceAttachment',
  name,
  sourceUrl: 'https://contoso.example/plan',
});

let house: Household;
let boss: Housemate;
let adele: Housemate;
beforeAll(async () => {
  house = await startHousehold();
  [boss, adele] = await Promise.all([house.come('boss'), house.come('adele')]);
}, 60_000);
afterAll(() => house.close());

const codeOf = ({ status, json }: InstanceAnswer): unknown[] => {
  const { error } = json;
  return typeof error === 'object' && error !== null && 'code' in error ? [status, error.code] : [status];
};

/** A meeting of the organizer's to which one person is invited. */
async function meet(more: object = {}, organizer = boss, guest = adele) {
  const json = { subject: 'meeting', ...hourOn('03-01'), ...attendeesOf(guest), ...more };
  const made = (await organizer.must('POST', '/v1.0/me/events', json)).json;
  const entry = await guest.must('GET', `/v1.0/me/events(iCalUId='${String(made.iCalUId)}')`);
  const event = String(made.id);
  return { event, iCalUId: String(made.iCalUId), entry: String(entry.json.id), mine: `/v1.0/me/events/${String(entry.json.id)}` };
}

/** An application of the tenant, confined to these mailboxes or to none. */
const application = (...mailboxes: readonly Housemate[]): ApplicationCaller => ({
  kind: 'application',
  tenant: house.tenant,
  id: 'app',
  appId: 'app',
  roles: new Set(['Calendars.ReadWrite']),
  ...(mailboxes.length > 0 && { mailboxes: new Set(mailboxes.map(({ id }) => id)) }),
});

describe('an application', () => {
  it.each([
    ['that writes every mailbox', () => application(), { entry: 200, hasAttachments: true, filtered: 1, attachments: 200, attach: 201 }],
    ['of both mailboxes', () => application(adele, boss), { entry: 200, hasAttachments: true, filtered: 1, attachments: 200, attach: 201 }],
    [
      'that is confined to the attendee’s mailbox',
      () => application(adele),
      { entry: 200, hasAttachments: false, filtered: 0, attachments: 404, attach: 404 },
    ],
    [
      'that is a webhook confined to the attendee’s mailbox',
      () => hookCaller({ tenant: house.tenant, mailboxes: [adele.id], roles: ['Calendars.ReadWrite'] }),
      { entry: 200, hasAttachments: false, filtered: 0, attachments: 404, attach: 404 },
    ],
    [
      'that is confined to the organizer’s mailbox',
      () => application(boss),
      { entry: 403, hasAttachments: undefined, filtered: 403, attachments: 403, attach: 403 },
    ],
  ])('%s sees and writes what its mailboxes say, by every spelling of the entry', async (_, who, expected) => {
    const subject = randomUUID();
    const { entry, event, iCalUId } = await meet({ subject });
    await boss.must('POST', `/v1.0/me/events/${event}/attachments`, link());
    await boss.must('PATCH', `/v1.0/me/events/${event}`, { location: { displayName: 'Here' } });
    const [message] = await adele.inbox();
    const user = `/v1.0/users/${adele.id}`;
    const spellings = [
      `${user}/events/${entry}`,
      `${user}/calendar/events/${entry}`,
      `${user}/events(iCalUId='${iCalUId}')`,
      `${user}/messages/${String(message?.id)}/event`,
    ];
    for (const path of spellings) {
      const send = (method: string, tail = '', json?: unknown) => house.instance.send(who(), method, `${path}${tail}`, json);
      const shown = await send('GET');
      const { status } = await send('GET', '/attachments');
      expect([path, shown.status, shown.json.hasAttachments, status]).toEqual([
        path,
        expected.entry,
        expected.hasAttachments,
        expected.attachments,
      ]);
      expect([path, (await send('POST', '/attachments', link(path))).status]).toEqual([path, expected.attach]);
    }
    const filter = `hasAttachments eq true and subject eq '${subject}'`;
    const found = await house.instance.send(who(), 'GET', `${user}/events?$filter=${filter}`);
    expect(Array.isArray(found.json.value) ? found.json.value.length : found.status).toBe(expected.filtered);
    if (expected.attach !== 201) return;
    const ids = async (path: string, by: Housemate): Promise<unknown[]> =>
      ((await by.must('GET', `${path}/attachments`)).json.value as Record<string, unknown>[]).map(({ id }) => id);
    expect(await ids(`/v1.0/me/events/${entry}`, adele)).toEqual(await ids(`/v1.0/me/events/${event}`, boss));
  });
});

describe('PUT', () => {
  it('PUT takes what is the entry’s own, and answers 403 for what isn’t', async () => {
    const { mine } = await meet();
    await adele.must('PATCH', mine, { categories: ['red'], isReminderOn: false, showAs: 'oof' });
    const put = await adele.must('PUT', mine, { subject: 'meeting', reminderMinutesBeforeStart: 5 });
    expect([put.status, put.json]).toEqual([
      200,
      expect.objectContaining({ subject: 'meeting', categories: [], isReminderOn: true, reminderMinutesBeforeStart: 5, showAs: 'oof' }),
    ]);
    expect(codeOf(await adele.send('PUT', mine, { subject: 'mine' }))).toEqual([403, 'ErrorAccessDenied']);
    expect(codeOf(await adele.send('PUT', mine, { iCalUId: randomUUID() }))).toEqual([403, 'ErrorAccessDenied']);
    expect((await adele.must('GET', mine)).json).toMatchObject({ subject: 'meeting', reminderMinutesBeforeStart: 5 });
  });

  it('PUT makes no event under an id of an entry that isn’t there, or isn’t alive', async () => {
    const { mine } = await meet();
    await adele.must('DELETE', mine);
    const nobodys = `${'a'.repeat(43)}=m`;
    for (const path of [mine, `/v1.0/me/events/${nobodys}`, `/v1.0/me/calendar/events/${nobodys}`])
      expect([path, ...codeOf(await adele.send('PUT', path, { subject: 'squatting' }))]).toEqual([path, 400, 'ErrorInvalidIdMalformed']);
    expect((await adele.send('GET', mine)).status).toBe(404);
  });

  it('PUT tells nobody without a share which entries there are', async () => {
    const reader = await house.come('reader');
    await adele.share(reader, 'read');
    const { entry } = await meet();
    for (const id of [entry, `${'a'.repeat(43)}=m`])
      expect((await reader.send('PUT', `/v1.0/users/${adele.id}/events/${id}`, { subject: 'meeting', ...anHour })).status).toBe(403);
  });
});

describe('lists', () => {
  it('lists are filtered and ordered by what the entries show', async () => {
    const [guest, other] = await Promise.all([house.come('guest'), house.come('other')]);
    const own = await guest.must('POST', '/v1.0/me/events', { subject: 'own', ...hourOn('03-01') });
    const living = await meet({ subject: 'living' }, boss, guest);
    const gone = await meet({ subject: 'gone' }, other, guest);
    await other.must('DELETE', `/v1.0/me/events/${gone.event}`);
    await guest.must('PATCH', living.mine, { isReminderOn: false, showAs: 'oof' });
    const found = async (filter: string): Promise<unknown[]> => {
      const { json } = await guest.must('GET', `/v1.0/me/events?$orderby=lastModifiedDateTime&$filter=${encodeURIComponent(filter)}`);
      return (json.value as Record<string, unknown>[]).map(({ subject }) => subject);
    };
    const cases: readonly [string, readonly string[]][] = [
      ['isOrganizer eq true', ['own']],
      ['isOrganizer eq false', ['gone', 'living']],
      ['not (isOrganizer eq false)', ['own']],
      ['isCancelled eq true', ['gone']],
      ['isCancelled eq false', ['own', 'living']],
      ['not (isCancelled eq true)', ['own', 'living']],
      ['isCancelled ne true and isOrganizer ne true', ['living']],
      ["showAs eq 'oof'", ['living']],
      ["showAs eq 'free'", ['gone']],
      ['isReminderOn eq false', ['living']],
      ["type eq 'singleInstance'", ['own', 'gone', 'living']],
      ['seriesMasterId eq null', ['own', 'gone', 'living']],
      ['hasAttachments eq true', []],
    ];
    for (const [filter, subjects] of cases) expect([filter, await found(filter)]).toEqual([filter, subjects]);
    expect(own.json.isOrganizer).toBe(true);
  });
});

describe('alternate keys', () => {
  it('alternate keys lead to an own event before entries, to a living one before a cancelled one, to an answered before an unanswered', async () => {
    const guest = await house.come('guest');
    const organizers = await Promise.all(['one', 'two', 'three'].map((name) => house.come(name)));
    const iCalUId = randomUUID();
    const find = async (key = `iCalUId='${iCalUId}'`): Promise<unknown> => {
      const answer = await guest.send('GET', `/v1.0/me/events(${key})`);
      return answer.status === 200 ? answer.json.subject : answer.status;
    };
    for (const each of organizers) {
      const json = { subject: each.upn, iCalUId, transactionId: iCalUId, ...hourOn('03-01'), ...attendeesOf(guest) };
      await each.must('PUT', '/v1.0/me/events/the-one', json);
    }
    const [one, two, three] = organizers.map(({ upn }) => upn);
    const { value } = (await guest.must('GET', '/v1.0/me/events')).json;
    const ofOne = (value as { readonly subject: string; readonly id: string }[]).find(({ subject }) => subject === one);
    const steps: readonly [() => Promise<unknown>, unknown][] = [
      [() => Promise.resolve(), 409],
      [() => guest.must('POST', `/v1.0/me/events/${ofOne?.id ?? ''}/accept`, {}), one],
      [() => organizers[0]?.must('DELETE', '/v1.0/me/events/the-one') ?? Promise.reject(new Error()), 409],
      [() => organizers[1]?.must('DELETE', '/v1.0/me/events/the-one') ?? Promise.reject(new Error()), three],
      [() => organizers[2]?.must('DELETE', '/v1.0/me/events/the-one') ?? Promise.reject(new Error()), one],
      [() => guest.must('PUT', '/v1.0/me/events/own', { subject: 'own', iCalUId, ...anHour }), 'own'],
    ];
    for (const [step, expected] of steps) {
      await step();
      expect([await find(), two]).toEqual([expected, two]);
    }
    expect(await find(`transactionId='${iCalUId}'`)).toBe(404);
  });

  it('alternate keys lead to the own event however many meetings with its key others invite to', async () => {
    const guest = await house.come('guest');
    const iCalUId = randomUUID();
    await Promise.all(
      Array.from({ length: 11 }, (_, n) =>
        boss.must('PUT', `/v1.0/me/events/squat-${n}`, { subject: 'squatting', iCalUId, ...hourOn('03-01'), ...attendeesOf(guest) }),
      ),
    );
    expect((await guest.send('GET', `/v1.0/me/events(iCalUId='${iCalUId}')`)).status).toBe(409);
    await guest.must('PUT', '/v1.0/me/events/own', { subject: 'own', iCalUId, ...anHour });
    expect((await guest.must('GET', `/v1.0/me/events(iCalUId='${iCalUId}')`)).json.subject).toBe('own');
  });
});

describe('the calendar', () => {
  it('the calendar of an entry is the attendee’s, by each spelling, wherever its owner moves it', async () => {
    const guest = await house.come('guest');
    const { mine, iCalUId } = await meet({}, boss, guest);
    const [message] = await guest.inbox();
    const spellings = [mine, `/v1.0/me/events(iCalUId='${iCalUId}')`, `/v1.0/me/messages/${String(message?.id)}/event`];
    const calendars = async (): Promise<unknown[]> =>
      Promise.all(spellings.map(async (path) => (await guest.must('GET', `${path}/calendar`)).json.name));
    expect(await calendars()).toEqual(['Calendar', 'Calendar', 'Calendar']);
    const { id } = (await guest.must('POST', '/v1.0/me/calendars', { name: 'Work' })).json;
    const moved = await guest.must('PATCH', mine, { 'calendar@odata.bind': `/v1.0/me/calendars/${String(id)}` });
    expect(moved.json.responseStatus).toMatchObject({ response: 'notResponded' });
    expect(await calendars()).toEqual(['Work', 'Work', 'Work']);
    expect((await guest.must('GET', `/v1.0/me/calendars/${String(id)}/events`)).json.value).toHaveLength(1);
    expect((await guest.must('GET', '/v1.0/me/events')).json.value).toEqual([]);
  });
});
