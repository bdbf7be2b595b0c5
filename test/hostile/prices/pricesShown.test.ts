// What it costs to show what somebody has stored: bodies in the other format, and items as iCalendar, vCard and MIME.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fileBody, itemBody } from '../../support/api/bodies.ts';
import { newEventOf } from '../../support/people/people.ts';
import { priceOf } from '../../support/process/prices.ts';
import { fill, measuring, openPriced, times, type Priced } from './priced.ts';

let priced: Priced;
beforeAll(async () => (priced = await openPriced()));
afterAll(() => priced.end());

it.each<[string, 'html' | 'text', string]>([
  ['HTML of tags', 'html', fill('<p>', 4_180_000)],
  ['HTML of signs', 'html', fill('<', 4_180_000)],
  ['HTML of scripts', 'html', fill('<script></script>', 4_180_000)],
  ['HTML of spaces', 'html', fill(' a', 4_180_000)],
  ['HTML of numbers', 'html', fill('&#x1f600;', 4_180_000)],
  ['HTML of entities', 'html', fill('&amp;', 4_180_000)],
  ['HTML of ampersands', 'html', `${fill('&', 4_180_000)};`],
  ['HTML of pairs', 'html', fill('\u{1f600}', 2_080_000)],
  ['text of signs', 'text', fill('&', 1_600_000)],
  ['text of more signs than a page has room for', 'text', fill('&', 4_180_000)],
  ['text of lines', 'text', fill('\n', 2_080_000)],
  ['text of letters and signs', 'text', fill('\u4e00&', 2_080_000)],
])('a body of %s costs about what a plain one does in the other format', async (_, contentType, content) => {
  const path = await newEventOf(priced.app.api, priced.person);
  expect((await priced.send(path, { method: 'PATCH', json: { body: { contentType, content } } })).status).toBe(200);
  const other = contentType === 'html' ? 'text' : 'html';
  await priced.expectCheap([path, { headers: { Prefer: `outlook.body-content-type="${other}"` } }], 200);
});

const item =
  (type: string) =>
  (more: object): object => ({ '@odata.type': `#microsoft.graph.${type}`, ...more });
const [message, event, contact] = [item('message'), item('event'), item('contact')];
const bodyOf = (contentType: string, content: string): object => ({ body: { contentType, content } });
const recipients = (count: number, name: string): object =>
  times(count, (i) => ({ emailAddress: { address: `a${i}@x.example`, name: name.repeat(60) } }));
const nested = (count: number, of: (i: number) => object): object =>
  message({ attachments: times(count, (i) => itemBody({ ...event(of(i)) })) });
const series = (timeZone: string, more: object = {}): object => ({
  start: { dateTime: '1865-01-01T00:00:00', timeZone },
  end: { dateTime: '1865-01-01T01:00:00', timeZone },
  recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '1865-01-01' } },
  ...more,
});
const zones = Intl.supportedValuesOf('timeZone');
const cancelled = times(1_000, (i) => new Date(Date.UTC(1990, 0, i)).toISOString().slice(0, 10));

