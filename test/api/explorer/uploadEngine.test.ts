// The explorer's uploads over a connection that is lost, a service that is busy, and pages that end: each file arrives whole, and once.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { memoryKeep, startUploader, type Requests, type Uploader, type Uploading } from '../../support/explorer/uploading.ts';
import { startFaultyProxy, type Fault, type FaultyProxy } from '../../support/faults/faultyProxy.ts';

const mebibyte = 1024 * 1024;

let api: Api;
let proxy: FaultyProxy;
let token: string;

beforeAll(async () => {
  api = await openApi();
  proxy = await startFaultyProxy(api.url);
  token = await api.token({ user: demoUsers.adele.upn });
});
afterAll(async () => {
  await proxy.close();
});

const fileOf = (bytes: Uint8Array<ArrayBuffer>, name = 'film.bin'): File =>
  new File([bytes], name, { type: 'application/octet-stream', lastModified: 1_700_000_000_000 });
const uploader = (more: Partial<Uploading> = {}): Uploader => startUploader({ url: proxy.url, token, ...more });
const targetOf = (event: string) => ({ attachments: `/v1.0/me/events/${event}/attachments`, event: 'An event' });

/** The files of an event, with their bytes. */
async function filesOf(event: string): Promise<{ name: unknown; bytes: Buffer }[]> {
  const { json } = await api.send(`/v1.0/me/events/${event}/attachments?$select=name`);
  const listed = json.value as readonly { readonly id: string; readonly name: string }[];
  return Promise.all(
    listed.map(async ({ id, name }) => {
      const value = await fetch(`${api.url}/v1.0/me/events/${event}/attachments/${id}/$value`, {
        headers: { Authorization: `Bearer ${token}` },
      });
      return { name, bytes: Buffer.from(await value.arrayBuffer()) };
    }),
  );
}

const ranges = (requests: Requests): string[] =>
  requests.flatMap(({ method, headers }) => (method === 'PUT' ? [headers?.['Content-Range'] ?? ''] : []));

/** Faults for the requests that match, in their order, then none. */
const plan = (faults: readonly Fault[], matches: (method: string, path: string) => boolean): void =>
  proxy.plan((method, path) => matches(method, path), faults);
const isRange = (method: string, path: string): boolean => method === 'PUT' && path.startsWith('/uploads/');

describe('a small file', () => {
  it.each([0, 1, 100_000, 3_000_000])('a file of %i bytes goes by one request', async (size) => {
    const event = await api.newEvent();
    const bytes = randomBytes(size);
    const uploads = uploader();
    await uploads.add(targetOf(event), [{ file: fileOf(bytes) }]);
    await uploads.until('film.bin', 'done');
    expect(uploads.requests.map(({ method }) => method)).toEqual(['POST']);
    expect(await filesOf(event)).toEqual([{ name: 'film.bin', bytes }]);
  });

  it('an answer that is lost makes no second attachment', async () => {
    const event = await api.newEvent();
    plan(['cut after', 'cut before', { status: 503, headers: { 'Retry-After': '1' } }], (method) => method === 'POST');
    const uploads = uploader();
    await uploads.add(targetOf(event), [{ file: fileOf(randomBytes(1000)) }]);
    await uploads.until('film.bin', 'done');
    expect(uploads.requests).toHaveLength(4);
    expect(await filesOf(event)).toHaveLength(1);
  });
});

describe('a large file', () => {
  it('a file goes in ranges, several at once, none of them twice', async () => {
    const event = await api.newEvent();
    const bytes = randomBytes(7 * mebibyte);
    const uploads = uploader();
    await uploads.add(targetOf(event), [{ file: fileOf(bytes) }]);
    await uploads.until('film.bin', 'done');
    expect(uploads.mostAtOnce).toBe(3);
    expect(new Set(ranges(uploads.requests)).size).toBe(ranges(uploads.requests).length);
    expect(await filesOf(event)).toEqual([{ name: 'film.bin', bytes }]);
    // The session's URL is an authority of its own, and gets no token.
    expect(uploads.requests.filter(({ url, headers }) => url.includes('/uploads/') && 'Authorization' in (headers ?? {}))).toEqual([]);
  });

  it('a file arrives whole over cut connections, a busy service, and answers that are lost', async () => {
    const event = await api.newEvent();
    const bytes = randomBytes(7 * mebibyte);
    plan(['cut before', 'pass', 'cut after', { status: 503 }, 'cut after', { status: 429, headers: { 'Retry-After': '2' } }], isRange);
    const uploads = uploader();
    await uploads.add(targetOf(event), [{ file: fileOf(bytes) }]);
    await uploads.until('film.bin', 'done');
    expect(await filesOf(event)).toEqual([{ name: 'film.bin', bytes }]);
  });

  it('the attachment is found where the answer to its last range was lost', async () => {
    const event = await api.newEvent();
    const bytes = randomBytes(3_000_001);
    plan(['cut after', 'cut after', 'cut after'], isRange);
    const uploads = uploader();
    await uploads.add(targetOf(event), [{ file: fileOf(bytes) }]);
    const { state } = await uploads.until('film.bin', 'done');
    const { json } = await api.send(`/v1.0/me/events/${event}/attachments?$select=id`);
    expect(json.value).toEqual([expect.objectContaining({ id: state.is === 'done' && state.attachment })]);
    // The session is asked, has ended, and says so to one byte.
    expect(ranges(uploads.requests).at(-1)).toBe(`bytes 0-0/${bytes.length}`);
  });

  it('a session that is gone is made anew, once', async () => {
    const event = await api.newEvent();
    const bytes = randomBytes(4 * mebibyte);
    plan([{ status: 404 }, { status: 404 }, { status: 404 }], isRange);
    const uploads = uploader();
    await uploads.add(targetOf(event), [{ file: fileOf(bytes) }]);
    await uploads.until('film.bin', 'done');
    expect(uploads.requests.filter(({ method }) => method === 'POST')).toHaveLength(2);
    expect(await filesOf(event)).toEqual([{ name: 'film.bin', bytes }]);
  });
});

