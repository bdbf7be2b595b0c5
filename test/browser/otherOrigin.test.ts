// A page of another origin, in a real browser: it uploads 20 MiB by session, and downloads them over the redirect, byte for byte.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { guidPattern } from '../support/api/answers.ts';
import { openApi, type Api } from '../support/api/api.ts';
import { startStack, type Stack } from '../support/process/stack.ts';
import { browserOf, findBrowser, openPage } from './browser.ts';
import { startPageServer, type PageServer } from './pageServer.ts';
import { visit, type VisitRequest } from './visitor.ts';

const size = 20 * 1024 * 1024;
let browser: string | undefined;
let page: PageServer;
let stack: Stack;
let api: Api;

beforeAll(async () => {
  browser = await findBrowser(process.env);
  if (browser === undefined) return;
  page = await startPageServer();
  stack = await startStack({ env: { CORS_ORIGINS: page.origin } });
  api = await openApi(stack);
});
afterAll(async () => {
  if (browser === undefined) return;
  await stack.stop();
  await page.close();
});

/** What the visitor comes to, on the page as this host serves it. */
async function visited(program: string, host: string): Promise<unknown> {
  const request: VisitRequest = {
    api: stack.url,
    event: await api.newEvent(),
    token: await stack.token({ user: 'adele@contoso.example' }),
    size,
    rangeBytes: 5 * 1024 * 1024,
  };
  const outcome = page.run(`(${visit.toString()})(${JSON.stringify(request)})`);
  const opened = await openPage(program, `http://${host}:${page.port}/`);
  try {
    return await Promise.race([outcome, opened.ended]);
  } finally {
    await opened.close();
  }
}

it('a page of an allowed origin uploads and downloads', async (context) => {
  const seen = await visited(browserOf(context, browser), '127.0.0.1');
  expect(seen).toMatchObject({
    ranges: expect.arrayContaining([201]) as unknown,
    download: { status: 200, origin: new URL(stack.blobUrl).origin, equal: true, disposition: 'attachment; filename="from a page.bin"' },
    part: { status: 206, range: `bytes 1000-1999/${size}`, equal: true },
    unchanged: 304,
    refused: { status: 401, code: 'InvalidAuthenticationToken', requestId: expect.stringMatching(guidPattern) as unknown },
  });
  expect(seen).toHaveProperty('ranges.length', 4);
});

it('a page of every other origin is kept out', async (context) => {
  await expect(visited(browserOf(context, browser), 'localhost')).rejects.toThrow('Failed to fetch');
});
