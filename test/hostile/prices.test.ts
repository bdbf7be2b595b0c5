// Every request has a price: whatever it sends, at the largest size that it can have, it costs little more than a plain one of that size.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startAppHost, type AppHost } from '../support/appHost.ts';
import type { Sent } from '../support/api.ts';
import { gets, json as jsonPart } from '../support/batches.ts';
import { fileBody, itemBody, referenceBody } from '../support/bodies.ts';
import { letIn } from '../support/hooks.ts';
import { newEventOf, newPerson, type Person } from '../support/person.ts';
import { measured, priceOf, type Price } from '../support/prices.ts';

/** By how much a price may be that of four MiB of a plain file, which takes some 40 ms of CPU, 13 of them at a time: some room above 200 and 50. */
const mostOfPlain = { cpu: 8, longest: 10 };
const most = 4_190_000;
const fill = (piece: string, length = most): string => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

let app: AppHost;
let person: Person;
let event: string;
let plain: Price;

const send = (path: string, sent: Sent = {}) => app.api.send(path, { token: person.token, ...sent });
const attach = (item: object): Promise<string> =>
  send(`${event}/attachments`, { json: itemBody({ ...item }) }).then(({ json }) => `${event}/attachments/${String(json.id)}`);

beforeAll(async () => {
  app = await startAppHost({ ...measured, ...letIn('*'), FUNCTIONS_KEY: 'hostile', BYTE_BUDGET_MIB: '256' });
  person = await newPerson(app.api);
  event = await newEventOf(app.api, person);
  const largest = { json: fileBody('plain.bin', Buffer.alloc(3_100_000, 7)) };
  const run = async (): Promise<void> => expect((await send(`${event}/attachments`, largest)).status).toBe(201);
  await run();
  plain = await priceOf(app.child, run, 5);
});

afterAll(() => app.end());

const batchOf = (requests: readonly object[]) => (): [string, Sent] => ['/v1.0/$batch', { json: { requests } }];
const twenty =
  (url: () => string, headers: object = {}) =>
  (): [string, Sent] =>
    batchOf(gets(...Array<string>(20).fill(url())).map((each) => ({ ...each, headers })))();
const posted = (path: () => string, body: string) => (): [string, Sent] => [
  path(),
  { method: 'POST', body, headers: { 'Content-Type': 'application/json' } },
];
const events = (): string => '/v1.0/me/events';
const attachments = (): string => `${event.replace('/v1.0', '')}/attachments`;
const hooked = (body: string, headers: Readonly<Record<string, string>>) => (): [string, Sent] => [
  `/hooks/v1.0/users/${person.id}/events/${event.split('/').at(-1) ?? ''}/attachments`,
  { method: 'POST', token: null, body: Buffer.from(body, 'latin1'), headers: { 'x-functions-key': 'hostile', ...headers } },
];
const form = (part: string): string => `--x\r\nContent-Disposition: form-data; name="a"\r\n${part}\r\n--x--`;
const formType = { 'Content-Type': 'multipart/form-data; boundary=x' };
const urlOf = (path: string, piece: string): string => fill(piece, 4_000 - path.length).padStart(4_000, path);
const names = (count: number, name: (i: number) => string): string =>
  `{${Array.from({ length: count }, (_, i) => `"${name(i)}":1`).join()}}`;

