// The query options of open extensions, and extensions in a batch (contract, section 15).
import { afterAll, beforeAll, expect, it } from 'vitest';
import { anHour, hourOn } from '../../support/api/events.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';

let house: Household;
let adele: Housemate;
let path: string;
beforeAll(async () => {
  house = await startHousehold();
  adele = await house.come('adele');
  const extensions = [
    { extensionName: 'A.one', x: 1, y: { z: [1] }, when: '2027-01-01T00:00:00Z', 'when@odata.type': '#DateTimeOffset' },
    { extensionName: 'b', x: 2 },
    { extensionName: 'c' },
  ];
  const { json } = await adele.must('POST', '/v1.0/me/events', { ...hourOn('03-01'), extensions });
  path = `/v1.0/me/events/${String(json.id)}/extensions`;
}, 60_000);
afterAll(() => house.close());

const q = encodeURIComponent;
const type = '#microsoft.graph.openTypeExtension';
const full = (name: string): string => `microsoft.graph.openTypeExtension.${name}`;
const get = async (query: string) => (await adele.must('GET', `${path}${query}`)).json;
const namesIn = ({ value }: Readonly<Record<string, unknown>>): unknown =>
  (value as readonly { readonly extensionName: string }[]).map(({ extensionName }) => extensionName);

it.each([
  ["id eq 'a.ONE'", ['A.one']],
  [`id eq '${full('b')}'`, ['b']],
  ["id eq 'Microsoft.OutlookServices.OpenTypeExtension.c' or extensionName eq 'A.one'", ['A.one', 'c']],
  ["ExtensionName ne 'b'", ['A.one', 'c']],
  ["not (id eq 'b') and id ne 'c'", ['A.one']],
  ["id eq 'no name at all'", []],
])('the list with the filter %s has %j, and its count is theirs', async (filter, names) => {
  const shown = await get(`?$filter=${q(filter)}&$count=true`);
  expect(namesIn(shown)).toEqual(names);
  expect(shown['@odata.count']).toBe(names.length);
  expect((await adele.must('GET', `${path}/$count?$filter=${q(filter)}`)).text).toBe(String(names.length));
});

it('$select chooses among the properties of the list and of one extension, declared ones and its own, and keeps what is said of their types', async () => {
  const list = await get('?$select=x,when&$top=2');
  expect(list['@odata.context']).toMatch(/\/extensions\(x,when\)$/);
  expect(list.value).toEqual([
    { '@odata.type': type, id: full('A.one'), x: 1, when: '2027-01-01T00:00:00Z', 'when@odata.type': '#DateTimeOffset' },
    { '@odata.type': type, id: full('b'), x: 2 },
  ]);
  const next = String(list['@odata.nextLink']).replace('https://localhost', '');
  expect((await adele.must('GET', next)).json.value).toEqual([{ '@odata.type': type, id: full('c') }]);
  expect(await get('/a.one?$select=EXTENSIONNAME,y')).toEqual({
    '@odata.context': expect.stringMatching(/\/extensions\(extensionName,y\)\/\$entity$/) as unknown,
    '@odata.type': type,
    id: full('A.one'),
    extensionName: 'A.one',
    y: { z: [1] },
  });
});

it.each([
  ['?$filter=x eq 1', /'x'/],
  ["?$filter=startswith(id,'a')", /startswith/],
  ["?$filter=id gt 'a'", /'id'/],
  ['?$select=a b', /a b/],
  ['?$select=y/z', /y\/z/],
  ['?$orderby=id', /\$orderby/],
  ["/b?$filter=id eq 'b'", /\$filter/],
  ['/$count?$select=id', /\$select/],
])('the option %s is refused by name', async (query, message) => {
  const { status, json } = await adele.send('GET', `${path}${query}`);
  expect([status, (json.error as { readonly message: string }).message]).toEqual([400, expect.stringMatching(message)]);
});

it('the parts of a batch write and read extensions one behind the other, and what fails stores nothing', async () => {
  const event = '/me/events/batched';
  const parts: readonly (readonly [string, string, object?])[] = [
    ['PUT', event, { ...anHour, extensions: [{ extensionName: 'a', v: 1 }] }],
    ['POST', `${event}/extensions`, { extensionName: 'b', v: 2 }],
    ['PATCH', `${event}/extensions/a`, { v: 3 }],
    ['GET', `${event}/extensions?$select=v`],
    ['DELETE', `${event}/extensions/b`],
    ['GET', `${event}?$select=id&$expand=extensions`],
    ['GET', `${event}/extensions/b`],
  ];
  const requests = parts.map(([method, url, body], at) => ({
    id: String(at),
    method,
    url,
    ...(body && { body, headers: { 'Content-Type': 'application/json' } }),
    ...(at > 0 && { dependsOn: [String(at - 1)] }),
  }));
  const alone = {
    id: 'alone',
    method: 'POST',
    url: `${event}-not/extensions`,
    body: { extensionName: 'a' },
    headers: requests[0]?.headers,
  };
  const { responses } = (await adele.must('POST', '/v1.0/$batch', { requests: [...requests, alone] })).json as {
    readonly responses: readonly { readonly id: string; readonly status: number; readonly body?: Readonly<Record<string, unknown>> }[];
  };
  const byId = new Map(responses.map((each) => [each.id, each]));
  expect([...parts.keys(), 'alone'].map((id) => byId.get(String(id))?.status)).toEqual([201, 201, 200, 200, 204, 200, 404, 404]);
  expect(byId.get('3')?.body?.value).toMatchObject([
    { id: full('a'), v: 3 },
    { id: full('b'), v: 2 },
  ]);
  expect(byId.get('5')?.body?.extensions).toMatchObject([{ extensionName: 'a', v: 3 }]);
});
