// GET …/$value of an item through the running stack: the file, its headers, conditions and ranges; and what has no such file.
import ical from 'node-ical';
import PostalMime from 'postal-mime';
import { parseVCards } from 'vcard4-ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { seedExamples } from '../../fixtures/seeds.ts';
import { expectError, stableHeaders } from '../../support/api/answers.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { fileBody, itemBody } from '../../support/api/bodies.ts';

let api: Api;
let attachments: string;
beforeAll(async () => {
  api = await openApi();
  attachments = `/v1.0/me/events/${await api.newEvent()}/attachments`;
});

async function attach(item: Readonly<Record<string, unknown>>, name = 'item'): Promise<string> {
  const made = await api.send(attachments, { json: itemBody(item, { name }) });
  expect(made.status, made.text.slice(0, 300)).toBe(201);
  return `${attachments}/${String(made.json.id)}`;
}
const value = async (item: Readonly<Record<string, unknown>>, name?: string): Promise<Answer> =>
  api.send(`${await attach(item, name)}/$value`);

const event = {
  '@odata.type': '#microsoft.graph.event',
  subject: 'Review',
  start: { dateTime: '2026-11-21T10:00:00', timeZone: 'W. Europe Standard Time' },
  end: { dateTime: '2026-11-21T11:00:00', timeZone: 'W. Europe Standard Time' },
  attendees: [{ type: 'required', emailAddress: { address: 'sam@contoso.example' } }],
};
const contact = { '@odata.type': 'microsoft.graph.contact', displayName: 'Sam', emailAddresses: [{ address: 'sam@contoso.example' }] };
const message = {
  '@odata.type': '#Microsoft.Graph.Message',
  subject: 'Minutes',
  from: { emailAddress: { address: 'sam@contoso.example' } },
  body: { contentType: 'html', content: '<p>Enclosed</p>' },
  attachments: [fileBody('minutes.txt', 'minutes')],
};

describe('a file of its own format', () => {
  it('an event is iCalendar', async () => {
    const { status, headers, text } = await value(event, 'Review');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect(headers.get('content-disposition')).toBe('attachment; filename=Review.ics');
    const read = Object.values(ical.sync.parseICS(text)).find((each) => each?.type === 'VEVENT');
    expect(read).toMatchObject({
      summary: 'Review',
      start: new Date('2026-11-21T09:00:00Z'),
      attendee: { val: 'mailto:sam@contoso.example' },
    });
  });

  it('a contact is vCard', async () => {
    const { status, headers, text } = await value(contact, 'Sam.VCF');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/vcard; charset=utf-8');
    expect(headers.get('content-disposition')).toBe('attachment; filename=Sam.VCF');
    expect(parseVCards(text).vCards?.[0]).toMatchObject({ FN: [{ value: 'Sam' }], EMAIL: [{ value: 'sam@contoso.example' }] });
  });

  it('a message is MIME', async () => {
    const { status, headers, bytes } = await value(message, 'Protokoll für alle');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('message/rfc822');
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="Protokoll f.r alle\.eml"; filename\*=UTF-8''Protokoll%20f%C3%BCr%20alle\.eml$/,
    );
    const read = await PostalMime.parse(bytes);
    expect(read).toMatchObject({
      subject: 'Minutes',
      from: { address: 'sam@contoso.example' },
      attachments: [{ filename: 'minutes.txt' }],
    });
  });

  it.each(['eventMessage', 'eventMessageRequest', 'eventMessageResponse'])('a %s is MIME', async (type) => {
    const { status, headers } = await value({ '@odata.type': `#microsoft.graph.${type}`, subject: 'x' });
    expect([status, headers.get('content-type')]).toEqual([200, 'message/rfc822']);
  });

  it.each([
    ['an event', { start: event.start }, 'text/calendar; charset=utf-8'],
    ['a contact', { givenName: 'Sam' }, 'text/vcard; charset=utf-8'],
    ['a message', { toRecipients: [] }, 'message/rfc822'],
  ])('what names no type, and has what only %s has', async (_, item, type) => {
    const { status, headers } = await value(item);
    expect([status, headers.get('content-type')]).toEqual([200, type]);
  });

  it('a file of its own format is reached by other spellings of the event', async () => {
    const path = await attach(event);
    for (const way of [path.replace('/events/', '/calendar/events/'), path.replace('/v1.0/', '/beta/')])
      expect((await api.send(`${way}/$value`)).text).toBe((await api.send(`${path}/$value`)).text);
  });
});

describe('no file', () => {
  const untold = /its item names no '@odata.type'/;
  it.each([
    ['an empty one', {}],
    ['one that may be an event or a message', { subject: 'x', body: { content: 'x' } }],
    ['one with signs of two', { givenName: 'Sam', toRecipients: [] }],
    ['one whose signs are null', { start: null, givenName: null }],
  ])('no file is made of an item whose type cannot be told: %s', async (_, item) => {
    const path = await attach(item);
    const answer = await api.send(`${path}/$value`);
    expectError(answer, 405, 'ErrorInvalidRequest', untold);
    expect(answer.headers.has('allow')).toBe(true);
    expect((await api.send(`${path}/$value`, { method: 'HEAD' })).status).toBe(405);
    expect((await api.send(`${path}?$expand=microsoft.graph.itemattachment/item`)).json.item).toEqual(item);
  });

  it("no file is made of the seed's item", async () => {
    const seed = seedExamples.find(({ name }) => name === 'item') ?? expect.fail('no such seed');
    const made = await api.send(attachments, { method: 'POST', body: seed.body, headers: { 'Content-Type': 'application/json' } });
    expectError(await api.send(`${attachments}/${String(made.json.id)}/$value`), 405, 'ErrorInvalidRequest', untold);
  });

  it('no file is there for query options, or where nothing is', async () => {
    expectError(await api.send(`${await attach(event)}/$value?$select=id`), 400, 'BadRequest');
    const path = await attach(event);
    expect((await api.send(path, { method: 'DELETE' })).status).toBe(204);
    expectError(await api.send(`${path}/$value`), 404, 'ErrorItemNotFound');
  });
});