it.each<[string, number, () => [string, Sent]]>([
  ['a part whose URL has 4 MB of parameters without a value', 400, batchOf([{ id: '1', method: 'GET', url: `/me?${fill('a&')}` }])],
  [
    'a part whose URL is 4 MB of nested options',
    400,
    batchOf([{ id: '1', method: 'GET', url: `/me/events/x/attachments?$expand=${fill('item($expand=attachments($expand=')}` }]),
  ],
  ['a part whose method has 4 MB', 400, batchOf([{ id: '1', method: fill('x'), url: '/me' }])],
  ['a part whose id has 4 MB', 400, batchOf([{ id: fill('x'), method: 'GET', url: '/me' }])],
  ['a part with 4 MB of headers', 400, batchOf([{ id: '1', method: 'GET', url: '/me', headers: { Prefer: fill('a=') } }])],
  ['a part with 900 headers', 400, batchOf([{ id: '1', method: 'GET', url: '/me', headers: JSON.parse(names(900, String)) as object }])],
  ['a part that waits 90,000 times', 400, batchOf([{ id: '1', method: 'GET', url: '/me', dependsOn: Array<string>(90_000).fill('1') }])],
  ['20 parts of parameters without a value', 200, twenty(() => urlOf('/me/events?', 'a&'))],
  ['20 parts of nested options', 200, twenty(() => urlOf(`${attachments()}?$expand=`, 'item($expand=attachments($expand='))],
  ['20 parts of parentheses in a filter', 200, twenty(() => urlOf('/me/events?$filter=', '('))],
  ['20 parts of words in a filter', 200, twenty(() => urlOf('/me/events?$filter=', 'a%20'))],
  ['20 parts of quotes in a filter', 200, twenty(() => urlOf('/me/events?$filter=', "'a"))],
  ['20 parts of names in a selection', 200, twenty(() => urlOf('/me/events?$select=', 'id,'))],
  ['20 parts of escapes in a path', 200, twenty(() => urlOf('/me/events/', '%27'))],
  ['20 parts of entity tags', 200, twenty(() => event.replace('/v1.0', ''), { 'If-None-Match': fill('"a"', 32_000) })],
  ['20 parts of quotes in Prefer', 200, twenty(() => event.replace('/v1.0', ''), { Prefer: fill('a="\\"', 32_000) })],
  [
    '20 parts of digits in Range',
    200,
    twenty(() => event.replace('/v1.0', ''), { Range: `bytes=${fill('9', 16_000)}-${fill('9', 16_000)}` }),
  ],
  [
    '20 parts of parameters in a type',
    200,
    twenty(() => event.replace('/v1.0', ''), { ...jsonPart, 'Content-Type': `a/b${fill(';a=b', 32_000)}` }),
  ],
  [
    'JSON of distinct names',
    400,
    posted(
      events,
      names(300_000, (i) => `n${i}`),
    ),
  ],
  [
    'JSON of as many distinct names as it may have',
    400,
    posted(events, `{"attendees":[${Array.from({ length: 39 }, (_, k) => names(1_000, (i) => `n${k}${'x'.repeat(80)}${i}`)).join()}]}`),
  ],
  ['JSON of empty objects', 400, posted(events, `{"a":[${fill('{},')}1]}`)],
  ['JSON of numbers', 400, posted(events, `{"a":[${fill('1,')}1]}`)],
  ['JSON of brackets', 400, posted(events, fill('['))],
  ['JSON of escapes', 400, posted(events, `{"subject":"${fill('\\"')}"}`)],
  ['JSON of quotes', 400, posted(events, fill('"'))],
  ['JSON of digits', 400, posted(events, `{"subject":${fill('9')}}`)],
  ['base64 that is none at its end', 400, () => [`${event}/attachments`, { json: { ...fileBody('x'), contentBytes: `${fill('AAAA')}!` } }]],
  ['a URL of 4 MB', 400, () => [`${event}/attachments`, { json: referenceBody({ sourceUrl: `https://a/?${fill('a&')}` }) }]],
  [
    'a form of spaces in quoted-printable',
    201,
    hooked(form(`Content-Transfer-Encoding: quoted-printable\r\n\r\n${fill(' ', 4_000_000)}`), formType),
  ],
  ['a form of white space in base64', 201, hooked(form(`Content-Transfer-Encoding: base64\r\n\r\n${fill('A ', 4_000_000)}`), formType)],
  ['a form of what is nearly a delimiter', 400, hooked(fill('\r\n--xy'), formType)],
  [
    'a form of semicolons',
    400,
    hooked(
      Array.from({ length: 500 }, () => `--x\r\nContent-Disposition: form-data; name="a"${fill(';', 8_000)}\r\n\r\n\r\n`).join(''),
      formType,
    ),
  ],
  [
    'a form of encoded words',
    400,
    hooked(
      Array.from(
        { length: 31 },
        () => `--x\r\nContent-Disposition: form-data; name="${fill('=?gbk?q?a?==?big5?q?a?=', 8_000)}"\r\n\r\n\r\n`,
      ).join(''),
      formType,
    ),
  ],
])('%s', async (_, status, request) => {
  const [path, sent] = request();
  await expectCheap(path, sent, status);
});

