// `npm run build`: the bundle that is deployed, in `dist`. With `--treemap`, a picture and a table of what is in it;
// with `--package`, the package `calendar-attachments`, in `.cache/package`.
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleFolder, makeBundle, writeBundle } from './bundle.ts';
import { sharesOf, tableOf, treemapOf } from './treemap.ts';

const bundle = await makeBundle();
await writeBundle(bundle);
console.log(bundleFolder);
for (const [name, { byteLength }] of bundle.files)
  if (!name.startsWith('site/')) console.log(`  ${name.padEnd(22)} ${(byteLength / 1024).toFixed(0).padStart(6)} KiB`);
const site = [...bundle.files].filter(([name]) => name.startsWith('site/'));
const siteBytes = site.reduce((sum, [, { byteLength }]) => sum + byteLength, 0);
console.log(`  ${'site/'.padEnd(22)} ${(siteBytes / 1024).toFixed(0).padStart(6)} KiB in ${site.length} files`);

if (process.argv.includes('--package')) {
  const { packageFolder, writePackage } = await import('./package/package.ts');
  await writePackage(bundle);
  console.log(packageFolder);
}

if (process.argv.includes('--treemap')) {
  const shares = sharesOf(bundle.metafile);
  const picture = fileURLToPath(new URL('../../.cache/bundle.svg', import.meta.url));
  await mkdir(new URL('../../.cache/', import.meta.url), { recursive: true });
  await writeFile(picture, treemapOf(shares));
  console.log(`\n${tableOf(shares)}\n${picture}`);
}
