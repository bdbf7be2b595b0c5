// What bodies cost, of any shape and 4 MB each: JSON of requests, and whatever webhooks send.
import { anHour } from '../../support/api/events.ts';
import { afterAll, beforeAll, it } from 'vitest';
import { fileBody, itemBody, referenceBody } from '../../support/api/bodies.ts';
import { fill, hooked, openPriced, posted, times, type Asked, type Priced } from './priced.ts';

let priced: Priced;
beforeAll(async () => (priced = await openPriced()));
afterAll(() => priced.end());

const names = (count: number, name: (i: number) => string): string => `{${times(count, (i) => `"${name(i)}":1`).join()}}`;
const recipient = (i: number, length: number) => ({ emailAddress: { address: `a${i}@x.example`, name: 'n'.repeat(length) } });
const message = (more: object): object => itemBody({ '@odata.type': '#microsoft.graph.message', ...more });
const pattern = { type: 'weekly', interval: 1, daysOfWeek: times(90_000, () => 'monday') };
const start = { dateTime: '2026-01-01T00:00:00', timeZone: 'UTC' };
const recurring = { start, end: start, recurrence: { pattern, range: { type: 'noEnd', startDate: '2026-01-01' } } };
const subject = (content: string): string => `{"subject":"${content}"}`;

it.each<[string, number, string]>([
  ['distinct names', 400, names(300_000, (i) => `n${i}`)],
  [
    'as many distinct names as it may have',
    400,
    `{"attendees":[${times(39, (k) => names(1_000, (i) => `n${k}${'x'.repeat(80)}${i}`)).join()}]}`,
  ],
  ['empty objects', 400, `{"a":[${fill('{},')}1]}`],
  ['numbers', 400, `{"a":[${fill('1,')}1]}`],
  ['numbers of 40 digits', 400, `{"a":[${fill('1.234567890123456789012345678901234567e-9,')}1]}`],
  ['numbers of 1,000 digits', 400, `{"a":[${fill(`${'9'.repeat(1_000)},`)}1]}`],
  ['digits', 400, `{"subject":${fill('9')}}`],
  ['digits of a fraction', 400, `{"subject":0.${fill('9')}}`],
  ['digits of an exponent', 400, `{"subject":1e${fill('9')}}`],
  ['brackets', 400, fill('[')],
  ['60 levels, again and again', 400, `{"a":[${times(1_600, () => '['.repeat(60) + ']'.repeat(60)).join()}]}`],
  ['white space', 201, JSON.stringify(anHour).replace('{', `{${fill(' ')}`)],
  ['quotes', 400, fill('"')],
  ['escapes', 400, subject(fill('\\"'))],
  ['escapes of letters', 400, subject(fill('\\u4e00'))],
  ['half pairs', 400, subject(fill('\\ud800'))],
  ['one name', 400, `{"${fill('\\u0041')}":1}`],
  ['categories', 400, `{"categories":[${times(95_000, (i) => `"c${i}"`).join()}]}`],
  ['attendees', 400, JSON.stringify({ attendees: times(9_000, (i) => recipient(i, 100)) })],
  ['an address', 400, JSON.stringify({ attendees: [{ emailAddress: { address: fill('a@', 4_180_000) } }] })],
  ['days of a week that recur', 201, JSON.stringify(recurring)],
  ['a time zone', 400, JSON.stringify({ start: { ...start, timeZone: fill('A/', 4_180_000) } })],
  ['a time', 400, JSON.stringify({ start: { ...start, dateTime: `2026-01-01T00:00:00.${fill('0', 4_180_000)}` } })],
  ['a binding', 400, JSON.stringify({ 'calendar@odata.bind': fill('/a', 4_180_000) })],
  ['a body of pairs', 201, JSON.stringify({ ...anHour, body: { contentType: 'text', content: fill('\u{1f600}', 2_080_000) } })],
  ['a body of signs', 201, JSON.stringify({ ...anHour, body: { contentType: 'html', content: fill('<', 4_180_000) } })],
  ['90 files', 201, JSON.stringify({ ...anHour, attachments: times(90, (i) => fileBody(`a${i}`, Buffer.alloc(34_000))) })],
])('JSON of %s costs about what a plain body of its size does', async (_, status, body) => {
  await priced.expectCheap(posted('/v1.0/me/events', body), status);
});

it('a body of half pairs in Latin-1’s place is no UTF-8', async () => {
  const bytes = Buffer.concat([Buffer.from(`{"subject":"${fill('é', 2_000_000)}`), Buffer.from([0xff, 0x22, 0x7d])]);
  await priced.expectCheap(posted('/v1.0/me/events', bytes), 400);
});

