// Reports when the app's source has changed, once for changes at the same time.
import { watch } from 'node:fs';
import { join } from 'node:path';

/** Milliseconds without a change before it reports: editors and version control write several files at once. */
const quiet = 150;

/** Watches these folders of `root`, subfolders included. Returns a function that ends it. */
export function watchSource(root: string, folders: readonly string[], onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watchers = folders.map((folder) =>
    watch(join(root, folder), { recursive: true }, (_event, file) => {
      // Editors write files of their own beside the source: only files that the app loads count.
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
