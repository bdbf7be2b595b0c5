// Microsoft's own JavaScript client, unmodified, over https: large files, and what it does when a store throttles or the host dies.
import { randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  FileUpload,
  LargeFileUploadTask,
  ResponseType,
  RetryHandlerOptions,
  StreamUpload,
  type Client,
  type LargeFileUploadSession,
  type LargeFileUploadTaskOptions,
  type Range,
} from '@microsoft/microsoft-graph-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { azuriteAccount } from '../../infra/local/blob/azuriteAccount.ts';
import { emulatorKey } from '../../infra/local/cosmos/http/server.ts';
import { demoUsers } from '../../infra/local/provision/demo/tenant.ts';
import { openApi, type Api } from '../support/api/api.ts';
import { startFaultyProxy } from '../support/faults/faultyProxy.ts';
import { graphClient, trust } from '../support/clients/officialClients.ts';
import { startStack, type Stack } from '../support/process/stack.ts';

const mebibyte = 1024 * 1024;
/** Graph asks for ranges of so many bytes, or a multiple. */
const unit = 320 * 1024;

let stack: Stack;
let api: Api;
let client: Client;

beforeAll(async () => {
  stack = await startStack();
  trust(stack);
  api = await openApi(stack);
  client = graphClient(stack, await stack.token({ user: demoUsers.adele.upn }));
});

afterAll(() => stack.stop());

const attachmentsOf = async (): Promise<string> => `/me/events/${await api.newEvent()}/attachments`;

const openSession = (attachments: string, size: number, as = client): Promise<LargeFileUploadSession> =>
  LargeFileUploadTask.createUploadSession(as, `${attachments}/createUploadSession`, {
    AttachmentItem: { attachmentType: 'file', name: 'big.bin', size },
  });

const fileOf = (bytes: Uint8Array): FileUpload => new FileUpload(new Uint8Array(bytes), 'big.bin', bytes.length);

/** The bytes of what an upload's Location names. */
async function download(attachments: string, location: string): Promise<Buffer> {
  const id = /Attachments\('([^']+)'\)$/.exec(location)?.[1] ?? '';
  const value: unknown = await client.api(`${attachments}/${id}/$value`).responseType(ResponseType.ARRAYBUFFER).get();
  return Buffer.from(z.instanceof(ArrayBuffer).parse(value));
}

/** Options of a task that notes the ranges it reports as done. */
function noting(rangeSize?: number): { readonly ranges: [number, number][]; readonly options: LargeFileUploadTaskOptions } {
  const ranges: [number, number][] = [];
  const progress = (range?: Range): void => {
    if (range !== undefined) ranges.push([range.minValue, range.maxValue]);
  };
  return { ranges, options: { ...(rangeSize !== undefined && { rangeSize }), uploadEventHandlers: { progress } } };
}

const statusOf = async (url: string): Promise<number> => (await api.send(url, { token: null })).status;

