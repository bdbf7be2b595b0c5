// Says when the app's source has changed, once for changes that come together.
import { watch } from 'node:fs';
import { join } from 'node:path';

/** How long it must have been quiet, in milliseconds: editors and version control write several files at once. */
const quiet = 150;

/** Watches these folders of `root` and what is in them. Returns what ends it. */
export function watchSource(root: string, folders: readonly string[], onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watchers = folders.map((folder) =>
    watch(join(root, folder), { recursive: true }, (_event, file) => {
      // Editors put their own files beside the source; only what the app loads counts.
      if (file !== null && !/\.(ts|js|json)$/.test(file)) return;
      clearTimeout(timer);
      timer = setTimeout(onChange, quiet);
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
