// The site beside the API: which of its files are there, for whom, and what is said of everything else.
import { describe, expect, it } from 'vitest';
import { createSite } from '../../../lib/api/site/site.ts';
import type { StaticFile } from '../../../lib/api/site/staticFiles.ts';
import type { Method, Reply } from '../../../lib/http/messages.ts';

const fileOf = (hash: string, page?: string): StaticFile => ({
  hash,
  headers: { 'Content-Type': 'text/plain' },
  codings: { identity: { name: hash, length: hash.length } },
  ...(page !== undefined && { page }),
});
const files = { '/a.txt': fileOf('a'), '/docs': fileOf('d', 'docs'), '/': fileOf('root', 'explorer') };
const site = { files: () => files, read: (name: string) => Promise.resolve(Buffer.from(name)) };
const id = 'c0ffee00-0000-4000-8000-000000000000';
const logged: (string | undefined)[] = [];
const answer = createSite(
  { corsOrigins: ['https://app.example'], clock: () => 0, newRequestId: () => id, log: ({ operation }) => void logged.push(operation) },
  site,
  (page) => page === 'docs',
);
const send = (method: Method, path: string, headers: Record<string, string> = {}): Promise<Reply> =>
  answer({ method, url: new URL(path, 'http://localhost'), headers: new Headers(headers), body: () => Promise.resolve(new Uint8Array()) });

describe('the site', () => {
  it('a file is answered at its path alone, with the ids of every answer', async () => {
    expect(await send('GET', '/a.txt?x=1')).toMatchObject({ status: 200, body: Buffer.from('a'), headers: { 'request-id': id } });
    expect(logged.at(-1)).toBe('file');
    for (const path of ['/A.txt', '/a.txt/b', '/a', '/constructor', '/__proto__', '/docs/../a.txt/..'])
      expect(await send('GET', path)).toMatchObject({ status: 404, body: expect.stringContaining('"NotFound"') as unknown });
    expect(logged.at(-1)).toBeUndefined();
  });

  it('a page is answered where it is switched on, and is not there otherwise', async () => {
    expect(await send('GET', '/docs')).toMatchObject({ status: 200 });
    expect(await send('GET', '/')).toMatchObject({ status: 404 });
    expect(await send('PUT', '/')).toMatchObject({ status: 404 });
  });

  it('a slash behind a page leads to the page', async () => {
    expect(await send('GET', '/docs/')).toMatchObject({ status: 308, headers: { Location: '../docs' } });
    expect(await send('GET', '/docs//')).toMatchObject({ status: 404 });
  });

  it('other methods than GET and HEAD are refused, and OPTIONS names these', async () => {
    expect(await send('POST', '/docs')).toMatchObject({ status: 405, headers: { Allow: 'GET, HEAD' } });
    expect(await send('OPTIONS', '/docs')).toMatchObject({ status: 204, headers: { Allow: 'GET, HEAD, OPTIONS' } });
    expect((await send('OPTIONS', '/nowhere')).headers.Allow).toContain('DELETE');
  });

  it('caches are told of both that an answer depends on: the coding and the origin', async () => {
    const { headers } = await send('GET', '/a.txt', { Origin: 'https://app.example' });
    expect(headers).toMatchObject({ Vary: 'Accept-Encoding, Origin', 'Access-Control-Allow-Origin': 'https://app.example' });
  });
});
