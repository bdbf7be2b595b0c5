// Opens the form: for a new event, or for one that is there.
import { now } from '../clock.ts';
import { ask } from '../graph.ts';
import type { Calendar } from '../model/calendar.ts';
import { draftOf, newDraft } from '../model/draft.ts';
import { readEvent } from '../model/event.ts';
import { readObject } from '../model/json.ts';
import { clockIn } from '../model/times.ts';
import { defaultCalendar } from './calendars.ts';
import { pathOfEvent } from './chosen.ts';
import { dialog } from './dialog.ts';
import { preferences } from './preferences.ts';
import { attempt } from './toasts.ts';
import { steering } from './view.ts';

/** The next full hour of today, or nine o'clock of the day that is shown. */
function usualStart(): string {
  const clock = clockIn(preferences.value.zone, now());
  const shown = steering.value?.date() ?? clock.slice(0, 10);
  if (shown !== clock.slice(0, 10)) return `${shown}T09:00:00`;
  const hour = Math.min(Number(clock.slice(11, 13)) + 1, 23);
  return `${shown}T${String(hour).padStart(2, '0')}:00:00`;
}

/** A new event: at this time, on this date, or soon. */
export function composeNew(start = usualStart(), end?: string): void {
  const calendar = defaultCalendar.value;
  if (calendar === undefined) return;
  const draft = newDraft(calendar, start, end);
  dialog.value = { kind: 'form', draft, before: draft, entry: undefined };
}

/** The form of an event, with its body as text. */
export async function composeChange(calendar: Calendar, id: string): Promise<void> {
  await attempt('The event can’t be read', async () => {
    const headers = { Prefer: `outlook.timezone="${preferences.value.zoneName}", outlook.body-content-type="text"` };
    const event = readEvent(readObject((await ask('GET', pathOfEvent(calendar, id), { headers })).body));
    const draft = draftOf(event, calendar);
    dialog.value = { kind: 'form', draft, before: draft, entry: { calendar, event } };
  });
}
