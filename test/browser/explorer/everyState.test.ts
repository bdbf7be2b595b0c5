// Everything that the explorer can show, in Chromium, one after the other: axe finds no fault, light or dark, wide or narrow; nothing scrolls
// sideways at 320 pixels, moves or is too small to be met; the focus is seen wherever it is, and is somewhere again when a state is left.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { looksOf } from '../../support/explorer/looks.ts';
import { calendarStates } from '../../support/explorer/states/calendar.ts';
import { fillDay, writeFiles } from '../../support/explorer/states/day.ts';
import { dialogStates } from '../../support/explorer/states/dialogs.ts';
import { eventStates } from '../../support/explorer/states/event.ts';
import { fileStates } from '../../support/explorer/states/files.ts';
import { escape, type Walk } from '../../support/explorer/states/walk.ts';
import { entryNamed, look } from '../../support/explorer/steps.ts';
import { useExplorer } from './useExplorer.ts';

let walk: Walk;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'walk-'));
});
useExplorer(async (explorer) => {
  await fillDay(explorer.api);
  walk = { explorer, page: await explorer.signedIn(), files: await writeFiles(folder) };
  await look(walk.page);
  await entryNamed(walk.page, 'Design review').first().waitFor({ state: 'attached' });
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const isLost = (): Promise<boolean> =>
  walk.page.evaluate<boolean>('document.activeElement === null || document.activeElement === document.body');

it.for([...calendarStates, ...eventStates, ...dialogStates, ...fileStates])(
  '$name has no fault in any look, and leaves the focus somewhere',
  async ({ reach, leave = escape }) => {
    const { page } = walk;
    try {
      const sign = await reach(walk);
      await sign.waitFor();
      expect(await looksOf(page)).toEqual([]);
      await sign.waitFor();
    } finally {
      await leave(walk);
    }
    expect(await isLost(), 'the focus is lost').toBe(false);
  },
);

it('the page to sign in has no fault in any look: before, while a window is open, and where nothing can be known; who has closed the window opens another', async () => {
  const page = await walk.explorer.blank();
  await page.goto(walk.explorer.url);
  const button = page.getByRole('button', { name: 'Sign in' });
  await button.waitFor();
  expect(await looksOf(page)).toEqual([]);
  const [issuer] = await Promise.all([page.waitForEvent('popup'), button.press('Enter')]);
  await page.getByText('Go on in the window').waitFor();
  expect(await looksOf(page), 'while it is open').toEqual([]);
  expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Sign in');
  await issuer.close();
  const [another] = await Promise.all([page.waitForEvent('popup'), button.press('Enter')]);
  await another.locator('button[value="adele@contoso.example"]').click();
  await page.getByRole('main', { name: 'Calendar' }).waitFor();
  await page.route('**/explorer/settings.json', (route) => route.abort());
  await page.reload();
  await page.getByText(/^The calendar can’t be opened/).waitFor();
  expect(await looksOf(page), 'where nothing can be known').toEqual([]);
  await page.context().close();
});
