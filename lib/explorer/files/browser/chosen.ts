// Files that somebody drops or picks, and what leads to one again after the page was loaded anew.
import type { Given } from '../upload/job.ts';

/** What Chromium adds to a dropped file (File System Access). */
interface WithHandle {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
}

/** What it adds to a handle. */
interface Permitted {
  requestPermission?(options: { readonly mode: 'read' }): Promise<PermissionState>;
}

/** The files in what was dropped; folders are left out. Call it at once: what was dropped is gone later. */
export async function droppedFiles({ items, files }: DataTransfer): Promise<readonly Given[]> {
  const entries = Array.from(items)
    .filter(({ kind }) => kind === 'file')
    .map((item) => ({ file: item.getAsFile(), handle: handleOf(item), isFolder: item.webkitGetAsEntry()?.isDirectory === true }));
  if (entries.length === 0) return pickedFiles(files);
  const given = await Promise.all(
    entries.map(async ({ file, handle, isFolder }) => (file === null || isFolder ? [] : [await withHandle(file, handle)])),
  );
  return given.flat();
}

const handleOf = (item: DataTransferItem & WithHandle): Promise<FileSystemHandle | null> | undefined =>
  item.getAsFileSystemHandle?.().catch(() => null);

async function withHandle(file: File, handle: Promise<FileSystemHandle | null> | undefined): Promise<Given> {
  const found = await handle;
  return found instanceof FileSystemFileHandle ? { file, handle: found } : { file };
}

export const pickedFiles = (files: FileList | null): readonly Given[] => Array.from(files ?? [], (file) => ({ file }));

export const hasFiles = (transfer: DataTransfer | null): transfer is DataTransfer => transfer?.types.includes('Files') === true;

/** The file that was kept by its handle; undefined where the person, or the browser, doesn't give it. Call it from a click. */
export async function fileBehind(handle: unknown): Promise<Given | undefined> {
  if (!('FileSystemFileHandle' in window) || !(handle instanceof FileSystemFileHandle)) return undefined;
  try {
    const permitted: Permitted = handle as Permitted;
    if ((await permitted.requestPermission?.({ mode: 'read' })) === 'denied') return undefined;
    return { file: await handle.getFile(), handle };
  } catch {
    return undefined;
  }
}