it.each<[string, number, object]>([
  ['an item whose events are in 240 zones', 400, nested(240, (i) => series(zones[i] ?? 'UTC'))],
  ['an item of 240 series in ten zones', 200, nested(240, (i) => series(zones[i % 10] ?? 'UTC'))],
  ['an item of 40 series with 1,000 cancelled dates', 200, nested(40, () => series('Europe/Berlin', { cancelledOccurrences: cancelled }))],
  ['a message of HTML', 200, message(bodyOf('html', fill('a', 4_180_000)))],
  ['a message of letters', 200, message(bodyOf('text', fill('\u4e00', 1_390_000)))],
  ['a message of lines', 200, message(bodyOf('text', fill('\r', 2_080_000)))],
  ['a message with a subject of 4 MB', 200, message({ subject: fill('=?utf-8?q?a?= ', 4_180_000) })],
  ['a message to 1,000', 200, message({ toRecipients: recipients(1_000, 'é,"') })],
  ['a message to 9,900', 400, message({ toRecipients: recipients(9_900, 'é,"') })],
  [
    'a message to a name of 4 MB',
    200,
    message({ toRecipients: [{ emailAddress: { address: 'a@x.example', name: fill('é"', 2_000_000) } }] }),
  ],
  ['a message of 15,000 headers', 400, message({ internetMessageHeaders: times(15_000, (i) => ({ name: `X-A${i}`, value: 'x' })) })],
  ['a message of 240 files', 200, message({ attachments: times(240, () => fileBody('é'.repeat(100), Buffer.alloc(12_000))) })],
  ['an event of HTML', 200, event(bodyOf('html', fill('a', 4_180_000)))],
  ['an event of semicolons', 200, event(bodyOf('text', fill(';', 4_180_000)))],
  ['an event of lines', 200, event(bodyOf('text', fill('\n', 2_080_000)))],
  ['an event with a subject of pairs', 200, event({ subject: fill('\u{1f600};', 2_000_000) })],
  ['an event of 8,000 attendees', 200, event({ attendees: recipients(8_000, 'é,"') })],
  ['an event of 45,000 categories', 200, event({ categories: times(45_000, (i) => `c${i}`) })],
  ['a contact of notes', 200, contact({ personalNotes: fill('\u{1f600};', 2_000_000) })],
  ['a contact of 45,000 telephones', 200, contact({ businessPhones: times(45_000, (i) => `+${i}`) })],
])('the raw form of %s costs about what that of a plain item does', async (_, status, given) => {
  // What was made before is kept: another attachment each time.
  await priced.expectCheap(async () => [`${await priced.attachItem(given)}/$value`, {}], status);
});

it('an item of 9,900 recipients in its attachment costs about what a plain one does', async () => {
  const path = await priced.attachItem(message({ toRecipients: recipients(9_900, 'n') }));
  await priced.expectCheap([`${path}?$expand=item`, {}], 200);
});

it('a raw form that is known costs next to nothing to who has it already', async () => {
  const path = await priced.attachItem(nested(100, (i) => series(zones[i % 10] ?? 'UTC')));
  const { headers } = await priced.send(`${path}/$value`);
  const again = await priceOf(priced.app.child, async () =>
    expect((await priced.send(`${path}/$value`, { headers: { 'If-None-Match': headers.get('etag') ?? '' } })).status).toBe(304),
  );
  const other = await priced.attachItem(nested(100, (i) => series(zones[i % 10] ?? 'UTC')));
  const whole = await priceOf(priced.app.child, () => priced.send(`${other}/$value`), 1);
  if (measuring) expect(again.cpuMs * 3).toBeLessThan(whole.cpuMs);
});

it('a raw form that is asked for twenty times in one batch, or sixteen times at once, is made once', async () => {
  const wide = event({ attendees: times(9_000, (i) => ({ emailAddress: { address: `a${i}@x.example`, name: 'é"'.repeat(85) } })) });
  const paths = [await priced.attachItem(wide), await priced.attachItem(wide), await priced.attachItem(wide)] as const;
  const [first, ranged, batched] = paths.map((path) => `${path}/$value`);
  const value = async (path = '', range = 'bytes=0-0'): Promise<void> => {
    expect((await priced.send(path, { headers: { Range: range } })).status).toBe(206);
  };
  const once = await priceOf(priced.app.child, () => value(first), 1);
  const ranges = await priceOf(priced.app.child, () => Promise.all(times(16, (i) => value(ranged, `bytes=${i}-${i}`))), 1);
  const requests = times(20, (i) => ({ id: `${i}`, method: 'GET', url: (batched ?? '').slice('/v1.0'.length) }));
  const parts = await priceOf(
    priced.app.child,
    async () => {
      const { json, status } = await priced.send('/v1.0/$batch', { json: { requests } });
      expect(status).toBe(200);
      const statuses = (json.responses as readonly { readonly status: number }[]).map((part) => part.status);
      expect(new Set(statuses)).toEqual(new Set([200, 507]));
    },
    1,
  );
  const told = [once, ranges, parts].map(({ cpuMs, longestMs }) => `${cpuMs.toFixed(0)}/${longestMs.toFixed(0)}`).join(', ');
  if (!measuring) return;
  console.log(told);
  expect(ranges.cpuMs, told).toBeLessThan(once.cpuMs * 4);
  expect(parts.cpuMs, told).toBeLessThan(once.cpuMs * 6);
});
