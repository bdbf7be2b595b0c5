// What the person does to events: make, change, move, answer, delete; each is a request, and what is shown follows at once.
import { ask, GraphError } from '../graph.ts';
import { pathOfCalendar, type Calendar } from '../model/calendar.ts';
import { isOfSeries, readEvent, subjectOf, type Event } from '../model/event.ts';
import { objectOf, readObject, textOf, type JsonObject } from '../model/json.ts';
import { movedRecurrence } from '../model/recurrence.ts';
import { clockOf, slotOf, type Times } from '../model/slot.ts';
import { addMinutes, minutesBetween } from '../model/times.ts';
import { chosen, pathOfEvent, refreshChosen, unchoose } from './chosen.ts';
import { askScope, type Scope } from './dialog.ts';
import { preferences } from './preferences.ts';
import { attempt, say } from './toasts.ts';
import { foresee, hide, noteOwn, refresh, type Entry } from './window.ts';

const zoneHeaders = (zone: string): Readonly<Record<string, string>> => ({ Prefer: `outlook.timezone="${zone}"` });

/** After a write: asks anew for what is shown, and for the chosen event. */
async function refreshShown(): Promise<void> {
  await Promise.all([refresh(), refreshChosen()]);
}

/** Makes an event, and resolves to it. Rejects with a GraphError. */
export async function create(calendar: Calendar, body: JsonObject): Promise<Event> {
  const { body: made } = await ask('POST', `${pathOfCalendar(calendar)}/events`, {
    body,
    headers: zoneHeaders(preferences.value.zoneName),
  });
  const event = readEvent(readObject(made));
  noteOwn(event.id);
  if (!isOfSeries(event)) foresee({ calendar, event });
  void refresh();
  return event;
}

/** The id that a change in this scope goes to. */
const idInScope = ({ id, seriesMasterId }: Event, scope: Scope): string => (scope === 'all' ? (seriesMasterId ?? id) : id);

/** Changes an event, unless somebody else has done so since it was read (`etag`). Rejects with a GraphError. */
export async function change({ calendar, event }: Entry, body: JsonObject, scope: Scope, etag?: string): Promise<void> {
  const id = idInScope(event, scope);
  noteOwn(id);
  try {
    await ask('PATCH', pathOfEvent(calendar, id), { body, ...(etag !== undefined && { headers: { 'If-Match': etag } }) });
  } catch (error) {
    if (error instanceof GraphError && error.status === 412)
      throw new GraphError(412, error.code, 'Somebody else has changed this event meanwhile. Close the form and open it again.');
    throw error;
  }
  void refreshShown();
}

/** Moves an event, and asks which of a series is meant. False where nothing was moved. */
export async function move(entry: Entry, to: Times): Promise<boolean> {
  const { event } = entry;
  const scope = isOfSeries(event) ? await askScope(`Move “${subjectOf(event)}”?`) : 'this';
  if (scope === undefined) return false;
  if (scope === 'this') foresee({ ...entry, event: { ...event, start: clockOf(to.start), end: clockOf(to.end), isAllDay: to.isAllDay } });
  const done = await attempt('It can’t be moved', async () => {
    if (scope === 'all') await change(entry, await seriesMovedBy(entry, to), 'all');
    else await change(entry, bodyOfTimes(to, preferences.value.zoneName), 'this');
    return true;
  });
  if (done !== true) {
    if (scope === 'this') foresee(entry);
    return false;
  }
  say(`Moved: ${subjectOf(event)}`, {
    // A series that moved has other occurrences; what it was before can't be said by one of them.
    ...(scope === 'this' && { action: { label: 'Undo', run: () => void moveBack(entry) } }),
  });
  return true;
}

async function moveBack(entry: Entry): Promise<void> {
  const { start, end, isAllDay } = entry.event;
  await attempt('It can’t be moved back', () => change(entry, bodyOfTimes({ start, end, isAllDay }, preferences.value.zoneName), 'this'));
}

