// Hostile attachments through the explorer's preview in Chromium: nothing of them runs, asks, opens or reaches the page.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { portOf } from '../../../infra/local/process/ports.ts';
import { hostileFiles } from '../../support/data/hostileFiles.ts';
import type { Explorer } from '../../support/explorer/explorer.ts';
import { useExplorer } from './useExplorer.ts';

let explorer: Explorer;
let canary: Server;
const asked: (string | undefined)[] = [];

useExplorer((opened) => {
  explorer = opened;
});
beforeAll(async () => {
  canary = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*' }).end();
  });
  canary.listen(0, '127.0.0.1');
  await once(canary, 'listening');
});
afterAll(() => {
  canary.close();
});

it('nothing of a hostile file runs, asks or reaches the page, whatever it says that it is', async () => {
  const files = hostileFiles(`http://127.0.0.1:${portOf(canary.address())}`);
  const day = `${new Date().toISOString().slice(0, 8)}15`;
  const at = (time: string) => ({ dateTime: `${day}T${time}:00`, timeZone: 'UTC' });
  const attachments = files.map(({ name, contentType, bytes }) => {
    return { '@odata.type': '#microsoft.graph.fileAttachment', name, contentType, contentBytes: bytes.toString('base64') };
  });
  const made = await explorer.api.send('/v1.0/me/events', {
    json: { subject: 'Hostile', start: at('10:00'), end: at('11:00'), attachments },
  });
  expect(made.status, made.text).toBe(201);

  const page = await explorer.signedIn();
  const events: string[] = [];
  page.on('dialog', (dialog) => {
    events.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('popup', () => events.push('popup'));
  page.on('download', () => events.push('download'));
  const url = page.url();
  await page.getByRole('button', { name: /Hostile/ }).click();
  const list = page.getByRole('region', { name: 'Files' });
  await list.getByRole('listitem').first().waitFor();
  const previews = list.getByRole('button', { name: /^Preview/ });
  expect(await previews.count()).toBe(files.length);
  // Each is shown in its frame, or is said not to be. One moves the others away, so that a click in the meantime would meet nothing.
  const shown = list.locator('iframe, li [role=status]:not(:text-matches("^(Reading|Drawing)"))');
  // A PDF that can't be drawn loses its frame, and says so instead.
  const drawing = list.getByText(/^Drawing/);
  for (const [i, button] of (await previews.all()).entries()) {
    await button.click();
    await expect.poll(() => shown.count(), { timeout: 20_000, interval: 10 }).toBe(i + 1);
    await expect.poll(() => drawing.count(), { timeout: 40_000, interval: 10 }).toBe(0);
  }
  const frames = page.frames().filter((frame) => frame !== page.mainFrame());
  expect(frames.length).toBeGreaterThan(25);
  await Promise.all(frames.map((frame) => frame.waitForLoadState('load')));
  for (const frame of frames) await frame.locator('body').click({ force: true, timeout: 5000 });

  expect(await Promise.all(page.frames().map((frame) => frame.evaluate('window.ran')))).toEqual(page.frames().map(() => undefined));
  // A frame has nothing of the page: an origin of its own, and no right.
  expect(await Promise.all(frames.map((frame) => frame.evaluate('self.origin')))).toEqual(frames.map(() => 'null'));
  const pdfs = list.locator('iframe[sandbox="allow-scripts"][src="/explorer/pdf"]');
  expect(await pdfs.count()).toBe(10);
  expect((await list.locator('iframe[sandbox=""]').count()) + (await pdfs.count())).toBe(frames.length);
  expect(await list.getByText('The PDF can’t be read here.').count()).toBe(1);
  expect(events).toEqual([]);
  expect(asked).toEqual([]);
  expect(page.url()).toBe(url);
});
