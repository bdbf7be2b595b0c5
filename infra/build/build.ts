// `npm run build`: the bundle that is deployed, in `dist`.
import { bundleFolder, makeBundle, writeBundle } from './bundle.ts';

const bundle = await makeBundle();
await writeBundle(bundle);
console.log(bundleFolder);
for (const [name, { byteLength }] of bundle.files) console.log(`  ${name.padEnd(20)} ${(byteLength / 1024).toFixed(0).padStart(6)} KiB`);
