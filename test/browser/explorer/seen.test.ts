// "See the API" in Chromium: what was asked is shown without what gives a right, every spelling gives the same event.
import { expect, it } from 'vitest';
import type { Explorer } from '../../support/explorer/explorer.ts';
import { useExplorer } from './useExplorer.ts';

let explorer: Explorer;
useExplorer((opened) => {
  explorer = opened;
});

it('requests are shown with their answers, and never with a token or an upload’s secret', async () => {
  const day = `${new Date().toISOString().slice(0, 8)}12`;
  const at = (time: string) => ({ dateTime: `${day}T${time}:00`, timeZone: 'UTC' });
  await explorer.api.send('/v1.0/me/events', {
    json: { subject: 'Looked at', start: at('10:00'), end: at('11:00'), transactionId: 'looked-at' },
  });
  const page = await explorer.signedIn();
  await page.getByRole('button', { name: /Looked at/ }).click();
  const files = page.getByRole('region', { name: 'Files' });
  await files.getByLabel('Add files').setInputFiles({ name: 'large.bin', mimeType: '', buffer: Buffer.alloc(3_100_000) });
  await files.getByText('large.bin').waitFor();

  await page.getByText('See the API').click();
  const requests = page.getByRole('list', { name: 'Requests' });
  await requests.getByRole('button', { name: /PUT \/uploads\/\{secret\} 201/ }).click();
  const shown = page.getByRole('region', { name: 'Request and answer' });
  expect(await shown.getByRole('region', { name: 'curl' }).textContent()).toContain('curl -X PUT "$UPLOAD_URL"');
  await requests.getByRole('button', { name: /POST .*createUploadSession 201/ }).click();
  expect(await shown.getByRole('region', { name: 'Answer body' }).textContent()).toContain('/uploads/{secret}"');
  expect(await shown.getByRole('region', { name: 'Request', exact: true }).textContent()).toContain('Authorization: Bearer {token}');
  await shown.getByRole('button', { name: 'C#' }).click();
  expect(await shown.getByRole('region', { name: 'C#' }).textContent()).toContain('AuthenticationHeaderValue("Bearer", token)');
  for (const button of await requests.getByRole('button').all()) {
    await button.click();
    expect(await shown.textContent()).not.toMatch(/eyJ[\w-]+\.|\/uploads\/(?!\{secret\})/);
  }

  await page.getByText('All paths to this event').click();
  const all = page.getByRole('button', { name: /^Ask all \d+/ });
  const count = Number(/\d+/.exec((await all.textContent()) ?? '')?.[0]);
  expect(count).toBeGreaterThan(50);
  await all.click();
  await page.getByText(`${count} of ${count} gave the same event with the same ETag.`).waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: "Ask /v1.0/me/events(transactionId='looked-at')" }).waitFor();

  await files.getByRole('button', { name: 'Preview large.bin' }).click();
  await files.getByText('can’t be shown here').waitFor();
});

it('an upload can be paused, resumed and cancelled by the keyboard', async () => {
  const day = `${new Date().toISOString().slice(0, 8)}13`;
  const at = (time: string) => ({ dateTime: `${day}T${time}:00`, timeZone: 'UTC' });
  await explorer.api.send('/v1.0/me/events', { json: { subject: 'Paused', start: at('10:00'), end: at('11:00') } });
  const page = await explorer.signedIn();
  await page.getByRole('button', { name: /Paused/ }).click();
  // No range gets an answer, so that there is time to look.
  await page.route('**/uploads/*', (route) => (route.request().method() === 'PUT' ? undefined : route.continue()));
  const large = { mimeType: '', buffer: Buffer.alloc(3_100_000) };
  await page.getByLabel('Add files').setInputFiles([
    { name: 'one.bin', ...large },
    { name: 'two.bin', ...large },
  ]);
  const uploads = page.getByRole('region', { name: 'Uploads' });
  await uploads.getByRole('progressbar', { name: 'All uploads' }).waitFor();
  await page.getByRole('button', { name: 'Pause one.bin' }).press('Enter');
  await uploads.getByText(/^Paused\./).waitFor();
  await page.getByRole('button', { name: 'Cancel two.bin' }).press('Enter');
  await page.unroute('**/uploads/*');
  await page.getByRole('button', { name: 'Resume one.bin' }).press('Space');
  await page.getByRole('region', { name: 'Files' }).getByText('one.bin').waitFor();
  expect(await page.getByText('two.bin').count()).toBe(0);
});