it.each<[string, string, string, string]>([
  ['HTML of tags as text', 'html', fill('<p>', 4_000_000), 'text'],
  ['HTML of signs as text', 'html', fill('<', 4_000_000), 'text'],
  ['HTML of entities as text', 'html', fill('&#65;', 4_000_000), 'text'],
  ['text of signs as HTML', 'text', fill('&', 1_000_000), 'html'],
])('%s', async (_, contentType, content, preferred) => {
  const path = await newEventOf(app.api, person);
  expect((await send(path, { method: 'PATCH', json: { body: { contentType, content } } })).status).toBe(200);
  await expectCheap(path, { headers: { Prefer: `outlook.body-content-type="${preferred}"` } }, 200);
});

const nested = (count: number, item: (i: number) => object): object => ({
  '@odata.type': '#microsoft.graph.message',
  attachments: Array.from({ length: count }, (_, i) => itemBody({ '@odata.type': '#microsoft.graph.event', ...item(i) })),
});
const series = (timeZone: string, more: object = {}): object => ({
  start: { dateTime: '1865-01-01T00:00:00', timeZone },
  end: { dateTime: '1865-01-01T01:00:00', timeZone },
  recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '1865-01-01' } },
  ...more,
});
const zones = Intl.supportedValuesOf('timeZone');

it.each<[string, number, object]>([
  ['an item whose events are in 240 zones', 400, nested(240, (i) => series(zones[i] ?? 'UTC'))],
  ['an item of 240 series in ten zones', 200, nested(240, (i) => series(zones[i % 10] ?? 'UTC'))],
  [
    'an item of 40 series with 1,000 cancelled dates each',
    200,
    nested(40, () =>
      series('Europe/Berlin', {
        cancelledOccurrences: Array.from({ length: 1_000 }, (_, i) => new Date(Date.UTC(1990, 0, i)).toISOString().slice(0, 10)),
      }),
    ),
  ],
])('the raw form of %s', async (_, status, item) => {
  const path = await attach(item);
  await expectCheap(`${path}/$value`, {}, status);
});

it('a raw form that is known costs next to nothing to who has it already', async () => {
  const path = await attach(nested(100, (i) => series(zones[i % 10] ?? 'UTC')));
  const { headers } = await send(`${path}/$value`);
  const again = await priceOf(app.child, async () =>
    expect((await send(`${path}/$value`, { headers: { 'If-None-Match': headers.get('etag') ?? '' } })).status).toBe(304),
  );
  const whole = await priceOf(app.child, () => send(`${path}/$value`));
  expect(again.cpuMs * 3).toBeLessThan(whole.cpuMs);
});

async function expectCheap(path: string, sent: Sent, status: number): Promise<void> {
  const { cpuMs, longestMs } = await priceOf(app.child, async () => {
    const answer = await send(path, sent);
    expect(answer.status, answer.text.slice(0, 300)).toBe(status);
  });
  const told = `${(cpuMs / plain.cpuMs).toFixed(2)} × the CPU, ${(longestMs / plain.longestMs).toFixed(2)} × as long at a time as the plain ${plain.cpuMs.toFixed(0)}, ${plain.longestMs.toFixed(0)} ms`;
  if (process.env.PRICES !== undefined) console.log(expect.getState().currentTestName, told);
  expect(cpuMs, told).toBeLessThan(plain.cpuMs * mostOfPlain.cpu);
  expect(longestMs, told).toBeLessThan(plain.longestMs * mostOfPlain.longest);
}