describe('an upload task', () => {
  it.each([
    [60, 5 * mebibyte, 12],
    [7, undefined, 2],
    [3, unit, 10],
  ])('an upload task sends %i MiB in ranges of %s bytes, reports each, and downloads the file', async (mebibytes, rangeSize, count) => {
    const attachments = await attachmentsOf();
    const bytes = randomBytes(mebibytes * mebibyte);
    const { ranges, options } = noting(rangeSize);
    const task = new LargeFileUploadTask(client, fileOf(bytes), await openSession(attachments, bytes.length), options);
    const { location, responseBody } = await task.upload();
    expect(responseBody).toMatchObject({ name: 'big.bin', size: bytes.length });
    expect(ranges).toHaveLength(count);
    expect([ranges[0]?.[0], ranges.at(-1)?.[1]]).toEqual([0, bytes.length - 1]);
    expect((await download(attachments, location)).equals(bytes)).toBe(true);
  });

  it('an upload task sends a stream', async () => {
    const attachments = await attachmentsOf();
    const bytes = randomBytes(7 * mebibyte);
    const stream = new StreamUpload(Readable.from([bytes], { objectMode: false }), 'big.bin', bytes.length);
    const { ranges, options } = noting(10 * unit);
    const task = new LargeFileUploadTask(client, stream, await openSession(attachments, bytes.length), options);
    const { location } = await task.upload();
    expect(ranges.map(([first]) => first)).toEqual([0, 10 * unit, 20 * unit]);
    expect((await download(attachments, location)).equals(bytes)).toBe(true);
  });

  it('an upload task is cancelled in the midst, and its session is gone', async () => {
    const session = await openSession(await attachmentsOf(), 4 * mebibyte);
    let cancelled: Promise<unknown> | undefined;
    const progress = (): void => void (cancelled ??= task.cancel());
    const task = new LargeFileUploadTask(client, fileOf(randomBytes(4 * mebibyte)), session, {
      rangeSize: unit,
      uploadEventHandlers: { progress },
    });
    // The range that is under way finds the session gone; the task throws what it was answered, as it came.
    await task.upload().catch((error: unknown) => expect(error).toMatchObject({ error: { code: 'ErrorItemNotFound' } }));
    expect(await cancelled).toMatchObject({ status: 204 });
    expect(await statusOf(session.url)).toBe(404);
    await expect(task.resume()).rejects.toMatchObject({ statusCode: 404, code: 'ErrorItemNotFound' });
  });

  it('an upload task resumes behind a range that it does not know of', async () => {
    const attachments = await attachmentsOf();
    const bytes = randomBytes(mebibyte);
    const session = await openSession(attachments, bytes.length);
    const lost = await api.send(session.url, {
      method: 'PUT',
      token: null,
      body: new Uint8Array(bytes.subarray(0, unit)),
      headers: { 'Content-Range': `bytes 0-${unit - 1}/${bytes.length}` },
    });
    expect(lost.status).toBe(200);
    const { ranges, options } = noting(unit);
    await new LargeFileUploadTask(client, fileOf(bytes), session, options).resume();
    expect(ranges[0]?.[0]).toBe(unit);
    expect(await client.api(attachments).select('name,size').get()).toMatchObject({ value: [{ name: 'big.bin', size: bytes.length }] });
  });

  it('an upload task is refused above 150 MiB, and for what is no file', async () => {
    const attachments = await attachmentsOf();
    const tooLarge = openSession(attachments, 150 * mebibyte + 1);
    await expect(tooLarge).rejects.toMatchObject({ statusCode: 413, code: 'ErrorMessageSizeExceeded' });
    const noFile = client
      .api(`${attachments}/createUploadSession`)
      .post({ AttachmentItem: { attachmentType: 'item', name: 'x', size: 1 } });
    await expect(noFile).rejects.toMatchObject({ statusCode: 405, code: 'ErrorAttachmentSessionIsSupportedOnlyForFileAttachments' });
  });

  it('an upload task resumes when the host has died under it, and makes one attachment', async () => {
    const attachments = await attachmentsOf();
    const bytes = randomBytes(2 * mebibyte);
    let killed: Promise<void> | undefined;
    const progress = (range?: Range): void => void (range?.minValue === unit && (killed ??= stack.killHost()));
    const task = new LargeFileUploadTask(client, fileOf(bytes), await openSession(attachments, bytes.length), {
      rangeSize: unit,
      uploadEventHandlers: { progress },
    });
    await expect(task.upload()).rejects.toThrow();
    await killed;
    const { location } = z.object({ location: z.string() }).parse(await task.resume());
    expect((await download(attachments, location)).equals(bytes)).toBe(true);
    expect(await client.api(`${attachments}/$count`).get()).toBe('1');
  });
});

describe('a store that throttles', () => {
  it('a store that throttles is waited for as long as it asks, and then answers; a range that it refused is resumed', async () => {
    const [cosmos, blob] = await Promise.all([startFaultyProxy(stack.cosmosUrl), startFaultyProxy(stack.blobUrl)]);
    const env = { COSMOS_ENDPOINT: cosmos.url, COSMOS_KEY: emulatorKey, BLOB_ENDPOINT: blob.url, BLOB_KEY: azuriteAccount.key };
    const dataDir = await mkdtemp(join(tmpdir(), 'throttled-'));
    await copyFile(stack.certificateFile, join(dataDir, 'localhost.pem'));
    const throttled = await startStack({ env, empty: true, dataDir });
    try {
      const through = graphClient(throttled, await throttled.token({ user: demoUsers.adele.upn }));
      const attachments = await attachmentsOf();
      expect(await through.api(attachments).get()).toMatchObject({ value: [] });

      // Longer than the service itself waits: it passes the store's answer on.
      const busy = { status: 429, headers: { 'x-ms-retry-after-ms': '7000' } };
      const isRead = (method: string, path: string): boolean => method === 'GET' && path.includes('/docs/');
      cosmos.plan(isRead, [busy]);
      const impatient = through
        .api(attachments)
        .middlewareOptions([new RetryHandlerOptions(undefined, 0)])
        .get();
      const refused: unknown = await impatient.catch((error: unknown) => error);
      expect(refused).toMatchObject({ statusCode: 429, code: 'TooManyRequests' });
      expect(
        z
          .looseObject({ headers: z.instanceof(Headers) })
          .parse(refused)
          .headers.get('retry-after'),
      ).toBe('7');

      cosmos.plan(isRead, [busy]);
      const began = performance.now();
      expect(await through.api(attachments).get()).toMatchObject({ value: [] });
      expect(performance.now() - began).toBeGreaterThanOrEqual(6_990);

      // A range is a stream to the client, which therefore doesn't repeat it by itself.
      const bytes = randomBytes(mebibyte);
      const task = new LargeFileUploadTask(through, fileOf(bytes), await openSession(attachments, bytes.length, through), {
        rangeSize: unit,
      });
      blob.plan(
        (method, path) => method === 'PUT' && path.includes('comp=block&'),
        ['pass', { status: 503, headers: { 'Retry-After': '7' } }],
      );
      await expect(task.upload()).rejects.toMatchObject({ error: { code: 'ServiceUnavailable' } });
      const { location } = z.object({ location: z.string() }).parse(await task.resume());
      expect((await download(attachments, location)).equals(bytes)).toBe(true);
    } finally {
      await throttled.stop();
      await Promise.all([cosmos.close(), blob.close(), rm(dataDir, { recursive: true })]);
    }
  });
});
