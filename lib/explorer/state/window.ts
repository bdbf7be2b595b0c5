// The events of the days that are shown, of all calendars that are shown; and what others change in them meanwhile.
import { computed, effect, signal, untracked, type ReadonlySignal } from '@preact/signals';
import { now } from '../clock.ts';
import { errorText } from '../errorText.ts';
import { keyOfCalendar, type Calendar } from '../model/calendar.ts';
import { subjectOf, type Event } from '../model/event.ts';
import { shownCalendars } from './calendars.ts';
import { chosen, refreshChosen } from './chosen.ts';
import { emptyMirror, round, type Days, type Mirror, type Round } from './mirror.ts';
import { preferences } from './preferences.ts';
import { say } from './toasts.ts';

/** An event in the calendar that it is shown of. */
export interface Entry {
  readonly calendar: Calendar;
  readonly event: Event;
}

const days = signal<Days | undefined>(undefined);
const mirrors = signal<ReadonlyMap<string, Mirror>>(new Map());
const hidden = signal<ReadonlySet<string>>(new Set());
const marked = signal<ReadonlySet<string>>(new Set());
const waiting = signal(0);
const failure = signal<string | undefined>(undefined);

/** Whether events are on their way for the first time. */
export const isLoading: ReadonlySignal<boolean> = computed(() => waiting.value > 0);
/** Why the service doesn't say what has changed; undefined while it does. */
export const offline: ReadonlySignal<string | undefined> = failure;
/** Ids of events that somebody else has just changed. */
export const changedByOthers: ReadonlySignal<ReadonlySet<string>> = marked;

/** Times of another zone are another mirror. */
const keyOf = (calendar: Calendar, { from, until }: Days): string =>
  `${keyOfCalendar(calendar)} ${from} ${until} ${preferences.value.zoneName}`;

/** What is shown, without what is about to be deleted. */
export const entries = computed<readonly Entry[]>(() => {
  const shown = days.value;
  if (shown === undefined) return [];
  return shownCalendars.value.flatMap((calendar) =>
    [...(mirrors.value.get(keyOf(calendar, shown))?.events.values() ?? [])]
      .filter(({ id, seriesMasterId = '' }) => !hidden.value.has(id) && !hidden.value.has(seriesMasterId))
      .map((event) => ({ calendar, event })),
  );
});

/** Whether all that is shown of these days was read at least once: nothing in them is nothing then. */
export const isRead: ReadonlySignal<boolean> = computed(() => {
  const shown = days.value;
  return shown !== undefined && shownCalendars.value.every((calendar) => mirrors.value.get(keyOf(calendar, shown))?.link !== undefined);
});

/** Shows these days. What was asked before is shown at once, and brought up to date. */
export function showDays(next: Days): void {
  const { value } = days;
  if (value?.from !== next.from || value.until !== next.until) days.value = next;
}

/** Takes an event, or a series with all that belongs to it, out of sight until the function that it returns is called. */
export function hide(id: string): () => void {
  hidden.value = new Set([...hidden.value, id]);
  noteOwn(id);
  return () => {
    hidden.value = new Set([...hidden.value].filter((each) => each !== id));
  };
}

/** Shows an event as it will be, until the next round says how it is. */
export function foresee({ calendar, event }: Entry): void {
  const shown = days.value;
  if (shown === undefined) return;
  const key = keyOf(calendar, shown);
  const mirror = mirrors.value.get(key);
  if (mirror !== undefined) keepMirror(key, { ...mirror, events: new Map(mirror.events).set(event.id, event) });
}

/** Rounds of further windows that are kept, with their links. */
const mostMirrors = 60;

function keepMirror(key: string, mirror: Mirror): void {
  const next = new Map(mirrors.value);
  next.delete(key);
  next.set(key, mirror);
  for (const oldest of next.keys()) {
    if (next.size <= mostMirrors) break;
    next.delete(oldest);
  }
  mirrors.value = next;
}

