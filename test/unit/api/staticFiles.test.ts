// Files that the build has made: which coding who gets, and what is answered to who has it already.
import { describe, expect, it } from 'vitest';
import { bestCoding, staticReply, type Coding, type StaticFile } from '../../../lib/api/site/staticFiles.ts';

const headers = { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': 'no-cache' };
const file: StaticFile = {
  hash: 'abc',
  headers,
  codings: { br: { name: 'abc.br', length: 2 }, gzip: { name: 'abc.gz', length: 3 }, identity: { name: 'abc', length: 10 } },
};
const noneRead = (): Promise<Uint8Array> => Promise.reject(new Error('Nothing is to be read.'));
const reading = (name: string): Promise<Uint8Array> => Promise.resolve(Buffer.from(name));

describe('the coding of a file', () => {
  it.each<[accepted: string | null, coding: Coding]>([
    [null, 'identity'],
    ['', 'identity'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['x-gzip', 'gzip'],
    ['GZIP;Q=0.5', 'gzip'],
    ['br;q=0.2, gzip;q=0.8', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['*', 'br'],
    ['*;q=0.5, br;q=0', 'gzip'],
    ['identity, br;q=0.5', 'identity'],
    ['br;q=0, gzip;q=0, identity;q=0', 'identity'],
    ['deflate', 'identity'],
    ['br;q=nonsense', 'identity'],
  ])('%j gets %s', (accepted, coding) => {
    expect(bestCoding(accepted, () => true)).toBe(coding);
  });

  it("a coding in which the file isn't stored counts for nothing", () => {
    expect(bestCoding('br, gzip', (coding) => coding !== 'br')).toBe('gzip');
    expect(bestCoding('br, gzip', (coding) => coding === 'identity')).toBe('identity');
  });
});

describe('a file', () => {
  const asked = (method: 'GET' | 'HEAD', sent: Record<string, string> = {}) => ({ method, headers: new Headers(sent) });

  it('a file is sent as it is stored, with an ETag for each coding', async () => {
    const coded = await staticReply(asked('GET', { 'Accept-Encoding': 'br' }), file, reading);
    expect(coded).toEqual({
      status: 200,
      headers: { ...headers, ETag: '"abc.br"', Vary: 'Accept-Encoding', 'Content-Encoding': 'br' },
      body: Buffer.from('abc.br'),
    });
    const plain = await staticReply(asked('GET'), file, reading);
    expect(plain).toEqual({ status: 200, headers: { ...headers, ETag: '"abc"', Vary: 'Accept-Encoding' }, body: Buffer.from('abc') });
  });

  it('HEAD tells the length of what GET would send, and 304 the ETag: neither reads the file', async () => {
    const head = await staticReply(asked('HEAD', { 'Accept-Encoding': 'gzip' }), file, noneRead);
    expect(head).toMatchObject({ status: 200, bodyLength: 3, headers: { ETag: '"abc.gzip"', 'Content-Encoding': 'gzip' } });
    expect(head).not.toHaveProperty('body');
    for (const tag of ['"abc.gzip"', 'W/"abc.gzip"', '"old", "abc.gzip"', '*'])
      expect(await staticReply(asked('GET', { 'Accept-Encoding': 'gzip', 'If-None-Match': tag }), file, noneRead)).toEqual({
        status: 304,
        headers: { ...headers, ETag: '"abc.gzip"', Vary: 'Accept-Encoding' },
      });
  });

  it('the ETag of another coding is another file: who has that one gets this one', async () => {
    expect(await staticReply(asked('GET', { 'If-None-Match': '"abc.br"' }), file, reading)).toMatchObject({ status: 200 });
  });
});
