// The explorer's files in Chromium: added, seen, saved and deleted, and 60 MiB that arrive whole whatever happens on the way.
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faultsOf } from '../../support/explorer/accessible.ts';
import type { Explorer } from '../../support/explorer/explorer.ts';
import { startCuttingProxy } from '../../support/faults/cuttingProxy.ts';
import { pdfOfPages } from '../../support/data/pdfs.ts';
import { useExplorer } from './useExplorer.ts';

let explorer: Explorer;
let folder: string;

useExplorer((opened) => {
  explorer = opened;
});
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

let days = 9;

/** A new event of this month, on a day of its own; resolves to its path. */
async function newEvent(subject: string): Promise<string> {
  const day = `${new Date().toISOString().slice(0, 8)}${(days += 1)}`;
  const at = (time: string) => ({ dateTime: `${day}T${time}:00`, timeZone: 'UTC' });
  const { json } = await explorer.api.send('/v1.0/me/events', { json: { subject, start: at('10:00'), end: at('11:00') } });
  return `/v1.0/me/events/${String(json.id)}`;
}

const open = (page: Page, subject: string): Promise<void> => page.getByRole('button', { name: new RegExp(subject) }).click();

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The bytes of the event's files, by name, as hashes. */
async function hashesOf(path: string): Promise<Record<string, string>> {
  const { json } = await explorer.api.send(`${path}/attachments?$select=id,name`);
  const listed = json.value as readonly { readonly id: string; readonly name: string }[];
  const headers = { Authorization: `Bearer ${await explorer.api.token({ user: 'adele@contoso.example' })}` };
  const hashed = listed.map(async ({ id, name }) => {
    const value = await fetch(`${explorer.api.url}${path}/attachments/${id}/$value`, { headers });
    return [name, sha256(new Uint8Array(await value.arrayBuffer()))] as const;
  });
  return Object.fromEntries(await Promise.all(hashed));
}

it('files are picked, listed, seen and saved', async () => {
  const path = await newEvent('With small files');
  const link = { '@odata.type': '#microsoft.graph.referenceAttachment', name: 'plan', sourceUrl: 'https://example.com/plan', size: 1 };
  const inner = { '@odata.type': '#microsoft.graph.fileAttachment', name: 'agenda.txt', contentBytes: 'YQ==' };
  const at = { dateTime: '2027-03-01T10:00:00', timeZone: 'UTC' };
  const event = { '@odata.type': 'microsoft.graph.event', subject: 'Lunch', start: at, end: at, attachments: [inner] };
  const item = { '@odata.type': '#microsoft.graph.itemAttachment', name: 'lunch', item: event };
  for (const json of [link, item]) expect((await explorer.api.send(`${path}/attachments`, { json })).status).toBe(201);
  const page = await explorer.signedIn();
  await open(page, 'With small files');
  const files = page.getByRole('region', { name: 'Files' });
  const bytes = randomBytes(5_000_000);
  await files.getByLabel('Add files').setInputFiles([
    { name: 'photo.bin', mimeType: 'application/octet-stream', buffer: bytes },
    { name: 'words.html', mimeType: 'text/html', buffer: Buffer.from('<b>Grüße</b>') },
    { name: 'pages.pdf', mimeType: 'application/pdf', buffer: pdfOfPages(Array.from({ length: 21 }, (_, i) => `Leaf ${i + 1}`)) },
  ]);
  await files.getByText('photo.bin').waitFor();
  await files.getByText('words.html').waitFor();
  await files.getByText('pages.pdf').waitFor();
  expect((await files.getByRole('listitem').allTextContents()).toSorted()).toEqual([
    expect.stringMatching(/^lunchitem · [\d.]+ k?B?(?:bytes)? · /),
    expect.stringMatching(/^pages\.pdfapplication\/pdf · /),
    expect.stringMatching(/^photo\.binapplication\/octet-stream · 5 MB · /),
    expect.stringMatching(/^planlink · example\.com · /),
    expect.stringMatching(/^words\.htmltext\/html · 14 bytes · /),
  ]);

  // Above 4 MiB the bytes come from the storage account.
  const [saved] = await Promise.all([page.waitForEvent('download'), files.getByRole('button', { name: 'Download photo.bin' }).click()]);
  expect(saved.suggestedFilename()).toBe('photo.bin');
  expect(sha256(await readFile(await saved.path()))).toBe(sha256(bytes));

  await files.getByRole('button', { name: 'Preview words.html' }).click();
  expect(await page.frameLocator('iframe[title="Preview of words.html"]').locator('body').textContent()).toBe('<b>Grüße</b>');
  await files.getByRole('button', { name: 'Preview pages.pdf' }).click();
  const pdf = page.frameLocator('iframe[title="Preview of pages.pdf"]');
  await pdf.getByRole('region', { name: 'Page 20 of 21' }).getByText('Leaf 20').waitFor({ state: 'attached' });
  expect(await pdf.getByRole('region').count()).toBe(20);
  await files.getByText('Only the first 20 pages are shown.').waitFor();
  const middleOfRed = `(() => {
    const canvas = document.querySelector('canvas');
    return [...canvas.getContext('2d').getImageData((70 / 300) * canvas.width, (160 / 200) * canvas.height, 1, 1).data];
  })()`;
  expect(await pdf.locator('body').evaluate(middleOfRed)).toEqual([255, 0, 0, 255]);
  const frame = page.frame({ url: /\/explorer\/pdf$/ }) ?? expect.fail('no frame');
  expect([await faultsOf(frame), await frame.evaluate('self.origin')]).toEqual([[], 'null']);
  await files.getByRole('button', { name: 'Preview lunch' }).click();
  const shown = files.getByRole('group', { name: 'Event: Lunch' });
  expect(await shown.textContent()).toMatch(/Event: LunchWhen.*2027.*agenda\.txt/);
  expect(await files.getByRole('link', { name: 'plan' }).getAttribute('href')).toBe('https://example.com/plan');
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
});

