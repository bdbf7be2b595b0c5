// Bytes in and out of an attachment: every spelling of base64, every size up to the limit, byte for byte.
import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoTenant, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { adeleMailbox } from '../../support/data/fillTemplate.ts';
import { defaultCalendarId } from '../../../lib/calendar/mailbox.ts';
import { entriesOf, expectError } from '../../support/api/answers.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { fileBody } from '../../support/api/bodies.ts';

let api: Api;
let event: string;
beforeAll(async () => {
  api = await openApi();
  event = await api.newEvent();
});

const create = (json: unknown): Promise<Answer> => api.send(`/v1.0/me/events/${event}/attachments`, { json });
const valueOf = async ({ json }: Answer): Promise<Buffer> =>
  (await api.send(`/v1.0/me/events/${event}/attachments/${String(json.id)}/$value`)).bytes;

describe('contentBytes', () => {
  it.each([
    ['base64', '+/+/AQ==', 'fbffbf01'],
    ['base64url', '-_-_AQ==', 'fbffbf01'],
    ['no padding', '-_-_AQ', 'fbffbf01'],
    ['leftover bits', '-_-_AR', 'fbffbf01'],
    ['three bytes', 'AAEC', '000102'],
    ['lines, as MIME encoders break them', ' AA\r\nE C\t\n', '000102'],
    ['nothing', '', ''],
  ])('contentBytes is read in %s', async (_, contentBytes, hex) => {
    const made = await create(fileBody('a.bin', '', { contentBytes }));
    expect(made.status, made.text).toBe(201);
    expect((await valueOf(made)).toString('hex')).toBe(hex);
    expect(made.json).toMatchObject({ size: hex.length / 2, contentBytes: Buffer.from(hex, 'hex').toString('base64') });
  });

  it.each(['A', 'AAAAA', 'AA=', 'AAA==', 'AA==AA==', 'ÄÄ==', '=='])('contentBytes %j is refused', async (contentBytes) => {
    expectError(await create(fileBody('a.bin', '', { contentBytes })), 400, 'RequestBodyRead', /'Edm\.Binary'/);
  });
});

it('a file of no bytes is kept', async () => {
  const made = await create(fileBody('empty.txt', ''));
  expect(made.json).toMatchObject({ size: 0, contentBytes: '' });
  const path = `/v1.0/me/events/${event}/attachments/${String(made.json.id)}`;
  expect((await api.send(path)).json).toMatchObject({ size: 0, contentBytes: '' });
  const value = await api.send(`${path}/$value`);
  expect({ status: value.status, length: value.bytes.length, header: value.headers.get('content-length') }).toEqual({
    status: 200,
    length: 0,
    header: '0',
  });
});

it('random bytes come back through five spellings of the event, and in every form', async () => {
  const bytes = randomBytes(1_000_003);
  const { status, json } = await create(fileBody('random.bin', bytes));
  expect(status).toBe(201);
  const { id: oid, upn } = demoUsers.adele;
  const ways = [
    `/me/events/${event}`,
    `/beta/users/${oid}/calendar/events/${event}`,
    `/users/${upn}/calendarView/${event}`,
    `/me/calendars/${defaultCalendarId(adeleMailbox)}/events/${event}`,
    `/Users('${oid}@${demoTenant}')/Events('${event}')`,
  ].map((way) => `${way.startsWith('/beta') ? '' : '/v1.0'}${way}/Attachments`);
  for (const way of ways) {
    const value = await api.send(`${way}/${String(json.id)}/$value`);
    expect(value.bytes.equals(bytes), way).toBe(true);
    const entity = await api.send(`${way}('${String(json.id)}')`);
    expect(Buffer.from(String(entity.json.contentBytes), 'base64').equals(bytes), way).toBe(true);
    const listed = entriesOf(await api.send(way)).find(({ id }) => id === json.id);
    expect(Buffer.from(String(listed?.contentBytes), 'base64').equals(bytes), way).toBe(true);
  }
});

const limit = 4_194_304;

/** A request of exactly so many bytes, nearly all of which are a file's. */
function bodyOf(bytes: number): Buffer {
  const empty = JSON.stringify(fileBody('large.bin', ''));
  const digits = Math.floor((bytes - empty.length) / 4) * 4;
  return Buffer.from(JSON.stringify(fileBody('large.bin', Buffer.alloc((digits / 4) * 3, 'x'))).padEnd(bytes, ' '));
}

it('a request of exactly 4 MiB is taken', async () => {
  const body = bodyOf(limit);
  expect(body).toHaveLength(limit);
  const path = `/v1.0/me/events/${event}/attachments`;
  const made = await api.send(path, { method: 'POST', body: new Uint8Array(body), headers: { 'Content-Type': 'application/json' } });
  expect(made.status, made.text.slice(0, 300)).toBe(201);
  const value = await valueOf(made);
  expect(value).toHaveLength(Number(made.json.size));
  expect(value.every((byte) => byte === 'x'.charCodeAt(0))).toBe(true);
  expect((await api.send(`${path}/${String(made.json.id)}`, { method: 'DELETE' })).status).toBe(204);
});

it('a request of one byte more is refused, and told what to do instead', async () => {
  const empty = await api.newEvent();
  const path = `/v1.0/me/events/${empty}/attachments`;
  const sent = { method: 'POST', body: new Uint8Array(bodyOf(limit + 1)), headers: { 'Content-Type': 'application/json' } };
  expectError(await api.send(path, sent), 413, 'RequestEntityTooLarge', /^Maximum request length exceeded\..*4194304.*createUploadSession/);
  expect((await api.send(`${path}/$count`)).text).toBe('0');
});

describe('contentType of a file', () => {
  it.each([
    ['plan.pdf', undefined, 'application/pdf'],
    ['PLAN.PDF', undefined, 'application/pdf'],
    ['photo.jpeg', undefined, 'image/jpeg'],
    ['archive.tar.unknownending', undefined, 'application/octet-stream'],
    ['README', undefined, 'application/octet-stream'],
    ['plan.pdf', 'text/html; charset=utf-8', 'text/html; charset=utf-8'],
    ['plan.pdf', 'any text at all', 'any text at all'],
  ])('the contentType of the file %s with %s is %s', async (name, contentType, expected) => {
    const made = await create(fileBody(name, 'x', { contentType }));
    expect(made.json.contentType).toBe(expected);
    const { json } = await api.send(`/v1.0/me/events/${event}/attachments/${String(made.json.id)}`);
    expect(json).toMatchObject({ contentType: expected, '@odata.mediaContentType': expected });
  });
});
