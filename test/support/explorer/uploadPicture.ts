// A short look at uploading: a film is dropped on a meeting, the connection is killed on its way, and all of it arrives.
import type { Page } from 'playwright-core';
import { startCuttingProxy } from '../faults/cuttingProxy.ts';
import { animated, type Frame } from './animation.ts';
import type { Explorer } from './explorer.ts';
import { entryNamed, panelOf, showView } from './steps.ts';

/** What is seen of the page: the event, its panel and the uploads. */
const clip = { x: 240, y: 0, width: 760, height: 600 };

/** Bytes a second, so that there is something to see. */
const throughput = 4_000_000;

const film = `(() => {
  const dropped = new DataTransfer();
  dropped.items.add(new File([new Uint8Array(48_000_000)], 'film.mp4', { type: 'video/mp4' }));
  return dropped;
})()`;

export async function uploadPicture(explorer: Explorer, subject: string): Promise<Buffer> {
  const proxy = await startCuttingProxy(explorer.url);
  try {
    const page = await explorer.signedIn('adele', { viewport: { width: 1000, height: 600 } }, proxy.url);
    const frames: Frame[] = [];
    const shoot = async (milliseconds: number): Promise<void> => void frames.push({ png: await page.screenshot({ clip }), milliseconds });
    /** The way to this part of the file, in 12 frames and 1.8 seconds, however long it took. */
    const follow = async (part: number): Promise<void> => {
      const seen: Uint8Array[] = [];
      while ((await sent(page)) < part) seen.push(await page.screenshot({ clip }));
      const chosen = Array.from({ length: 12 }, (_, at) => seen[Math.floor((at * seen.length) / 12)]);
      for (const png of new Set(chosen)) if (png !== undefined) frames.push({ png, milliseconds: 150 });
    };
    await showView(page, 'Day');
    const entry = entryNamed(page, subject);
    await entry.waitFor();
    await shoot(700);
    const transfer = await page.evaluateHandle(film);
    await entry.dispatchEvent('dragover', { dataTransfer: transfer });
    await shoot(500);
    await throttle(page);
    await entry.dispatchEvent('drop', { dataTransfer: transfer });
    const uploads = page.getByRole('region', { name: 'Uploads' });
    await uploads.getByText(/MB\/s/).waitFor();
    await follow(0.5);
    const still = await page.screenshot({ clip });

    proxy.cut();
    await uploads.getByText('The connection was lost.').waitFor();
    await shoot(1400);
    proxy.mend();
    await uploads.getByRole('button', { name: 'Try now film.mp4' }).click();
    await uploads.getByText(/MB\/s/).waitFor();
    await follow(1);
    await panelOf(page).getByRole('button', { name: 'Download film.mp4' }).waitFor();
    await shoot(1800);
    return animated(still, frames);
  } finally {
    await proxy.close();
  }
}

async function throttle(page: Page): Promise<void> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Network.enable');
  await devTools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: throughput,
  });
}

/** How much of it has been sent, from 0 to 1; 1 where nothing is on its way. */
const sent = (page: Page): Promise<number> => page.evaluate<number>(`document.querySelector('.uploads progress')?.position ?? 1`);
