// States of uploads and deletions, and of requests that are shown.
import type { Page } from 'playwright-core';
import { openEvent, panelOf } from '../steps.ts';
import { escape, refusal, type State, type Walk } from './walk.ts';

const uploadsOf = (page: Page) => page.getByRole('region', { name: 'Uploads' });

/** Begins two uploads whose ranges get this answer, or none. */
async function begin({ page, files }: Walk, answer?: 'lost' | ReturnType<typeof refusal>): Promise<void> {
  await page.route('**/uploads/*', async (route) => {
    if (answer === 'lost') await route.abort();
    else if (answer !== undefined) await route.fulfill(answer);
  });
  const panel = await openEvent(page, 'Lunch');
  const begun = new Set<string>();
  await Promise.all([
    page.waitForRequest((request) => request.method() === 'PUT' && begun.add(request.url()).size === 2),
    panel.getByLabel('Add files').setInputFiles([files.one, files.two]),
  ]);
}

async function cancelAll(walk: Walk): Promise<void> {
  const { page } = walk;
  await page.unroute('**/uploads/*');
  const cancels = uploadsOf(page).getByRole('button', { name: /^Cancel / });
  for (let left = await cancels.count(); left > 0; left -= 1) {
    await cancels.first().press('Enter');
    await cancels.nth(left - 1).waitFor({ state: 'detached' });
  }
  await escape(walk);
}

const apiShown = (page: Page) => page.getByRole('region', { name: 'Request and answer' });

export const fileStates: readonly State[] = [
  {
    name: 'A pair of uploads under way',
    reach: async (walk) => {
      await begin(walk);
      return uploadsOf(walk.page).getByRole('progressbar', { name: 'All uploads' });
    },
    leave: cancelAll,
  },
  {
    name: 'An upload that is paused',
    reach: async (walk) => {
      await begin(walk);
      await walk.page.getByRole('button', { name: 'Pause one.bin' }).press('Enter');
      return uploadsOf(walk.page).getByText(/^Paused\./);
    },
    leave: cancelAll,
  },
  {
    name: 'An upload that waits for its connection',
    reach: async (walk) => {
      await begin(walk, 'lost');
      return uploadsOf(walk.page)
        .getByText(/It goes on at/)
        .first();
    },
    leave: cancelAll,
  },
  {
    name: 'An upload that has failed',
    reach: async (walk) => {
      await begin(walk, refusal(507, 'The mailbox is full.'));
      return uploadsOf(walk.page).getByText('The mailbox is full.').first();
    },
    leave: cancelAll,
  },
  {
    name: 'An upload that was interrupted by another load of the page, and gets another file',
    reach: async (walk) => {
      const { page } = walk;
      await begin(walk);
      await page.reload();
      await uploadsOf(page)
        .getByText(/^Interrupted/)
        .first()
        .waitFor();
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Resume one.bin' }).click()]);
      await chooser.setFiles(walk.files.otherOne);
      return uploadsOf(page).getByText(/^This is another file/);
    },
    leave: cancelAll,
  },
  {
    name: 'A deletion that can be taken back',
    reach: async ({ page }) => {
      const panel = await openEvent(page, 'Design review');
      // The message goes after eight seconds, which are too few to look at all of it.
      await page.evaluate(
        `{ const wait = setTimeout; window.setTimeout = (run, ms, ...more) => wait(run, ms === 8000 ? 80000 : ms, ...more); }`,
      );
      await panel.getByRole('button', { name: 'Delete words.txt' }).press('Enter');
      return page.getByRole('log').getByText('Deleted: words.txt');
    },
    leave: async (walk) => {
      await walk.page.getByRole('log').getByRole('button', { name: 'Undo' }).press('Enter');
      await panelOf(walk.page).getByRole('button', { name: 'Delete words.txt' }).waitFor();
      await escape(walk);
    },
  },
  {
    name: 'A message that something went wrong',
    reach: async ({ page }) => {
      const panel = await openEvent(page, 'Design review');
      await page.route('**/attachments/*/$value', (route) => route.fulfill(refusal(503, 'The store is busy.')));
      await panel.getByRole('button', { name: 'Download words.txt' }).click();
      return page.getByRole('log').getByText(/can’t be downloaded/);
    },
    leave: async (walk) => {
      await walk.page.unroute('**/attachments/*/$value');
      await walk.page.getByRole('button', { name: 'Dismiss' }).press('Enter');
      await escape(walk);
    },
  },
  {
    name: 'A request of those that are shown, with its answer',
    reach: async ({ page }) => {
      await page.getByText('See the API').click();
      await page.getByRole('list', { name: 'Requests' }).getByRole('button').first().click();
      return apiShown(page).getByRole('region', { name: 'curl' });
    },
    leave: async ({ page }) => page.getByText('See the API').click(),
  },
];