it('a deletion can be taken back, and is done when the page goes', async () => {
  const path = await newEvent('With two files');
  for (const name of ['kept.txt', 'gone.txt']) {
    const json = { '@odata.type': '#microsoft.graph.fileAttachment', name, contentBytes: 'YQ==' };
    await explorer.api.send(`${path}/attachments`, { json });
  }
  const page = await explorer.signedIn();
  await open(page, 'With two files');
  const files = page.getByRole('region', { name: 'Files' });
  await files.getByRole('button', { name: 'Delete kept.txt' }).click();
  await files.getByText('kept.txt').waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await files.getByText('kept.txt').waitFor();
  await files.getByRole('button', { name: 'Delete gone.txt' }).click();
  await files.getByText('gone.txt').waitFor({ state: 'hidden' });
  expect(Object.keys(await hashesOf(path)), 'nothing is deleted as long as it can be taken back').toHaveLength(2);
  await page.close({ runBeforeUnload: true });
  await expect.poll(async () => Object.keys(await hashesOf(path))).toEqual(['kept.txt']);
});

it('files that are dropped on an entry go to its event', async () => {
  const path = await newEvent('Dropped on');
  const page = await explorer.signedIn();
  const entry = page.getByRole('button', { name: /Dropped on/ });
  await entry.waitFor();
  const transfer = await page.evaluateHandle(`(() => {
    const dropped = new DataTransfer();
    dropped.items.add(new File(['dropped'], 'dropped.txt', { type: 'text/plain' }));
    return dropped;
  })()`);
  for (const type of ['dragover', 'drop']) await entry.dispatchEvent(type, { dataTransfer: transfer });
  await page.getByRole('region', { name: 'Files' }).getByText('dropped.txt').waitFor();
  expect(await hashesOf(path)).toEqual({ 'dropped.txt': sha256(Buffer.from('dropped')) });
});

it('60 MiB arrive whole over a connection that is killed and another load of the page', async () => {
  const path = await newEvent('With a film');
  const film = randomBytes(60 * 1024 * 1024);
  await writeFile(join(folder, 'film.bin'), film);
  await writeFile(join(folder, 'other.bin'), film.subarray(1));
  const proxy = await startCuttingProxy(explorer.url);
  try {
    const page = await explorer.signedIn('adele', {}, proxy.url);
    await open(page, 'With a film');
    const before = proxy.bytes;
    await page.getByRole('region', { name: 'Files' }).getByLabel('Add files').setInputFiles(join(folder, 'film.bin'));
    const uploads = page.getByRole('region', { name: 'Uploads' });
    const progress = uploads.getByRole('progressbar', { name: 'film.bin' });
    await expect.poll(() => proxy.bytes - before, { timeout: 30_000, interval: 5 }).toBeGreaterThan(15 * 1024 * 1024);

    proxy.cut();
    await uploads.getByText('The connection was lost.').waitFor();
    proxy.mend();
    const atCut = proxy.bytes;
    await uploads.getByRole('button', { name: 'Try now film.bin' }).click();
    await expect.poll(() => proxy.bytes - atCut, { timeout: 30_000, interval: 5 }).toBeGreaterThan(5 * 1024 * 1024);

    await page.reload();
    await uploads.getByText('Interrupted when the page ended.').waitFor();
    const pick = async (name: string): Promise<void> => {
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        uploads.getByRole('button', { name: 'Resume film.bin' }).click(),
      ]);
      await chooser.setFiles(join(folder, name));
    };
    await pick('other.bin');
    await uploads.getByText('This is another file').waitFor();
    const atReload = proxy.bytes;
    await pick('film.bin');
    await progress.waitFor({ state: 'detached', timeout: 60_000 });
    expect(await hashesOf(path)).toEqual({ 'film.bin': sha256(film) });
    // What had arrived wasn't sent again.
    expect(proxy.bytes - atReload).toBeLessThan(50 * 1024 * 1024);
  } finally {
    await proxy.close();
  }
});