describe('an upload that is stopped', () => {
  it('a pause ends its requests, and it goes on with what is missing', async () => {
    const event = await api.newEvent();
    const bytes = randomBytes(6 * mebibyte);
    let sent = 0;
    const uploads = uploader({
      onRequest: ({ method }) => {
        if (method === 'PUT' && (sent += 1) === 4) uploads.pause(uploads.all()[0]?.id ?? '');
      },
    });
    await uploads.add(targetOf(event), [{ file: fileOf(bytes) }]);
    const { id } = await uploads.until('film.bin', 'paused');
    const before = uploads.requests.length;
    // The fourth range is begun when one of the first three has arrived.
    const url = uploads.requests.at(-1)?.url ?? '';
    const missing = (await api.send(url, { token: null })).json.nextExpectedRanges;
    expect(missing).not.toEqual(['0-']);
    await uploads.resume(id);
    await uploads.until('film.bin', 'done');
    expect(uploads.requests.slice(before).find(({ method }) => method !== 'PUT')).toMatchObject({ method: 'GET', url });
    expect(await filesOf(event)).toEqual([{ name: 'film.bin', bytes }]);
  });

  it('a reload goes on with the same file alone, and nobody else sees it', async () => {
    const event = await api.newEvent();
    const bytes = randomBytes(5 * mebibyte);
    const keep = memoryKeep();
    // The first range arrives; then the connection is gone for good.
    plan(['pass'], isRange);
    let arrived = 0;
    const before = uploader({
      keep,
      onRequest: ({ method }) => (method === 'PUT' && (arrived += 1) > 1 ? new Promise(() => undefined) : undefined),
    });
    await before.add(targetOf(event), [{ file: fileOf(bytes) }]);
    await expect.poll(() => ranges(before.requests)).toHaveLength(1);
    const url = [...keep.kept.values()][0]?.uploadUrl ?? '';
    await expect.poll(async () => (await api.send(url, { token: null })).json.nextExpectedRanges).not.toEqual(['0-']);
    expect(JSON.stringify([...keep.kept.values()])).not.toContain(token);

    const another = uploader({ keep });
    await another.restore();
    expect(another.all(), 'another page has it').toEqual([]);
    keep.release();
    const stranger = uploader({ keep, person: 'megan' });
    await stranger.restore();
    expect(stranger.all(), 'somebody else').toEqual([]);

    const after = uploader({ keep });
    await after.restore();
    const { id, state } = await after.until('film.bin', 'interrupted');
    expect(state).toMatchObject({ wrong: false });
    const other = randomBytes(5 * mebibyte);
    await after.resume(id, { file: fileOf(other) });
    expect(after.all()[0]?.state).toMatchObject({ is: 'interrupted', wrong: true });
    await after.resume(id, { file: fileOf(bytes) });
    await after.until('film.bin', 'done');
    expect(ranges(after.requests)).not.toContain(ranges(before.requests)[0]);
    expect(await filesOf(event)).toEqual([{ name: 'film.bin', bytes }]);
    expect(keep.kept.size).toBe(0);
  });

  it('a file that is dropped again goes on where it was interrupted', async () => {
    const event = await api.newEvent();
    const bytes = randomBytes(4 * mebibyte);
    const keep = memoryKeep();
    const before = uploader({ keep, onRequest: ({ method }) => (method === 'PUT' ? new Promise(() => undefined) : undefined) });
    await before.add(targetOf(event), [{ file: fileOf(bytes) }]);
    await expect.poll(() => keep.kept.size).toBe(1);
    keep.release();
    const after = uploader({ keep });
    await after.restore();
    await after.add(targetOf(event), [{ file: fileOf(bytes) }]);
    await after.until('film.bin', 'done');
    expect(after.all()).toHaveLength(1);
    expect(after.requests.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  it('cancelling ends the session, whenever it comes', async () => {
    const event = await api.newEvent();
    const keep = memoryKeep();
    const cancelAt = async (wanted: 'POST' | 'PUT'): Promise<string> => {
      const uploads = uploader({
        keep,
        onRequest: ({ method }) => {
          if (method === wanted) void uploads.cancel(uploads.all()[0]?.id ?? '');
        },
      });
      await uploads.add(targetOf(event), [{ file: fileOf(randomBytes(4 * mebibyte)) }]);
      await expect.poll(() => uploads.requests.at(-1)?.method).toBe('DELETE');
      expect(uploads.all()).toEqual([]);
      return uploads.requests.at(-1)?.url ?? '';
    };
    for (const method of ['POST', 'PUT'] as const) {
      const url = await cancelAt(method);
      await expect.poll(async () => (await api.send(url, { token: null })).status).toBe(404);
    }
    expect(keep.kept.size).toBe(0);
    expect(await filesOf(event)).toEqual([]);
  });
});

describe('an upload that fails', () => {
  const failed = async (uploads: Uploader, event: string, file = fileOf(randomBytes(4 * mebibyte))): Promise<unknown> => {
    await uploads.add(targetOf(event), [{ file }]);
    const { state } = await uploads.until(file.name, 'failed');
    return state.is === 'failed' ? state.failure : undefined;
  };

  it('an event that isn’t there, or isn’t one’s own, is said in words, without another try', async () => {
    const uploads = uploader();
    expect(await failed(uploads, 'nowhere')).toMatchObject({ words: 'The event isn’t there any more.', wayOut: 'none' });
    expect(uploads.requests).toHaveLength(1);
  });

  it('a mailbox that is full is said after one request, and a click tries again', async () => {
    const event = await api.newEvent();
    const body = JSON.stringify({ error: { code: 'ErrorQuotaExceeded', message: 'The mailbox is full.' } });
    plan([{ status: 507, body }], (method) => method === 'POST');
    const uploads = uploader();
    expect(await failed(uploads, event)).toEqual({
      words: 'The mailbox is full. Delete files or events there, then try again.',
      wayOut: 'again',
      said: 'The mailbox is full.',
    });
    await uploads.resume(uploads.all()[0]?.id ?? '');
    await uploads.until('film.bin', 'done');
    expect(await filesOf(event)).toHaveLength(1);
  });

  it('a service that stays busy is given up, and a connection that stays lost isn’t', async () => {
    const event = await api.newEvent();
    proxy.plan((method) => method === 'POST', [{ status: 503 }], true);
    expect(await failed(uploader(), event)).toEqual({ words: 'The service is busy.', wayOut: 'again' });
    const lost = Array.from({ length: 20 }, (): Fault => 'cut before');
    plan(lost, (method) => method === 'POST');
    const uploads = uploader();
    await uploads.add(targetOf(event), [{ file: fileOf(randomBytes(100)) }]);
    await uploads.until('film.bin', 'done');
    expect(uploads.requests).toHaveLength(21);
  });

  it('a file that is too large is refused before anything is sent', async () => {
    const event = await api.newEvent();
    const uploads = uploader();
    const file = { name: 'huge', type: '', size: 150 * mebibyte + 1, lastModified: 0, slice: () => new Blob([]) };
    await uploads.add(targetOf(event), [{ file }]);
    await expect(uploads.until('huge', 'failed')).resolves.toMatchObject({ state: { failure: { wayOut: 'another file' } } });
    expect(uploads.requests).toEqual([]);
  });

  it('a file that can’t be read any more is said, where a connection would be waited for', async () => {
    const event = await api.newEvent();
    const gone: Blob = new Blob(['x']);
    gone.arrayBuffer = () => Promise.reject(new DOMException('gone', 'NotReadableError'));
    const file = { name: 'gone', type: '', size: 4 * mebibyte, lastModified: 0, slice: () => gone };
    plan(['cut before'], (method) => method === 'POST');
    const uploads = uploader();
    await uploads.add(targetOf(event), [{ file }]);
    await expect(uploads.until('gone', 'failed')).resolves.toMatchObject({ state: { failure: { wayOut: 'another file' } } });
  });
});

it('many files go at once, but no more than a browser’s connections', async () => {
  const event = await api.newEvent();
  const uploads = uploader();
  const files = Array.from({ length: 6 }, (_, i) => ({ name: `film-${i}`, bytes: randomBytes(i % 2 === 0 ? 3_200_000 : 20_000) }));
  await uploads.add(
    targetOf(event),
    files.map(({ name, bytes }) => ({ file: fileOf(bytes, name) })),
  );
  for (const { name } of files) await uploads.until(name, 'done');
  expect(uploads.mostAtOnce).toBeLessThanOrEqual(4);
  const arrived = await filesOf(event);
  expect(arrived.toSorted((one, other) => String(one.name).localeCompare(String(other.name)))).toEqual(files);
});
