// Run by `npm ci` behind all packages: removes parts of them that never run here, 100 MB of files. Without it (`--ignore-scripts`) all works
// the same. It runs on whatever Node installs.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { URL, fileURLToPath } from 'node:url';

const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));

/** The names in a folder; none if it isn't there. */
function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

const remove = (path) => rmSync(path, { recursive: true, force: true });

// Node's headers, for who compiles addons: a third of it.
for (const name of namesIn(modules)) if (name.startsWith('node-')) remove(join(modules, name, 'include'));

// What Azure's SDKs have for other platforms than Node.
for (const scope of ['@azure', '@azure-rest', '@typespec'])
  for (const name of namesIn(join(modules, scope)))
    for (const platform of ['browser', 'react-native', 'workerd']) remove(join(modules, scope, name, 'dist', platform));
