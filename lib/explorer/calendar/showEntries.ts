// Keeps the component's entries as the page's state has them: it is told what has come, gone and changed, and all else stays drawn.
import { effect } from '@preact/signals';
import type { Calendar } from 'fullcalendar';
import type { Category } from '../model/category.ts';
import { categories } from '../state/categories.ts';
import { changedByOthers, entries, type Entry } from '../state/window.ts';
import { entryInput, entryKey } from './entryInput.ts';

interface Drawn {
  readonly event: Entry['event'];
  readonly calendar: Entry['calendar'];
  readonly isMarked: boolean;
  /** The list that its categories' colours are of. */
  readonly list: readonly Category[];
}

/** Follows the state until the function that it returns is called. The entry that has the focus keeps it when it is drawn anew. */
export function showEntries(component: Calendar, element: HTMLElement): () => void {
  const drawn = new Map<string, Drawn>();
  return effect(() => {
    const marked = changedByOthers.value;
    const list = categories.value;
    const wanted = new Map(entries.value.map((entry) => [entryKey(entry), entry]));
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.entry : undefined;
    component.batchRendering(() => {
      for (const [key, before] of drawn) {
        const entry = wanted.get(key);
        if (entry !== undefined && isSame(before, { ...entry, isMarked: marked.has(entry.event.id), list })) continue;
        component.getEventById(key)?.remove();
        drawn.delete(key);
      }
      for (const [key, entry] of wanted) {
        if (drawn.has(key)) continue;
        component.addEvent(entryInput(entry, marked));
        drawn.set(key, { ...entry, isMarked: marked.has(entry.event.id), list });
      }
    });
    if (focused !== undefined) requestAnimationFrame(() => keepFocus(element, focused));
  });
}

const isSame = (before: Drawn, { event, calendar, isMarked, list }: Drawn): boolean =>
  before.event === event &&
  before.calendar === calendar &&
  before.isMarked === isMarked &&
  (before.list === list || event.categories.length === 0);

function keepFocus(element: HTMLElement, key: string): void {
  if (document.activeElement !== document.body) return;
  element.querySelector<HTMLElement>(`[data-entry="${CSS.escape(key)}"]`)?.focus();
}
