// What free/busy, people, custom data, settings and lists of calendars ask of the stores: counted calls, which don't grow with the mailbox.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Documents } from '../../../lib/stores/documents.ts';
import { hourOn } from '../../support/api/events.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';
import { newInstance, type Instance } from '../../support/stores/instances.ts';

let home: Household;
let owner: Housemate;
let others: readonly Housemate[];
let caller: Housemate['caller'];
let counting: Instance;
let asked: Record<string, number> = {};
beforeAll(async () => {
  home = await startHousehold();
  owner = await home.come('owner');
  others = await Promise.all(['one', 'two', 'three'].map((name) => home.come(name)));
  const counted = (documents: Documents): Documents => {
    const count =
      <Given extends readonly unknown[], T>(name: string, to: (...given: Given) => Promise<T>) =>
      (...given: Given): Promise<T> => {
        asked[name] = (asked[name] ?? 0) + 1;
        return to(...given);
      };
    return {
      ...documents,
      read: count('read', (...given) => documents.read(...given)),
      query: count('query', (...given) => documents.query(...given)),
      count: count('count', (...given) => documents.count(...given)),
      commit: count('batch', (...given) => documents.commit(...given)),
      replaceIf: count('write', (...given) => documents.replaceIf(...given)),
    };
  };
  caller = { ...owner.caller, scopes: new Set([...owner.caller.scopes, 'MailboxSettings.ReadWrite', 'People.Read']) };
  counting = newInstance({ mailboxes: counted(home.stores.mailboxes), directory: counted(home.stores.directory) });
});
afterAll(() => home.close());

/** The calls of a request that is sent for the second time: the first one asks what is known of people for a while. */
async function callsOf(method: string, path: string, json?: () => unknown): Promise<Readonly<Record<string, number>>> {
  for (const which of ['first', 'second']) {
    asked = {};
    const { status, text } = await counting.send(caller, method, `/v1.0/me/${path}`, json?.());
    expect(status, `${which} ${path} ${text.slice(0, 300)}`).toBeLessThan(300);
  }
  return asked;
}

const extendedId = 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name n';
const custom = {
  extensions: [{ '@odata.type': '#microsoft.graph.openTypeExtension', extensionName: 'com.contoso.a', value: 1 }],
  singleValueExtendedProperties: [{ id: extendedId, value: 'a' }],
};
const week = { start: hourOn('03-01').start, end: hourOn('03-08').start };
const query = (text: string): string => encodeURIComponent(text);
let number = 0;

describe.each([2, 40])('with %i events and calendars', (count) => {
  let event: string;
  beforeAll(async () => {
    const made = { subject: 'a', ...hourOn('03-02'), ...custom };
    for (let n = 0; n < count; n++) {
      ({ id: event } = (await owner.must('POST', '/v1.0/me/events', made)).json as { readonly id: string });
      for (const other of others) await other.must('POST', '/v1.0/me/events', { subject: 'b', ...hourOn('03-02') });
      if (n < count / 4) await owner.must('POST', '/v1.0/me/calendars', { name: `c${number++}` });
    }
  });

  it.each<[string, string, () => string, Readonly<Record<string, number>>, (() => unknown)?]>([
    [
      'the schedules of three people',
      'POST',
      () => 'calendar/getSchedule',
      { read: 9, query: 6 },
      () => ({ Schedules: others.map(({ upn }) => upn), StartTime: week.start, EndTime: week.end }),
    ],
    [
      'times to meet with three people',
      'POST',
      () => 'findMeetingTimes',
      { read: 10, query: 8 },
      () => ({
        attendees: others.map(({ upn }) => ({ type: 'required', emailAddress: { address: upn } })),
        timeConstraint: { timeSlots: [week] },
      }),
    ],
    ['extensions', 'GET', () => `events/${event}/extensions`, { read: 2 }],
    ['an extension', 'GET', () => `events/${event}/extensions/com.contoso.a`, { read: 2 }],
    ['a changed extension', 'PATCH', () => `events/${event}/extensions/com.contoso.a`, { read: 2, batch: 1 }, () => ({ value: number++ })],
    [
      'a list with extensions',
      'GET',
      () => `events?$top=2&$expand=${query("extensions($filter=id eq 'com.contoso.a')")}`,
      { read: 2, query: 1 },
    ],
    ['a list by an extension', 'GET', () => `events?$top=2&$filter=${query("extensions/any(e:e/id eq 'com.contoso.a')")}`, { query: 1 }],
    [
      'a list by an extended property',
      'GET',
      () => `events?$top=2&$filter=${query(`singleValueExtendedProperties/any(p:p/id eq '${extendedId}' and p/value eq 'a')`)}`,
      { query: 1 },
    ],
    ['calendars by name', 'GET', () => `calendars?$top=2&$orderby=name&$filter=${query("startswith(name,'c')")}`, { read: 2, query: 1 }],
    ['groups of calendars', 'GET', () => `calendarGroups?$top=2&$orderby=name`, { read: 1, query: 1 }],
    ['permissions', 'GET', () => `calendar/calendarPermissions?$orderby=role`, { read: 2 }],
    ['people', 'GET', () => 'people?$top=3', { read: 1, query: 1 }],
    ['settings', 'GET', () => 'mailboxSettings', { read: 1 }],
    [
      'changed settings',
      'PATCH',
      () => 'mailboxSettings',
      { read: 1, batch: 1 },
      () => ({ timeFormat: number++ % 2 === 0 ? 'HH:mm' : 'hh:mm tt' }),
    ],
    ['categories', 'GET', () => 'outlook/masterCategories', { read: 1 }],
  ])('the stores are asked as often however much there is: %s', async (_, method, path, calls, json) => {
    expect(await callsOf(method, path(), json)).toEqual(calls);
  });
});
