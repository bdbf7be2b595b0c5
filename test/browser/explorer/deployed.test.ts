// The explorer as it is deployed: the page of the bundle does the main things in Chromium, from signing in to a file that comes back.
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { Explorer } from '../../support/explorer/explorer.ts';
import { entryNamed, eventToday, openEvent, showView } from '../../support/explorer/steps.ts';
import { useExplorer } from './useExplorer.ts';

let explorer: Explorer;
// The bundle is built first.
useExplorer(
  (opened) => {
    explorer = opened;
  },
  { flags: ['--bundle'], patience: 300_000 },
);

it('who signs in sees the month, attaches a small and a large file, gets both back, and asks for the event by every path', async () => {
  await eventToday(explorer.api, 'Deployed', 10);
  const page = await explorer.signedIn();
  await entryNamed(page, 'Deployed').first().waitFor();
  await showView(page, 'Agenda');
  const panel = await openEvent(page, 'Deployed');
  const sizes = { 'small.bin': 1000, 'large.bin': 5_000_000 };
  const files = Object.entries(sizes).map(([name, size]) => ({
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.alloc(size, name),
  }));
  await panel.getByLabel('Add files').setInputFiles(files);
  for (const { name, buffer } of files) {
    const button = panel.getByRole('button', { name: `Download ${name}` });
    const [saved] = await Promise.all([page.waitForEvent('download'), button.click()]);
    expect((await readFile(await saved.path())).equals(buffer), name).toBe(true);
  }
  await panel.getByText('All paths to this event').click();
  const all = panel.getByRole('button', { name: /^Ask all \d+/ });
  const count = /\d+/.exec((await all.textContent()) ?? '')?.[0] ?? '';
  await all.click();
  await panel.getByText(`${count} of ${count} gave the same event with the same ETag.`).waitFor({ timeout: 30_000 });
});
