// A page signs somebody in with @azure/msal-browser, unmodified, in a real browser: by redirect, by the session, and to the API with the token.
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoTenant, demoUsers, localAudience } from '../../infra/local/provision/demo/tenant.ts';
import { startStack, type Stack } from '../support/process/stack.ts';
import { browserOf, findBrowser, openPage } from './browser.ts';
import { startPageServer, type PageServer } from './pageServer.ts';
import { signInVisit, type SignInVisit } from './signInVisitor.ts';

const { adele } = demoUsers;
let browser: string | undefined;
let page: PageServer;
let stack: Stack;

const library = join(dirname(createRequire(import.meta.url).resolve('@azure/msal-browser')), 'msal-browser.min.js');

beforeAll(async () => {
  browser = await findBrowser(process.env);
  if (browser === undefined) return;
  page = await startPageServer({ '/msal-browser.min.js': { type: 'text/javascript', text: await readFile(library, 'utf8') } });
  stack = await startStack({ env: { CORS_ORIGINS: page.origin } });
});
afterAll(async () => {
  if (browser === undefined) return;
  await stack.stop();
  await page.close();
});

it('@azure/msal-browser signs a person in by the page, and once more by the session alone', async (context) => {
  const program = browserOf(context, browser);
  const visit: SignInVisit = {
    api: stack.url,
    clientId: randomUUID(),
    authority: `${stack.issuerUrl}/${demoTenant}`,
    known: new URL(stack.issuerUrl).host,
    scopes: [`${localAudience}/Calendars.ReadWrite`],
  };
  const outcome = page.run(`(${signInVisit.toString()})(${JSON.stringify(visit)})`);
  const opened = await openPage(program, `${page.origin}/`, stack.certificateFile);
  try {
    await opened.atEachLoad(`document.querySelector('button[value="${adele.upn}"]')?.click()`);
    expect(await Promise.race([outcome, opened.ended])).toEqual({
      username: adele.upn,
      name: adele.displayName,
      renewed: true,
      me: { status: 200, id: adele.id },
    });
  } finally {
    await opened.close();
  }
});