/**
 * A file that the browser keeps for the page itself: its handle is a FileSystemFileHandle as that of any file is, without a window of the system
 * to choose it by. What is dropped has it.
 */
const dropKept = `(async () => {
  const root = await navigator.storage.getDirectory();
  const handle = await root.getFileHandle('kept.bin');
  DataTransferItem.prototype.getAsFileSystemHandle = () => Promise.resolve(handle);
  const dropped = new DataTransfer();
  dropped.items.add(await handle.getFile());
  document.querySelector('.drop').dispatchEvent(new DragEvent('drop', { dataTransfer: dropped, bubbles: true, cancelable: true }));
})()`;

const writeKept = (letter: string): string => `(async () => {
  const root = await navigator.storage.getDirectory();
  const writing = await (await root.getFileHandle('kept.bin', { create: true })).createWritable();
  await writing.write('${letter}'.repeat(6_000_000));
  await writing.close();
})()`;

/** Gives the file the time that the upload has noted: a page can't set a file's time itself. */
const backInTime = `(async () => {
  const opened = await new Promise((resolve) => (indexedDB.open('explorer').onsuccess = ({ target }) => resolve(target.result)));
  const [kept] = await new Promise((resolve) => (opened.transaction('uploads').objectStore('uploads').getAll().onsuccess = ({ target }) => resolve(target.result)));
  const read = FileSystemFileHandle.prototype.getFile;
  FileSystemFileHandle.prototype.getFile = async function () {
    const file = await read.call(this);
    return new File([file], file.name, { lastModified: kept.file.lastModified });
  };
})()`;

it('a handle that the browser keeps leads to the file again: by a click where the person agrees, never to one that was changed', async () => {
  const path = await newEvent('By its handle');
  const page = await explorer.signedIn();
  // What the person says when they are asked whether the page may read the file again.
  await page.addInitScript(`{
    window.asked = [];
    window.answer = 'granted';
    FileSystemHandle.prototype.requestPermission = (options) => (window.asked.push(options.mode), Promise.resolve(window.answer));
  }`);
  await page.reload();
  await page.evaluate(writeKept('a'));
  await open(page, 'By its handle');
  await page.getByLabel('Add files').waitFor();
  const sent: string[] = [];
  let held = 1;
  await page.route('**/uploads/*', async (route) => {
    if (route.request().method() !== 'PUT') return route.continue();
    const range = route.request().headers()['content-range'] ?? '';
    if (held > 0 && sent.length >= held) return;
    sent.push(range);
    await route.continue();
  });
  const arrived = page.waitForResponse((response) => response.request().method() === 'PUT');
  await page.evaluate(dropKept);
  await arrived;
  await page.reload();
  const uploads = page.getByRole('region', { name: 'Uploads' });
  const resume = uploads.getByRole('button', { name: 'Resume kept.bin' });
  await resume.waitFor();
  const choosing = async (): Promise<boolean> =>
    (await Promise.race([page.waitForEvent('filechooser'), uploads.getByText('This is another file').waitFor()])) !== undefined;

  // Who says no is asked for the file itself.
  await page.evaluate(`window.answer = 'denied'`);
  const [asksForFile] = await Promise.all([choosing(), resume.click()]);
  expect([asksForFile, await page.evaluate('window.asked')]).toEqual([true, ['read']]);

  await page.evaluate(`window.answer = 'granted'`);
  await page.evaluate(writeKept('b'));
  const [asksAgain] = await Promise.all([choosing(), resume.click()]);
  expect([asksAgain, sent.length], 'a changed file is refused, and nothing of it is sent').toEqual([false, 1]);

  // As it was: written at the same time, too.
  await page.evaluate(writeKept('a'));
  await page.evaluate(backInTime);
  held = 0;
  await resume.click();
  await uploads.waitFor({ state: 'detached' });
  expect(await hashesOf(path)).toEqual({ 'kept.bin': sha256(Buffer.alloc(6_000_000, 'a')) });
  expect(new Set(sent).size, 'no range was sent twice').toBe(sent.length);
});
