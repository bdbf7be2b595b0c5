// Run by `npm ci` behind all packages: removes parts of them that never run here, 130 MB of files. Without it (`--ignore-scripts`) all works
// the same. It runs on whatever Node installs.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { URL, fileURLToPath } from 'node:url';

const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));

/** The names in a folder; none if it isn't there. */
function namesIn(folder, options) {
  try {
    return readdirSync(folder, options);
  } catch {
    return [];
  }
}

/** The paths of all that is below a folder. */
const allIn = (folder) => namesIn(folder, { recursive: true });

const remove = (path) => rmSync(path, { recursive: true, force: true });

// Node's headers, for who compiles addons: a third of it.
for (const name of namesIn(modules)) if (name.startsWith('node-')) remove(join(modules, name, 'include'));

// What Azure's SDKs have for other platforms than Node.
for (const scope of ['@azure', '@azure-rest', '@typespec'])
  for (const name of namesIn(join(modules, scope)))
    for (const platform of ['browser', 'react-native', 'workerd']) remove(join(modules, scope, name, 'dist', platform));

// Their source maps, for who debugs them.
for (const scope of ['@azure', '@azure-rest', '@opentelemetry', '@typespec']) {
  const folder = join(modules, scope);
  for (const path of allIn(folder)) if (path.endsWith('.map')) remove(join(folder, path));
}
