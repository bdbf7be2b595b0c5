// Pages of ours in Chromium: the API's reference and the local issuer's sign-in, without a fault that axe knows, and without a request elsewhere.
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoTenant } from '../../infra/local/provision/demo/tenant.ts';
import { faultsOf } from '../support/explorer/accessible.ts';
import { looksOf } from '../support/explorer/looks.ts';
import { startStack, type Stack } from '../support/process/stack.ts';
import { browserOf, findBrowser } from './browser.ts';

let program: string | undefined;
let browser: Browser;
let stack: Stack;

beforeAll(async () => {
  program = await findBrowser(process.env);
  if (program === undefined) return;
  [browser, stack] = await Promise.all([
    chromium.launch({ executablePath: program, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] }),
    startStack(),
  ]);
});
afterAll(async () => {
  if (program === undefined) return;
  await browser.close();
  await stack.stop();
});

/** Opens a page, and keeps what it asked for and what it complained of. */
async function open(url: string) {
  const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => void asked.push(request.url()));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => void complaints.push(error.message));
  await page.goto(url);
  return { page, asked, complaints };
}

it('the reference of the API shows its operations, and axe finds no fault, with one open', async (context) => {
  browserOf(context, program);
  const { page, asked, complaints } = await open(`${stack.url}/docs`);
  await page.locator('#operations-tag-Attachments').waitFor();
  await page.locator('#operations-tag-Attachments').click();
  await page.locator('#operations-Attachments-createEventAttachment .opblock-summary-control').click();
  await page.locator('#operations-Attachments-createEventAttachment .responses-wrapper').waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 320, height: 800 });
  expect(await faultsOf(page), 'dark, narrow').toEqual([]);
  expect(complaints).toEqual([]);
  expect(asked.length).toBeGreaterThan(4);
  expect(asked.filter((url) => !url.startsWith(`${stack.url}/`) && !url.startsWith('data:'))).toEqual([]);
});

it("the page of the local issuer's sign-in has no fault that axe knows, nor has its message to who may not come back", async (context) => {
  browserOf(context, program);
  const query = new URLSearchParams({
    client_id: '3c3a3a3a-0000-4000-8000-000000000000',
    response_type: 'code',
    redirect_uri: 'http://localhost:3000/',
    scope: 'openid profile',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  });
  const authorize = `${stack.issuerUrl}/${demoTenant}/oauth2/v2.0/authorize`;
  const { page, complaints } = await open(`${authorize}?${String(query)}`);
  await page.getByRole('heading', { name: 'Choose who signs in' }).waitFor();
  expect(await looksOf(page)).toEqual([]);
  expect(complaints).toEqual([]);
  query.delete('redirect_uri');
  const refused = await open(`${authorize}?${String(query)}`);
  expect(await looksOf(refused.page)).toEqual([]);
});
