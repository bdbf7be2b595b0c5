// The explorer's calendar in Chromium: who signs in sees the own events, in every view.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openExplorer, type Explorer } from '../../support/explorer/explorer.ts';
import { browserOf, findBrowser } from '../browser.ts';

let browser: string | undefined;
let explorer: Explorer;

beforeAll(async () => {
  browser = await findBrowser(process.env);
  if (browser !== undefined) explorer = await openExplorer(browser);
});
afterAll(async () => {
  if (browser !== undefined) await explorer.stop();
});

it('a person signs in and sees the month with its events', async (context) => {
  browserOf(context, browser);
  const now = new Date().toISOString().slice(0, 10);
  await explorer.api.send('/v1.0/me/events', {
    json: {
      subject: 'Shown in the month',
      start: { dateTime: `${now}T10:00:00`, timeZone: 'UTC' },
      end: { dateTime: `${now}T11:00:00`, timeZone: 'UTC' },
    },
  });
  const page = await explorer.signedIn();
  await page.getByRole('button', { name: /Shown in the month/ }).click();
  expect(await page.getByRole('complementary', { name: 'Event' }).getByRole('heading', { level: 2 }).textContent()).toBe(
    'Shown in the month',
  );
});
