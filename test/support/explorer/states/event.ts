// States of the panel of an event, with its files and paths.
import type { Page } from 'playwright-core';
import { entryNamed, openEvent, panelOf } from '../steps.ts';
import { escape, refusal, type State } from './walk.ts';

const previews: readonly (readonly [name: string, file: string, shown: (page: Page) => ReturnType<Page['locator']>])[] = [
  ['a picture', 'picture.png', (page) => page.frameLocator('iframe[title="Preview of picture.png"]').locator('img')],
  ['a text', 'words.txt', (page) => page.frameLocator('iframe[title="Preview of words.txt"]').getByText('words')],
  ['a PDF', 'paper.pdf', (page) => page.frameLocator('iframe[title="Preview of paper.pdf"]').getByRole('region', { name: 'Page 1 of 1' })],
  ['a PDF that can’t be read', 'begun.pdf', (page) => page.getByText('The PDF can’t be read here.')],
  ['an item', 'Lunch', (page) => page.getByRole('group', { name: 'Event: Lunch' })],
];

const previewState = ([name, file, shown]: (typeof previews)[number]): State => ({
  name: `The preview of ${name}`,
  reach: async ({ page }) => {
    const panel = await openEvent(page, 'Design review');
    await panel.getByRole('button', { name: `Preview ${file}` }).click();
    return shown(page);
  },
});

export const eventStates: readonly State[] = [
  { name: 'The panel of a meeting with files', reach: async ({ page }) => (await openEvent(page, 'Design review')).getByText('words.txt') },
  {
    name: 'The panel of an invitation',
    reach: async ({ page }) => (await openEvent(page, 'Invited')).getByRole('button', { name: 'Accept' }),
  },
  { name: 'The panel of a day of a series', reach: async ({ page }) => (await openEvent(page, 'Standup')).getByText(/^Every day/) },
  {
    name: 'The panel of what was cancelled',
    reach: async ({ page }) => (await openEvent(page, 'Called off')).getByText('Cancelled', { exact: true }),
  },
  {
    name: 'The panel of an event that is on its way',
    reach: async ({ page }) => {
      await page.route('**/me/events/*', () => undefined);
      await entryNamed(page, 'Design review').first().click();
      return panelOf(page).getByText('Reading the event …');
    },
    leave: async (walk) => {
      await walk.page.unroute('**/me/events/*');
      await escape(walk);
    },
  },
  {
    name: 'The panel of an event that can’t be read',
    reach: async ({ page }) => {
      await page.route('**/me/events/*', (route) => route.fulfill(refusal(404, 'The event is gone.')));
      await entryNamed(page, 'Design review').first().click();
      return panelOf(page).getByRole('alert');
    },
    leave: async (walk) => {
      await walk.page.unroute('**/me/events/*');
      await escape(walk);
    },
  },
  {
    name: 'The panel of an event whose files can’t be read',
    reach: async ({ page }) => {
      await page.route(/\/attachments\?/, (route) => route.fulfill(refusal(503, 'The store is busy.')));
      return (await openEvent(page, 'Lunch')).getByText('The store is busy.');
    },
    leave: async (walk) => {
      await walk.page.unroute(/\/attachments\?/);
      await escape(walk);
    },
  },
  ...previews.map(previewState),
  {
    name: 'A list of paths of which one gives something else',
    reach: async ({ page }) => {
      const panel = await openEvent(page, 'Design review');
      await panel.getByText('All paths to this event').click();
      await page.route('**/v1.0/me/calendar/events/*', (route) => route.fulfill(refusal(404, 'Not there.')));
      await panel.getByRole('button', { name: /^Ask all/ }).click();
      await panel.getByText(/^\d+ of \d+ gave the same/).waitFor();
      return panel.getByText('✗ 404 Not there.').first();
    },
    leave: async (walk) => {
      await walk.page.unroute('**/v1.0/me/calendar/events/*');
      await escape(walk);
    },
  },
];
