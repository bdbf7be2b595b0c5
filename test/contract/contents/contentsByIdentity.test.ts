// The content store's contract as in Azure: over https, by identity, and with URLs that a user-delegation key signs.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import type { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { certificateFile } from '../../../infra/local/issuer/certificate.ts';
import { systemClock } from '../../../lib/runtime/clock.ts';
import { openBlobAccount } from '../../../lib/stores/blob/account.ts';
import { openBlob } from '../../../lib/stores/blob/client.ts';
import { blobContents } from '../../../lib/stores/blob/contents.ts';
import type { Contents } from '../../../lib/stores/contents.ts';
import { startBlobService, type BlobService } from '../../support/stores/blobService.ts';
import { storageIdentity, type StorageIdentity } from '../../support/stores/storageIdentity.ts';
import { describeContents } from './contentsContract.ts';

const container = 'contents';
const minute = 60_000;
const hour = 60 * minute;
let folder: string;
let service: BlobService;
let contents: Contents;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blob-'));
  const pem = await certificateFile(folder);
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), readFileSync(pem, 'utf8')]);
  service = await startBlobService(pem);
  const { credential } = storageIdentity();
  await openBlob(service.endpoint, { credential }).getContainerClient(container).create();
  contents = blobContents(openBlobAccount(service.endpoint, { credential }), container, systemClock);
});
afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true });
});

describeContents('Azurite by identity', () => contents);

describe('the key that URLs are signed with', () => {
  const served = { contentType: 'text/plain', contentDisposition: 'attachment' };
  let identity: StorageIdentity;
  let now: number;
  let store: Contents;
  /** What the account has answered so far to being asked for a key. */
  let answers: () => readonly unknown[];

  beforeEach(() => {
    identity = storageIdentity();
    const account = openBlob(service.endpoint, identity);
    const sdk = (): Promise<BlobServiceClient> => Promise.resolve(account);
    now = Date.now();
    store = blobContents({ ...openBlobAccount(service.endpoint, identity), sdk }, container, () => now, {
      deadlineMs: 5_000,
      firstPauseMs: 20,
      longestPauseMs: 50,
    });
    const spy = vi.spyOn(account, 'getUserDelegationKey');
    answers = () => spy.mock.results.map(({ value }): unknown => value);
  });

  const sign = (): Promise<string> => store.signedUrl('a', served, now + 10 * minute);
  /** What waits for an answer has heard of it. */
  const settled = (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve));
  const keyOf = (url: string): string => new URL(url).searchParams.get('skt') ?? expect.fail('no delegation key');

  it('the key that URLs are signed with is the identity’s, read-only, for one blob and https alone', async () => {
    const { searchParams } = new URL(await sign());
    expect(['sr', 'sp', 'spr', 'sks'].map((name) => searchParams.get(name))).toEqual(['b', 'r', 'https', 'b']);
    expect(searchParams.get('skoid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('the key that URLs are signed with is asked for once by many at the same time, and serves for hours', async () => {
    await Promise.all(Array.from({ length: 20 }, sign));
    expect(answers()).toHaveLength(1);
    for (let i = 0; i < 18; i++) {
      now += hour / 2;
      await sign();
    }
    expect(answers()).toHaveLength(1);
  });

  it('the key that URLs are signed with is renewed before it ends, while the old one still serves', async () => {
    const first = keyOf(await sign());
    now += 11 * hour;
    expect(new Set((await Promise.all(Array.from({ length: 5 }, sign))).map(keyOf))).toEqual(new Set([first]));
    await answers().at(-1);
    await settled();
    expect(keyOf(await sign())).not.toBe(first);
    expect(answers()).toHaveLength(2);
  });

  it('the key that URLs are signed with is waited for where no URL could outlive the old one', async () => {
    const first = keyOf(await sign());
    now += 12 * hour - 5 * minute;
    const urls = await Promise.all(Array.from({ length: 5 }, sign));
    expect(new Set(urls.map(keyOf)).size).toBe(1);
    expect(urls.map(keyOf)).not.toContain(first);
    expect(answers()).toHaveLength(2);
  });

  it('the key that URLs are signed with isn’t kept when it could not be had: the next request asks again', async () => {
    identity.trusted = false;
    await expect(sign()).rejects.toMatchObject({ statusCode: 403 });
    await expect(sign()).rejects.toMatchObject({ statusCode: 403 });
    identity.trusted = true;
    keyOf(await sign());
    expect(answers()).toHaveLength(3);
  });

  it('the key that URLs are signed with serves on when its renewal fails, and is renewed later', async () => {
    const first = keyOf(await sign());
    now += 11 * hour;
    identity.trusted = false;
    expect(keyOf(await sign())).toBe(first);
    await expect(answers().at(-1)).rejects.toMatchObject({ statusCode: 403 });
    await settled();
    expect(keyOf(await sign())).toBe(first);
    await expect(answers().at(-1)).rejects.toMatchObject({ statusCode: 403 });
    await settled();
    identity.trusted = true;
    expect(keyOf(await sign())).toBe(first);
    await answers().at(-1);
    await settled();
    expect(keyOf(await sign())).not.toBe(first);
    expect(answers()).toHaveLength(4);
  });
});
