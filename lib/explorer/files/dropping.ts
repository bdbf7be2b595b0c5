// Files that are dropped on an entry of the calendar go to its event; anywhere else they must not take the page's place.
import { entryKey, isMovable } from '../calendar/entryInput.ts';
import { subjectOf } from '../model/event.ts';
import { choose, pathOfEvent } from '../state/chosen.ts';
import { say } from '../state/toasts.ts';
import { entries, type Entry } from '../state/window.ts';
import { droppedFiles, hasFiles } from './browser/chosen.ts';
import { uploadQueue } from './uploading.ts';

const mark = 'is-dropped-on';

/** Listens for what is dropped anywhere on the page. */
export function takeDrops(): void {
  let marked: Element | undefined;
  const markOnly = (element: Element | undefined): void => {
    if (marked === element) return;
    marked?.classList.remove(mark);
    element?.classList.add(mark);
    marked = element;
  };
  addEventListener('dragover', (event) => {
    if (!hasFiles(event.dataTransfer) || event.defaultPrevented) return;
    event.preventDefault();
    const at = elementAt(event.target);
    markOnly(at);
    event.dataTransfer.dropEffect = at === undefined ? 'none' : 'copy';
  });
  addEventListener('dragleave', () => markOnly(undefined));
  addEventListener('drop', (event) => {
    markOnly(undefined);
    if (!hasFiles(event.dataTransfer) || event.defaultPrevented) return;
    event.preventDefault();
    const entry = entryIn(elementAt(event.target));
    if (entry !== undefined) void add(entry, event.dataTransfer);
  });
}

const elementAt = (target: EventTarget | null): Element | undefined =>
  (target instanceof Element ? target.closest('.entry') : undefined) ?? undefined;

function entryIn(element: Element | undefined): Entry | undefined {
  const key = element?.querySelector('[data-entry]')?.getAttribute('data-entry');
  return entries.value.find((entry) => entryKey(entry) === key);
}

async function add(entry: Entry, transfer: DataTransfer): Promise<void> {
  const { calendar, event } = entry;
  if (!isMovable(entry)) {
    say(`You may not add files to “${subjectOf(event)}”.`, { isError: true });
    return;
  }
  const given = await droppedFiles(transfer);
  void choose(calendar, event.id);
  await uploadQueue().add({ attachments: `${pathOfEvent(calendar, event.id)}/attachments`, event: subjectOf(event) }, given);
}
