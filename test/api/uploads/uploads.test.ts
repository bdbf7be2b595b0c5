// Upload sessions through the running stack: ranges in any order, retries, ends, and what none of them may leave behind.
import { anHour } from '../../support/api/events.ts';
import { createHash, randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoGroup } from '../../../infra/local/provision/demo/tenant.ts';
import { idsIn, stableHeaders } from '../../support/api/answers.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { sessionBody } from '../../support/api/bodies.ts';
import { newSession, putRange } from '../../support/api/uploadOverHttp.ts';

const mebibyte = 1024 * 1024;

let api: Api;

beforeAll(async () => {
  api = await openApi();
});

const cut = (bytes: Buffer<ArrayBuffer>, first: number, end: number): Uint8Array<ArrayBuffer> => new Uint8Array(bytes.subarray(first, end));

describe('a session', () => {
  it('a session is announced as Graph does', async () => {
    const event = await api.newEvent();
    const answer = await api.send(`/beta/me/events/${event}/attachments/microsoft.graph.createUploadSession`, {
      json: { attachmentItem: { attachmentType: 'File', name: 'x', size: 10 } },
    });
    expect(answer.status).toBe(201);
    expect(Object.keys(answer.json)).toEqual(['@odata.context', 'uploadUrl', 'expirationDateTime', 'nextExpectedRanges']);
    expect(answer.json).toMatchObject({
      uploadUrl: expect.stringMatching(new RegExp(`^${api.url}/uploads/[\\w.-]+$`)) as unknown,
      expirationDateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/) as unknown,
      nextExpectedRanges: ['0-'],
    });
  });

  it.each([
    [{}, 400, 'ErrorInvalidRequest', 'AttachmentItem'],
    [{ AttachmentItem: { name: 'x', size: 1 } }, 400, 'ErrorInvalidRequest', 'attachmentType'],
    [{ AttachmentItem: { attachmentType: 'file', size: 1 } }, 400, 'ErrorInvalidRequest', 'name'],
    [{ AttachmentItem: { attachmentType: 'file', name: 'x' } }, 400, 'ErrorInvalidRequest', 'size'],
    [sessionBody(0), 400, 'BadRequest', 'size'],
    [sessionBody(-1), 400, 'BadRequest', 'from 1 to 157286400'],
    [sessionBody(157_286_401), 413, 'ErrorMessageSizeExceeded', '157286400'],
    [sessionBody(1, { attachmentType: 'item' }), 405, 'ErrorAttachmentSessionIsSupportedOnlyForFileAttachments', 'file'],
    [sessionBody(1, { attachmentType: 'reference' }), 405, 'ErrorAttachmentSessionIsSupportedOnlyForFileAttachments', 'file'],
  ])('a session of %j is %i %s', async (json, status, code, named) => {
    const answer = await api.send(`/v1.0/me/events/${await api.newEvent()}/attachments/createUploadSession`, { json });
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ error: { code, message: expect.stringContaining(named) as unknown } });
  });
});