const running = new Map<string, Promise<void>>();

/** One round at a time for each mirror: who asks meanwhile waits for another one behind it. */
function bringUpToDate(calendar: Calendar, shown: Days, isQuiet: boolean): Promise<void> {
  const key = keyOf(calendar, shown);
  const run = (running.get(key) ?? Promise.resolve()).then(() => oneRound(calendar, shown, isQuiet));
  const settled = run.catch(() => undefined);
  running.set(key, settled);
  return run;
}

async function oneRound(calendar: Calendar, shown: Days, isQuiet: boolean): Promise<void> {
  const key = keyOf(calendar, shown);
  const was = mirrors.value.get(key) ?? emptyMirror;
  const isFirst = was.link === undefined;
  if (isFirst) waiting.value += 1;
  try {
    const done = await round(calendar, shown, was, preferences.value.zoneName, (mirror) => {
      if (isFirst) keepMirror(key, mirror);
    });
    keepMirror(key, done.mirror);
    failure.value = undefined;
    if (!isFirst && !isQuiet) tellOf(done);
    if (!isFirst && !isQuiet && isChosenTouched(was, done.mirror)) void refreshChosen();
  } catch (error) {
    failure.value = errorText(error);
    throw error;
  } finally {
    if (isFirst) waiting.value -= 1;
  }
}

/** When this page has written an event or a series itself, by its id. */
const own = new Map<string, number>();

/** Milliseconds in which a change that is told may be this page's own. */
const ownMs = 20_000;

/** This page is about to write the event, or the series, with this id: what is told of it soon is no news. */
export function noteOwn(id: string): void {
  own.set(id, now());
}

const isNews = ({ id, seriesMasterId = '' }: Event): boolean => [id, seriesMasterId].every((each) => now() - (own.get(each) ?? 0) > ownMs);

/** Milliseconds for which a change is marked. */
const markedMs = 30_000;

function tellOf(done: Round): void {
  const [changed, removed] = [done.changed.filter(isNews), done.removed.filter(isNews)];
  if (changed.length + removed.length === 0) return;
  const ids = changed.map(({ id }) => id);
  marked.value = new Set([...marked.value, ...ids]);
  setTimeout(() => (marked.value = new Set([...marked.value].filter((id) => !ids.includes(id)))), markedMs);
  const [only] = [...changed, ...removed];
  const what = changed.length + removed.length === 1 && only !== undefined ? subjectOf(only) : `${changed.length + removed.length} events`;
  say(changed.length === 0 ? `Removed meanwhile: ${what}` : `Changed meanwhile: ${what}`);
}

/** Whether the chosen event isn't what it was: answers of those invited, and their proposals, are in the panel alone. */
function isChosenTouched(was: Mirror, is: Mirror): boolean {
  const { id = '' } = chosen.value ?? {};
  const now = is.events.get(id);
  return now !== undefined && now !== was.events.get(id);
}

/** Asks what has changed in all that is shown. `isQuiet`: what has changed while nobody looked at it isn't marked. */
export async function refresh(isQuiet = false): Promise<void> {
  const shown = days.value;
  if (shown === undefined) return;
  await Promise.allSettled(shownCalendars.value.map((calendar) => bringUpToDate(calendar, shown, isQuiet)));
}

/** Milliseconds between two looks at what others have changed. */
const everyMs = 10_000;

/** Follows what is shown, and asks for changes as long as somebody looks at the page. */
export function follow(): void {
  effect(() => {
    const shown = days.value;
    const { length } = shownCalendars.value;
    if (shown !== undefined && length > 0 && preferences.value.zoneName !== '') untracked(() => void refresh(true));
  });
  const look = (): void => {
    if (document.visibilityState === 'visible') void refresh();
  };
  setInterval(look, everyMs);
  document.addEventListener('visibilitychange', look);
  window.addEventListener('online', look);
}
