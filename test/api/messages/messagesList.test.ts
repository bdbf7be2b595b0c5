// How a list of messages is asked for: by when they came, from where on, in the order that there is.
import { beforeAll, expect, it } from 'vitest';
import { entriesOf, pagesFrom, refusal } from '../../support/api/answers.ts';
import { newPerson, type Person } from '../../support/people/people.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { createMeeting } from '../../support/api/meetings.ts';

let api: Api;
let attendee: Person;
let third: string;
beforeAll(async () => {
  api = await openApi();
  const organizer = await newPerson(api, 'organizer');
  attendee = await newPerson(api, 'attendee');
  for (const subject of ['a', 'b', 'c', 'd', 'e']) await createMeeting(organizer, [attendee], { subject });
  third = String(entriesOf(await attendee.send('/v1.0/me/messages'))[2]?.receivedDateTime);
});

const lists = ['/v1.0/me/messages', '/v1.0/me/mailFolders/inbox/messages'];
const get = (list: string, query: string): Promise<Answer> => attendee.send(`${list}?${query}`);
const subjects = (answer: Answer): unknown[] => entriesOf(answer).map(({ subject }) => subject);

it.each([
  ['$orderby=receivedDateTime desc', ['e', 'd', 'c', 'b', 'a']],
  ['$skip=2', ['c', 'b', 'a']],
  ['$skip=1&$top=2', ['d', 'c']],
  ['$skip=9', []],
  ['$filter=receivedDateTime ge THIRD', ['e', 'd', 'c']],
  ['$filter=receivedDateTime gt THIRD&$orderby=receivedDateTime desc&$top=1', ['e']],
  ['$filter=receivedDateTime lt THIRD', ['b', 'a']],
  ['$filter=receivedDateTime le THIRD and receivedDateTime ge THIRD', ['c']],
  ['$filter=receivedDateTime gt 2100-01-01', []],
])('the list of messages is given for %s', async (query, expected) => {
  for (const list of lists) expect(subjects(await get(list, query.replaceAll('THIRD', third)))).toEqual(expected);
});

it('the list of messages comes in pages that keep the filter, and begin where $skip says', async () => {
  const sent = { token: await api.token({ user: attendee.upn, scope: 'Calendars.Read' }) };
  for (const list of lists) {
    const pages = await pagesFrom(api, `${list}?$top=1&$skip=1&$filter=receivedDateTime ge ${third}`, sent);
    expect(pages.flatMap(subjects)).toEqual(['d', 'c']);
    const other = String(pages[0]?.json['@odata.nextLink']).replace(/filter=[^&]*/, 'filter=receivedDateTime+ge+2020-01-01');
    expect((await api.send(other, sent)).status).toBe(400);
  }
});

it.each([
  ['$orderby=receivedDateTime', 'receivedDateTime desc'],
  ['$orderby=subject', 'receivedDateTime'],
  ["$filter=subject eq 'a'", 'receivedDateTime'],
  ['$filter=nothing eq 1', "'nothing'"],
  ['$filter=hasAttachments eq true', "'hasAttachments'"],
  ["$filter=receivedDateTime ge 'x'", 'receivedDateTime'],
  ['$filter=receivedDateTime ge 2027-02-30', '$filter'],
  ['$count=all', '$count'],
  ['$search="x"', '$search'],
  ['$expand=attachments', "'attachments'"],
  ['$skip=-1', '$skip'],
  ['$top=1001', '$top'],
])('the list of messages is refused by name with %s', async (query, words) => {
  for (const list of lists)
    expect(refusal(await get(list, query))).toMatchObject({ status: 400, message: expect.stringContaining(words) as unknown });
});