describe('a file', () => {
  it('a file has the properties that were announced, or those that Graph gives', async () => {
    const event = await api.newEvent();
    const upload = async (more: Readonly<Record<string, unknown>>): Promise<Answer> => {
      const { json } = await api.send(`/v1.0/me/events/${event}/attachments/createUploadSession`, { json: sessionBody(1, more) });
      return putRange(api, String(json.uploadUrl), new Uint8Array([7]), { total: 1 });
    };
    const given = { name: 'ä.png', contentType: 'image/x-own', isInline: true, contentId: 'logo' };
    expect((await upload(given)).json).toMatchObject({
      ...given,
      size: 1,
      '@odata.context': expect.stringMatching(/\/\$entity$/) as unknown,
    });
    const plain = await upload({ name: 'ä.png' });
    expect(plain.json).toMatchObject({ contentType: 'image/png', isInline: false, contentId: null });
    expect((await upload({ name: 'x' })).json).toMatchObject({ contentType: 'application/octet-stream' });
    const read = await api.send(`/v1.0/me/events/${event}/attachments/${String(plain.json.id)}`);
    expect(read.json).toMatchObject({ name: 'ä.png', contentBytes: 'Bw==', lastModifiedDateTime: plain.json.lastModifiedDateTime });
  });

  it('a file of a group, by beta, is where its Location says', async () => {
    const events = `/beta/groups/${demoGroup.id}/events`;
    const event = `${events}/${String((await api.send(events, { json: { subject: 'x', ...anHour } })).json.id)}`;
    const { json } = await api.send(`${event}/attachments/createUploadSession`, { json: sessionBody(3) });
    const path = String((await putRange(api, String(json.uploadUrl), new Uint8Array([1, 2, 3]), { total: 3 })).headers.get('location'));
    expect(path).toContain(`/beta/groups('${demoGroup.id}')/Events('`);
    expect((await api.send(path)).json).toMatchObject({ contentBytes: 'AQID' });
  });

  it('a file of 150 MiB comes in ranges of 16 MiB, and goes by its redirect', async () => {
    const part = randomBytes(16 * mebibyte);
    const total = 150 * mebibyte;
    const url = await newSession(api, await api.newEvent(), total);
    const tooLong = await putRange(api, url, new Uint8Array(10), { last: 16 * mebibyte, total });
    expect([tooLong.status, tooLong.json]).toMatchObject([413, { error: { message: expect.stringContaining('16777216') as unknown } }]);
    const hash = createHash('sha256');
    let last: Answer | undefined;
    for (let first = 0; first < total; first += part.length) {
      part.writeUInt32BE(first);
      const bytes = cut(part, 0, total - first);
      hash.update(bytes);
      last = await putRange(api, url, bytes, { first, total });
    }
    expect(last?.json).toMatchObject({ size: 157_286_400 });
    const redirect = await api.send(`${String(last?.headers.get('location'))}/$value`);
    const read = await api.send(String(redirect.headers.get('location')), { token: null });
    expect(createHash('sha256').update(read.bytes).digest('hex')).toBe(hash.digest('hex'));
  });

  it('each file of ten, uploaded at once to one event, is as whole as the others', async () => {
    const event = await api.newEvent();
    const files = Array.from({ length: 10 }, () => randomBytes(90_000));
    const upload = async (bytes: Buffer<ArrayBuffer>): Promise<Answer[]> => {
      const url = await newSession(api, event, bytes.length);
      const put = (first: number): Promise<Answer> => putRange(api, url, cut(bytes, first, first + 30_000), { first, total: bytes.length });
      return [...(await Promise.all([put(60_000), put(0)])), await put(30_000)];
    };
    const answers = await Promise.all(files.map(upload));
    expect(answers.map((each) => each.map(({ status }) => status))).toEqual(files.map(() => [200, 200, 201]));
    expect(idsIn(await api.send(`/v1.0/me/events/${event}/attachments?$select=id`))).toHaveLength(10);
    expect((await api.send(`/v1.0/me/events/${event}/attachments/$count`)).text).toBe('10');
    for (const [i, each] of answers.entries()) {
      const { bytes } = await api.send(`${String(each[2]?.headers.get('location'))}/$value`);
      expect(files[i]?.equals(bytes)).toBe(true);
    }
  });

  it('a file that was deleted is not told of any more, and one that was renamed is told of by its name', async () => {
    const event = await api.newEvent();
    const url = await newSession(api, event, 3);
    const put = (): Promise<Answer> => putRange(api, url, new Uint8Array(3), { total: 3 });
    const path = String((await put()).headers.get('location'));
    await api.send(path, { method: 'PATCH', json: { name: 'renamed.bin' } });
    expect((await put()).json).toMatchObject({ name: 'renamed.bin' });
    expect((await api.send(path, { method: 'DELETE' })).status).toBe(204);
    expect((await put()).status).toBe(404);
  });
});