const bodyOfTimes = (times: Times, timeZone: string): JsonObject => ({ isAllDay: times.isAllDay, ...slotOf(times, timeZone) });

/** The series as one of its occurrences was moved: by as much, in the series' own zone, so that it keeps its summer time. */
export async function seriesMovedBy({ calendar, event }: Entry, to: Times): Promise<JsonObject> {
  const path = pathOfEvent(calendar, event.seriesMasterId ?? event.id);
  const zone = textOf(readObject((await ask('GET', `${path}?$select=originalStartTimeZone`)).body), 'originalStartTimeZone') || 'UTC';
  const master = readEvent(readObject((await ask('GET', path, { headers: zoneHeaders(zone) })).body));
  const [wanted, length] = [clockOf(to.start), minutesBetween(clockOf(to.start), clockOf(to.end))];
  const start = addMinutes(master.start, minutesBetween(event.start, wanted));
  const days = Math.round(minutesBetween(`${master.start.slice(0, 10)}T00:00:00`, `${start.slice(0, 10)}T00:00:00`) / 1440);
  return {
    ...bodyOfTimes({ start, end: addMinutes(start, length), isAllDay: to.isAllDay }, zone),
    ...(days !== 0 && { recurrence: movedRecurrence(objectOf(master.json, 'recurrence'), start.slice(0, 10), days) }),
  };
}

/** Milliseconds in which a deletion can be taken back. */
export const undoMs = 8000;

const leaving = new Set<() => void>();

/** Deletions that somebody could still take back are done when the page goes. */
addEventListener('pagehide', () => leaving.forEach((doIt) => doIt()));

/** Takes an event out of sight, and deletes it once nobody has taken that back. */
export async function remove(entry: Entry): Promise<void> {
  const { calendar, event } = entry;
  const scope = isOfSeries(event) ? await askScope(`Delete “${subjectOf(event)}”?`) : 'this';
  if (scope === undefined) return;
  const id = idInScope(event, scope);
  const show = hide(id);
  if (chosen.value?.id === event.id) unchoose();
  const doIt = (): void => {
    clearTimeout(timer);
    leaving.delete(doIt);
    noteOwn(id);
    void attempt('It can’t be deleted', () => ask('DELETE', pathOfEvent(calendar, id), { keepalive: true }))
      .then(() => refresh())
      .finally(show);
  };
  const timer = setTimeout(doIt, undoMs);
  leaving.add(doIt);
  say(`Deleted: ${subjectOf(event)}`, {
    milliseconds: undoMs,
    action: {
      label: 'Undo',
      run: () => {
        clearTimeout(timer);
        leaving.delete(doIt);
        show();
      },
    },
  });
}

export const answers = ['accept', 'tentativelyAccept', 'decline'] as const;
export type Answer = (typeof answers)[number];

export interface GivenAnswer {
  readonly which: Answer;
  /** A word for the organizer. */
  readonly comment: string;
  /** Another time, which goes with any answer but yes. */
  readonly proposal?: Times | undefined;
}

/** Answers an invitation. Of a series, another time is proposed for the one day. */
export async function answer(entry: Entry, { which, comment, proposal }: GivenAnswer): Promise<boolean> {
  const { calendar, event } = entry;
  const scope = isOfSeries(event) && proposal === undefined ? await askScope(`Answer for “${subjectOf(event)}”?`) : 'this';
  if (scope === undefined) return false;
  const done = await attempt('The answer can’t be sent', async () => {
    const id = idInScope(event, scope);
    noteOwn(id);
    await ask('POST', `${pathOfEvent(calendar, id)}/${which}`, {
      body: { comment, sendResponse: true, ...(proposal && { proposedNewTime: slotOf(proposal, preferences.value.zoneName) }) },
    });
    return true;
  });
  if (done !== true) return false;
  say(proposal === undefined ? 'The organizer is told.' : 'The organizer is told, with the time that you propose.');
  if (which === 'decline') unchoose();
  void refreshShown();
  return true;
}
