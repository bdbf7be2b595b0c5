// The contract of the content store as a suite: every sentence of it, over any implementation.
import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Contents, ListedContent } from '../../../lib/stores/contents.ts';

const owner = { partition: 't:users:ddfcd489', document: 'attachment:ä/% "=\n' };
const newName = (): string => `${randomUUID()}/2026-01-01T00/x`;
const plain = (bytes: Uint8Array | undefined): Buffer | undefined => (bytes === undefined ? undefined : Buffer.from(bytes));

/** `open` is asked in each test; the store may be the same one each time. */
export function describeContents(name: string, open: () => Contents): void {
  describe(`the content store: ${name}`, () => {
    const listed = async (prefix: string): Promise<ListedContent[]> => {
      const found: ListedContent[] = [];
      for await (const each of open().list(prefix)) found.push(each);
      return found;
    };

    describe('put and read', () => {
      it.each([0, 1, 1000, 5_000_000])('put and read give back %i bytes as they were', async (size) => {
        const [blob, bytes] = [newName(), randomBytes(size)];
        expect(await open().put(blob, bytes, owner)).toMatch(/^"?0x/);
        expect(plain(await open().read(blob))?.equals(bytes)).toBe(true);
      });

      it('put and read take a view on a larger buffer for what it shows', async () => {
        const [blob, bytes] = [newName(), randomBytes(100)];
        await open().put(blob, new Uint8Array(bytes.buffer, bytes.byteOffset + 10, 20), owner);
        expect(plain(await open().read(blob))).toEqual(bytes.subarray(10, 30));
      });

      it('put and read find nothing under a name that was never used', async () => {
        expect(await open().read(newName())).toBeUndefined();
        expect(await open().read(newName(), { first: 0, last: 0 })).toBeUndefined();
      });

      it('put and read never write over bytes, and say so', async () => {
        const blob = newName();
        await open().put(blob, Buffer.from('first'), owner);
        await expect(open().put(blob, Buffer.from('second'), owner)).rejects.toThrow();
        expect(plain(await open().read(blob))?.toString()).toBe('first');
      });

      it.each([
        [0, 0, 'a'],
        [0, 9, 'abcdefghij'],
        [3, 5, 'def'],
        [9, 9, 'j'],
        [8, 100, 'ij'],
      ])('put and read give bytes %i to %i alone', async (first, last, part) => {
        const blob = newName();
        await open().put(blob, Buffer.from('abcdefghij'), owner);
        expect(plain(await open().read(blob, { first, last }))?.toString()).toBe(part);
      });
    });

    describe.each(['remove', 'erase'] as const)('%s', (removes) => {
      it(`${removes} removes bytes, once and for all`, async () => {
        const blob = newName();
        await open().put(blob, Buffer.from('x'), owner);
        await open()[removes](blob);
        expect(await open().read(blob)).toBeUndefined();
        expect(await listed(blob)).toEqual([]);
        await expect(open()[removes](blob)).resolves.toBeUndefined();
      });

      it(`${removes} removes what was never committed`, async () => {
        const blob = newName();
        await open().putBlock(blob, Buffer.from('0001').toString('base64'), Buffer.from('x'));
        await open()[removes](blob);
        expect(await listed(blob)).toEqual([]);
      });

      it(`${removes} has nothing to say of what never was`, async () => {
        await expect(open()[removes](newName())).resolves.toBeUndefined();
      });
    });

    describe('blocks', () => {
      const [one, two] = ['0001', '0002'].map((id) => Buffer.from(id).toString('base64'));

      it('blocks become a blob in the order of their commit, whatever the order of their coming', async () => {
        const blob = newName();
        await open().putBlock(blob, two ?? '', Buffer.from('world'));
        await open().putBlock(blob, one ?? '', Buffer.from('hullo '));
        await open().putBlock(blob, one ?? '', Buffer.from('hello '));
        expect(await open().read(blob)).toBeUndefined();
        await open().commitBlocks(blob, [one ?? '', two ?? ''], owner);
        expect(plain(await open().read(blob))?.toString()).toBe('hello world');
        expect(await listed(blob)).toEqual([{ name: blob, owner }]);
      });

      it('blocks are committed once: a repetition changes nothing and gives the same ETag', async () => {
        const blob = newName();
        await open().putBlock(blob, one ?? '', Buffer.from('x'));
        const etag = await open().commitBlocks(blob, [one ?? ''], owner);
        expect(await open().commitBlocks(blob, [one ?? ''], owner)).toBe(etag);
      });

      it('blocks that come late change nothing', async () => {
        const blob = newName();
        for (const [id, text] of [
          [one, 'first'],
          [two, 'late'],
        ] as const)
          await open().putBlock(blob, id ?? '', Buffer.from(text));
        const etag = await open().commitBlocks(blob, [one ?? ''], owner);
        await open().putBlock(blob, two ?? '', Buffer.from('later'));
        expect(await open().commitBlocks(blob, [one ?? '', two ?? ''], owner)).toBe(etag);
        expect(plain(await open().read(blob))?.toString()).toBe('first');
      });

      it('blocks that are not there make nothing', async () => {
        const blob = newName();
        await open().putBlock(blob, one ?? '', Buffer.from('x'));
        expect(await open().commitBlocks(blob, [one ?? '', two ?? ''], owner)).toBeUndefined();
        expect(await open().read(blob)).toBeUndefined();
      });
    });

    describe('list', () => {
      it('list shows all that begins so, with its owner, and what has no bytes yet, without', async () => {
        const prefix = `${randomUUID()}/`;
        await open().put(`${prefix}a`, Buffer.from('a'), owner);
        await open().putBlock(`${prefix}b`, Buffer.from('0001').toString('base64'), Buffer.from('b'));
        await open().put(`${prefix}c/d`, Buffer.from(''), { partition: 'p', document: 'd' });
        await open().put(`x${prefix}`, Buffer.from('no'), owner);
        expect(await listed(prefix)).toEqual([
          { name: `${prefix}a`, owner },
          { name: `${prefix}b` },
          { name: `${prefix}c/d`, owner: { partition: 'p', document: 'd' } },
        ]);
        expect(await listed(`${prefix}none`)).toEqual([]);
      });
    });

    describe('a signed URL', () => {
      const bytes = randomBytes(1000);
      const served = {
        contentType: 'text/plain;charset=utf-8',
        contentDisposition: `attachment; filename="a b.txt"; filename*=UTF-8''%C3%A4.txt`,
      };
      const soon = (): number => Date.now() + 600_000;
      const newSigned = async (expires = soon()): Promise<{ url: string; etag: string }> => {
        const blob = newName();
        const etag = await open().put(blob, bytes, owner);
        return { url: await open().signedUrl(blob, served, expires), etag };
      };
      const refused = async (url: string, init?: RequestInit): Promise<void> => {
        const answer = await fetch(url, init);
        expect(answer.status, await answer.text()).toBe(403);
      };

      it('a signed URL reads its blob, under the type and the name that it carries, with the ETag that the blob was put with', async () => {
        const { url, etag } = await newSigned();
        const answer = await fetch(url);
        expect(answer.status).toBe(200);
        expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
        expect(Object.fromEntries(answer.headers)).toMatchObject({
          etag,
          'content-type': served.contentType,
          'content-disposition': served.contentDisposition,
          'cache-control': 'private, no-cache',
          'content-length': '1000',
        });
        const head = await fetch(url, { method: 'HEAD' });
        expect([head.status, head.headers.get('content-length'), head.headers.get('etag')]).toEqual([200, '1000', etag]);
      });

      it('a signed URL takes ranges and preconditions', async () => {
        const { url, etag } = await newSigned();
        const part = await fetch(url, { headers: { Range: 'bytes=10-19' } });
        expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 10-19/1000']);
        expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(10, 20))).toBe(true);
        expect((await fetch(url, { headers: { 'If-None-Match': etag } })).status).toBe(304);
        expect((await fetch(url, { headers: { 'If-None-Match': '"0x1"' } })).status).toBe(200);
        expect((await fetch(url, { headers: { 'If-Match': etag } })).status).toBe(200);
        expect((await fetch(url, { headers: { 'If-Match': '"0x1"' } })).status).toBe(412);
      });

      it('a signed URL is of this blob alone, and reads it only', async () => {
        const [{ url }, other] = [await newSigned(), newName()];
        await open().put(other, bytes, owner);
        const { pathname } = new URL(url);
        const container = pathname.split('/').slice(0, -3).join('/');
        await refused(url.replace(pathname, `${container}/${other}`));
        await refused(url.replace(pathname, container).concat('&restype=container&comp=list'));
        await refused(url, { method: 'PUT', body: 'x', headers: { 'x-ms-blob-type': 'BlockBlob' } });
        await refused(`${url}&comp=block&blockid=MDAwMQ%3D%3D`, { method: 'PUT', body: 'x' });
        await refused(`${url}&comp=metadata`, { method: 'PUT', headers: { 'x-ms-meta-partition': 'x' } });
        await refused(url, { method: 'DELETE' });
        expect((await fetch(url)).status).toBe(200);
      });

      it('a signed URL can be given no other type, name, permission or time', async () => {
        const { url } = await newSigned();
        const changed = (name: string, value: string): string => {
          const other = new URL(url);
          other.searchParams.set(name, value);
          return other.href;
        };
        for (const [name, value] of [
          ['rsct', 'text/html'],
          ['rscd', 'inline'],
          ['rscc', 'public'],
          ['sp', 'rw'],
          ['se', new Date(soon() + 60_000).toISOString()],
          ['sr', 'c'],
        ] as const)
          await refused(changed(name, value));
      });

      it('a signed URL is over when it has expired', async () => {
        await refused((await newSigned(Date.now() - 1_000)).url);
      });

      it('a signed URL is valid from a while ago, for a store whose clock is behind, until the time it was asked for', async () => {
        const expires = soon();
        const { searchParams } = new URL((await newSigned(expires)).url);
        const [starts, ends] = ['st', 'se'].map((name) => Date.parse(searchParams.get(name) ?? ''));
        expect(Date.now() - (starts ?? 0)).toBeGreaterThan(4 * 60_000);
        expect(ends).toBe(Math.floor(expires / 1000) * 1000);
        expect(searchParams.get('sp')).toBe('r');
        expect(searchParams.get('sr')).toBe('b');
      });
    });

    it('ping is answered', async () => {
      await expect(open().ping()).resolves.toBeUndefined();
    });
  });
}