describe('it is served', () => {
  it("an item's file is served safely", async () => {
    for (const item of [event, contact, message]) {
      const { headers } = await value({ ...item, subject: '<script>' }, 'a\r\nX-Evil: 1');
      expect(Object.fromEntries(headers)).toMatchObject({
        'x-content-type-options': 'nosniff',
        'content-security-policy': "sandbox; default-src 'none'",
        'cache-control': 'private, no-cache',
        'accept-ranges': 'bytes',
      });
      expect(headers.get('content-disposition')).toMatch(/^attachment; filename="?a__X-Evil: 1\.(?:ics|vcf|eml)"?$/);
      expect(headers.has('x-evil')).toBe(false);
    }
  });

  it.each([
    ['an event', event],
    ['a contact', contact],
    ['a message', message],
  ])("an item's file is the same each time, and to HEAD without its body: %s", async (_, item) => {
    const path = `${await attach(item)}/$value`;
    const [first, second] = [await api.send(path), await api.send(path)];
    expect(second.bytes.equals(first.bytes)).toBe(true);
    const head = await api.send(path, { method: 'HEAD' });
    expect([head.status, head.bytes.length]).toEqual([200, 0]);
    expect(stableHeaders(head)).toEqual(stableHeaders(first));
    expect(head.headers.get('content-length')).toBe(String(first.bytes.length));
  });

  it("an item's file is served under conditions", async () => {
    const path = `${await attach(event)}/$value`;
    const get = (headers: Record<string, string>) => api.send(path, { headers });
    const etag = (await api.send(path)).headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[^"]+"$/);
    const unchanged = await get({ 'If-None-Match': etag });
    expect([unchanged.status, unchanged.bytes.length, unchanged.headers.get('etag')]).toEqual([304, 0, etag]);
    expect((await get({ 'If-None-Match': '"x"' })).status).toBe(200);
    expect((await get({ 'If-Match': etag })).status).toBe(200);
    expectError(await get({ 'If-Match': '"x"' }), 412, 'ErrorIrresolvableConflict');
  });

  it("an item's file is served under another name with the same bytes, once it is renamed", async () => {
    const path = await attach({ ...event, subject: 'own name' }, 'before');
    const before = await api.send(`${path}/$value`);
    expect((await api.send(path, { method: 'PATCH', json: { name: 'after' } })).status).toBe(200);
    const after = await api.send(`${path}/$value`, { headers: { 'If-Match': before.headers.get('etag') ?? '' } });
    expect(after.headers.get('content-disposition')).toBe('attachment; filename=after.ics');
    expect(after.bytes.equals(before.bytes)).toBe(true);
  });

  it("an item's file is served in ranges", async () => {
    const path = `${await attach(message)}/$value`;
    const { bytes: whole, headers } = await api.send(path);
    const ask = (range: string, more: Record<string, string> = {}) => api.send(path, { headers: { Range: range, ...more } });
    for (const [range, first, end] of [
      ['bytes=0-9', 0, 10],
      ['bytes=-7', whole.length - 7, whole.length],
      [`bytes=10-`, 10, whole.length],
    ] as const) {
      const part = await ask(range);
      expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes ${first}-${end - 1}/${whole.length}`]);
      expect(part.bytes.equals(whole.subarray(first, end))).toBe(true);
    }
    const beyond = await ask(`bytes=${whole.length}-`);
    expectError(beyond, 416, 'InvalidRange');
    expect(beyond.headers.get('content-range')).toBe(`bytes */${whole.length}`);
    expect((await ask('bytes=0-1', { 'If-Range': '"x"' })).status).toBe(200);
    expect((await ask('bytes=0-1', { 'If-Range': headers.get('etag') ?? '' })).status).toBe(206);
  });
});

it('what an item says never becomes a header of the answer, nor an error of the service', async () => {
  const evil = 'x\r\nX-Evil: 1\r\n\r\n<script>';
  for (const item of [event, contact, message]) {
    const texts = {
      subject: evil,
      iCalUId: evil,
      ...(item !== event && { displayName: evil, internetMessageId: evil }),
      categories: [evil],
      body: { contentType: 'html', content: evil },
    };
    const { status, headers } = await value({ ...item, ...texts });
    expect([status, headers.has('x-evil')]).toEqual([200, false]);
  }
});

it('an item of a request of nearly 4 MiB is a file too', async () => {
  const content = '<p>é, ü; \\</p>'.repeat(180_000);
  const { status, bytes } = await value({ ...event, body: { contentType: 'html', content } });
  expect(status).toBe(200);
  expect(bytes.length).toBeGreaterThan(4 * 1024 * 1024);
});