it.each<[string, number, object]>([
  ['base64 that is none at its end', 400, { ...fileBody('x'), contentBytes: `${fill('AAAA')}!` }],
  ['base64 in lines of one character', 201, { ...fileBody('x'), contentBytes: fill('A ') }],
  ['base64 with spaces of another kind', 400, { ...fileBody('x'), contentBytes: fill('A\u00a0', 2_000_000) }],
  ['a name of 4 MB', 400, fileBody(fill('e\u0301', 2_000_000), 'x')],
  ['a type of 4 MB', 400, fileBody('x', 'x', { contentType: fill('a/') })],
  ['a URL of 4 MB', 400, referenceBody({ sourceUrl: `https://a/?${fill('a&')}` })],
  ['a URL of dots', 201, referenceBody({ sourceUrl: `https://a/${fill('a/../', 32_000)}` })],
  ['an item of 9,900 recipients', 201, message({ toRecipients: times(9_900, (i) => recipient(i, 300)) })],
  ['an item of 240 files', 201, message({ attachments: times(240, (i) => fileBody(`a${i}`, Buffer.alloc(12_000))) })],
  ['an item of 900 unknown properties', 201, message(Object.fromEntries(times(900, (i) => [`p${i}`, 'x'.repeat(4_000)])))],
])('a hostile body costs about what a plain one of its size does: %s', async (_, status, json) => {
  await priced.expectCheap([`${priced.event}/attachments`, { json }], status);
});

const part = (disposition: string, content: string, header = ''): string =>
  `--x\r\nContent-Disposition: form-data; name="a"${disposition}\r\n${header}\r\n${content}\r\n`;
const coded = (coding: string, content: string): string => `${part('', content, `Content-Transfer-Encoding: ${coding}\r\n`)}--x--`;
const parts = (count: number, of: (i: number) => string): string => `${times(count, of).join('')}--x--`;

it.each<[string, number, string]>([
  ['spaces in quoted-printable', 201, coded('quoted-printable', fill(' ', 4_000_000))],
  ['a soft break that never comes', 201, coded('quoted-printable', `=${fill(' ', 4_000_000)}`)],
  ['escapes in quoted-printable', 201, coded('quoted-printable', fill('=41', 4_000_000))],
  ['white space in base64', 201, coded('base64', fill('A ', 4_000_000))],
  ['a field of controls', 201, `${part('', fill('\u0001', 4_000_000))}--x--`],
  ['a field of quotes', 201, `${part('', fill('"', 4_000_000))}--x--`],
  ['900 fields of one name', 201, parts(900, () => part('', 'y'.repeat(4_000)))],
  ['90 files', 201, parts(90, () => part('; filename="a"', 'y'.repeat(45_000)))],
  ['what is nearly a delimiter', 400, fill('\r\n--xy')],
  ['semicolons', 400, parts(500, () => part(fill(';', 8_000), ''))],
  ['quotes in a disposition', 201, parts(31, () => part(fill(';a="\\"', 7_500), ''))],
  ['pieces of a parameter', 201, parts(31, () => part(times(700, (i) => `;a*${i}=b`).join(''), ''))],
  ['folded headers', 201, parts(31, () => part(fill('\r\n ', 7_500), ''))],
  [
    'encoded words',
    201,
    parts(31, () => `--x\r\nContent-Disposition: form-data; name="${fill('=?gbk?q?a?==?big5?q?a?=', 8_000)}"\r\n\r\n\r\n`),
  ],
])('a form of %s costs about what a plain one of its size does', async (_, status, body) => {
  await priced.expectCheap(hooked(priced, body, { 'Content-Type': 'multipart/form-data; boundary=x' }), status);
});

it.each<[string, number, string, string]>([
  ['fields without a value, encoded as a URL', 201, 'application/x-www-form-urlencoded', fill('a&')],
  ['numbers', 201, 'application/json', `[${fill('1,')}1]`],
  ['numbers that name a type', 400, 'application/json', `[${fill('1,')}"@odata.type"]`],
  ['digits', 201, 'application/json', `{"a":${fill('9')}}`],
  ['names', 201, 'application/json', names(90_000, (i) => `n${i}${'x'.repeat(30)}`)],
])('a webhook’s body of %s costs about what a plain one of its size does', async (_, status, type, body) => {
  await priced.expectCheap(hooked(priced, body, { 'Content-Type': type }), status);
});

it.each<[string, Readonly<Record<string, string>>, number]>([
  ['a disposition of quotes', { 'Content-Disposition': `attachment${fill(';a="\\"', 15_000)}` }, 201],
  ['a name of encoded words', { 'Content-Disposition': `attachment; filename="${fill('=?gbk?q?a?==?big5?q?a?=', 15_000)}"` }, 400],
  ['a type of parameters', { 'Content-Type': `a/b${fill(';a="\\"', 15_000)}` }, 400],
])('a webhook with %s costs about what a plain one of its size does', async (_, headers, status) => {
  const asked: Asked = hooked(priced, 'x', headers);
  await priced.expectCheap(asked, status);
});