describe('ranges', () => {
  it('ranges in order make the file, and its event has it', async () => {
    const event = await api.newEvent();
    const bytes = randomBytes(1_000_000);
    const url = await newSession(api, event, bytes.length);
    const first = await putRange(api, url, cut(bytes, 0, 400_000), { total: bytes.length });
    expect(first.status).toBe(200);
    expect(first.json).toMatchObject({ nextExpectedRanges: ['400000-'], ExpirationDateTime: first.json.expirationDateTime });
    expect(first.json).not.toHaveProperty('id');
    expect((await api.send(url, { token: null })).json).toEqual({
      expirationDateTime: first.json.expirationDateTime,
      nextExpectedRanges: ['400000-'],
    });

    const last = await putRange(api, url, cut(bytes, 400_000, bytes.length), { first: 400_000, total: bytes.length });
    expect(last.status).toBe(201);
    expect(last.headers.get('location')).toMatch(new RegExp(`/Events\\('${event}'\\)/Attachments\\('[\\w-]+'\\)$`));
    expect(last.json).toMatchObject({ '@odata.type': '#microsoft.graph.fileAttachment', name: 'big.bin', size: bytes.length });
    expect(last.json).not.toHaveProperty('contentBytes');
    const read = await api.send(`${String(last.headers.get('location'))}/$value`);
    expect(read.bytes.equals(bytes)).toBe(true);
    expect((await api.send(`/v1.0/me/events/${event}`)).json).toMatchObject({ hasAttachments: true });
    expect((await api.send(url, { token: null })).status).toBe(404);
    expect((await api.send(url, { method: 'DELETE', token: null })).status).toBe(404);
  });

  it('ranges above 4 MiB make a file that is read by a redirect to its blob alone', async () => {
    const event = await api.newEvent();
    const bytes = randomBytes(5 * 1024 * 1024);
    const url = await newSession(api, event, bytes.length);
    const made = await putRange(api, url, new Uint8Array(bytes), { total: bytes.length });
    const id = String(made.json.id);
    const redirect = await api.send(`/v1.0/me/events/${event}/attachments/${id}/$value`);
    expect(redirect.status).toBe(302);
    expect(redirect.headers.get('cache-control')).toBe('no-store');
    expect(redirect.headers.get('referrer-policy')).toBe('no-referrer');
    const location = String(redirect.headers.get('location'));
    const read = await api.send(location, { token: null });
    expect(read.bytes.equals(bytes)).toBe(true);
    expect(read.headers.get('content-disposition')).toBe('attachment; filename=big.bin');
    expect(read.headers.get('content-type')).toBe('application/octet-stream');
    expect((await api.send(location, { method: 'DELETE', token: null })).status).toBe(403);

    const entity = (await api.send(`/v1.0/me/events/${event}/attachments/${id}`)).json;
    expect(entity).not.toHaveProperty('contentBytes');
    expect(entity).toMatchObject({ '@odata.mediaReadLink': expect.stringMatching(/\/\$value$/) as unknown });
    const selected = await api.send(`/v1.0/me/events/${event}/attachments/${id}?$select=contentBytes`);
    expect(selected.json).toMatchObject({ contentBytes: bytes.toString('base64') });
  });

  it('ranges are asked about by HEAD as by GET', async () => {
    const url = await newSession(api, await api.newEvent(), 100);
    const [got, headed] = [await api.send(url, { token: null }), await api.send(url, { token: null, method: 'HEAD' })];
    expect([got.status, headed.status, headed.bytes.length]).toEqual([200, 200, 0]);
    expect(stableHeaders(headed)).toEqual(stableHeaders(got));
    expect((await api.send(`${url}x`, { token: null, method: 'HEAD' })).status).toBe(404);
  });

  it('ranges in any order and in parallel make the file once', async () => {
    const event = await api.newEvent();
    const bytes = randomBytes(2_000_000);
    const url = await newSession(api, event, bytes.length);
    const step = 130_000;
    const firsts = Array.from({ length: Math.ceil(bytes.length / step) }, (_, i) => i * step).reverse();
    const answers = await Promise.all(
      firsts.map((first) => putRange(api, url, cut(bytes, first, first + step), { first, total: bytes.length })),
    );
    expect(answers.map(({ status }) => status).filter((status) => status !== 200)).toEqual([201]);
    const list = await api.send(`/v1.0/me/events/${event}/attachments`);
    expect(list.json.value).toHaveLength(1);
    expect(list.json.value).toMatchObject([{ contentBytes: bytes.toString('base64') }]);
  });

  it('ranges that are missing are all named', async () => {
    const url = await newSession(api, await api.newEvent(), 100);
    expect((await putRange(api, url, new Uint8Array(10), { first: 20, total: 100 })).json).toMatchObject({
      nextExpectedRanges: ['0-19', '30-'],
    });
    expect((await putRange(api, url, new Uint8Array(10), { first: 90, total: 100 })).json).toMatchObject({
      nextExpectedRanges: ['0-19', '30-89'],
    });
  });

  it('ranges sent again are answered as if they were new, the last one after the end too', async () => {
    const event = await api.newEvent();
    const bytes = randomBytes(200);
    const url = await newSession(api, event, 200);
    const starts = [
      await putRange(api, url, cut(bytes, 0, 100), { total: 200 }),
      await putRange(api, url, cut(bytes, 0, 100), { total: 200 }),
    ];
    for (const { json } of starts) expect(json).toMatchObject({ nextExpectedRanges: ['100-'] });
    expect((await putRange(api, url, cut(bytes, 10, 50), { first: 10, total: 200 })).status).toBe(200);
    const ends = [
      await putRange(api, url, cut(bytes, 100, 200), { first: 100, total: 200 }),
      await putRange(api, url, cut(bytes, 100, 200), { first: 100, total: 200 }),
    ];
    expect(ends.map(({ status }) => status)).toEqual([201, 201]);
    expect(ends[0]?.headers.get('location')).toBe(ends[1]?.headers.get('location'));
    expect(ends[0]?.json).toEqual(ends[1]?.json);
    expect((await api.send(`/v1.0/me/events/${event}/attachments/$count`)).text).toBe('1');
  });

  it('ranges that end the upload in parallel make one attachment', async () => {
    const event = await api.newEvent();
    const bytes = randomBytes(100_000);
    const url = await newSession(api, event, bytes.length);
    const answers = await Promise.all(Array.from({ length: 6 }, () => putRange(api, url, new Uint8Array(bytes), { total: bytes.length })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 201));
    expect(new Set(answers.map(({ headers }) => headers.get('location'))).size).toBe(1);
    expect((await api.send(`/v1.0/me/events/${event}/attachments/$count`)).text).toBe('1');
  });

  it('ranges that do not fit are 416 and name what is expected', async () => {
    const url = await newSession(api, await api.newEvent(), 100);
    await putRange(api, url, new Uint8Array(50), { total: 100 });
    for (const [first, length, total] of [
      [40, 20, 100],
      [60, 50, 100],
      [50, 50, 101],
    ] as const) {
      const answer = await putRange(api, url, new Uint8Array(length), { first, total });
      expect(answer.status).toBe(416);
      expect(answer.json).toMatchObject({ error: { code: 'InvalidRange', message: expect.stringContaining('50-') as unknown } });
    }
  });

  it.each([
    ['a length that is not the range', 'bytes 0-9/100', 5],
    ['no range', 'bytes */100', 10],
    ['a range backwards', 'bytes 9-0/100', 10],
    ['another unit', 'items 0-9/100', 10],
  ])('ranges with %s are 400', async (_, header, length) => {
    const url = await newSession(api, await api.newEvent(), 100);
    const sent = { method: 'PUT', body: new Uint8Array(length), token: null, headers: { 'Content-Range': header } };
    expect((await api.send(url, sent)).status).toBe(400);
    expect((await api.send(url, { token: null })).json).toMatchObject({ nextExpectedRanges: ['0-'] });
  });
});
