// What keys do while the calendar has the focus; one who drags nothing moves events by them.
import type { Times } from '../model/slot.ts';
import { addDays, addMinutes } from '../model/times.ts';
import { composeChange, composeNew } from '../state/compose.ts';
import { preferences } from '../state/preferences.ts';
import { showView, steering } from '../state/view.ts';
import { entries, type Entry } from '../state/window.ts';
import { move, remove } from '../state/write.ts';
import { entryKey, isMovable } from './entryInput.ts';

export const keyWords = [
  ['T', 'Today'],
  ['J, K', 'Forward, back'],
  ['M, W, D, A', 'Month, week, day, agenda'],
  ['N', 'New event'],
  ['Enter', 'Open the event that has the focus'],
  ['E', 'Change it'],
  ['Delete', 'Delete it'],
  ['Alt + ← →', 'Move it by a day'],
  ['Alt + ↑ ↓', 'Move it by 15 minutes'],
  ['Alt + Shift + ↑ ↓', 'Make it 15 minutes shorter, longer'],
] as const;

const steps: Readonly<Record<string, () => void>> = {
  t: () => steering.value?.today(),
  j: () => steering.value?.next(),
  k: () => steering.value?.previous(),
  m: () => showView('month'),
  w: () => showView('week'),
  d: () => showView('day'),
  a: () => showView('agenda'),
  n: () => composeNew(),
};

/** The entry that has the focus; the component marks its element. */
const entryAt = (target: EventTarget | null): Entry | undefined => {
  const key = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-entry]')?.dataset.entry : undefined;
  return key === undefined ? undefined : entries.value.find((entry) => entryKey(entry) === key);
};

/** Handles a key. One that means nothing here is left to the browser. */
export function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.defaultPrevented) return;
  if (event.target instanceof HTMLElement && event.target.closest('input, select, textarea, dialog') !== null) return;
  const entry = entryAt(event.target);
  const act = event.altKey ? moving(event, entry) : (ofEntry(event, entry) ?? steps[event.key.toLowerCase()]);
  if (act === undefined) return;
  event.preventDefault();
  act();
}

function ofEntry({ key }: KeyboardEvent, entry: Entry | undefined): (() => void) | undefined {
  if (entry === undefined || !entry.calendar.canEdit) return undefined;
  if (key === 'Delete') return () => void remove(entry);
  if (key.toLowerCase() === 'e') return () => void composeChange(entry.calendar, entry.event.id);
  return undefined;
}

function moving(event: KeyboardEvent, entry: Entry | undefined): (() => void) | undefined {
  const to = entry === undefined || !isMovable(entry) ? undefined : movedBy(entry.event, event);
  return to === undefined || entry === undefined ? undefined : () => void move(entry, to);
}

function movedBy({ start, end, isAllDay }: Times, { key, shiftKey }: KeyboardEvent): Times | undefined {
  const forward = preferences.value.direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const days = key === forward ? 1 : -1;
    const moved = (time: string): string => `${addDays(time.slice(0, 10), days)}${time.slice(10)}`;
    return { start: moved(start), end: moved(end), isAllDay };
  }
  if ((key !== 'ArrowUp' && key !== 'ArrowDown') || isAllDay) return undefined;
  const minutes = key === 'ArrowDown' ? 15 : -15;
  const until = addMinutes(end, minutes);
  if (!shiftKey) return { start: addMinutes(start, minutes), end: until, isAllDay };
  return until > start ? { start, end: until, isAllDay } : undefined;
}
