// Takes the README's pictures of the explorer: light, dark, narrow, and a moving one of an upload. `npx node test/support/explorer/screenshots.ts` after `npm ci`.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findBrowser } from '../../browser/browser.ts';
import { openExplorer } from './explorer.ts';
import { uploadPicture } from './uploadPicture.ts';
import { entryNamed, eventToday, panelOf, showView } from './steps.ts';

const folder = process.argv[2] ?? 'test/browser/pictures';
const program = await findBrowser(process.env);
if (program === undefined) throw new Error('No browser here. Install Chromium, or set CHROMIUM_PATH.');
await mkdir(folder, { recursive: true });
const explorer = await openExplorer(program);
const { api } = explorer;
const attendees = [{ type: 'required', emailAddress: { address: 'megan@contoso.example', name: 'Megan Bowen' } }];
const attachments = [{ '@odata.type': '#microsoft.graph.fileAttachment', name: 'agenda.txt', contentBytes: 'YWdlbmRh' }];
await eventToday(api, 'Design review', 10, { attendees, attachments, location: { displayName: 'Room 5' } });
await eventToday(api, 'Lunch', 12, { showAs: 'free' });
await eventToday(api, 'One on one', 14);
await eventToday(api, 'Release', 16, { showAs: 'tentative' });
for (const [name, options] of Object.entries({
  light: {},
  dark: { colorScheme: 'dark' },
  narrow: { viewport: { width: 390, height: 800 } },
} as const)) {
  const page = await explorer.signedIn('adele', options);
  if (name === 'narrow') await showView(page, 'Agenda');
  else {
    await showView(page, 'Week');
    await entryNamed(page, 'Design review').first().click();
    await panelOf(page).getByText('agenda.txt').waitFor();
  }
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await page.context().close();
}
await writeFile(join(folder, 'upload.png'), await uploadPicture(explorer, 'One on one'));
await explorer.stop();
