// An entry that was dragged, or pulled longer: the event moves so, or the entry goes back.
import type { EventDropInfo, EventResizeDoneInfo } from 'fullcalendar';
import type { Times } from '../model/slot.ts';
import { addDays, addMinutes } from '../model/times.ts';
import { move } from '../state/write.ts';
import { entryOf } from './entryInput.ts';

export function drop({ event, revert }: EventDropInfo | EventResizeDoneInfo): void {
  void move(entryOf(event), timesOf(event)).then((moved) => {
    if (!moved) revert();
  });
}

/** The component leaves the end out where the kind of day has changed; it is an hour then, or a day. */
function timesOf({ startStr, endStr, allDay }: { readonly startStr: string; readonly endStr: string; readonly allDay: boolean }): Times {
  const start = startStr.slice(0, allDay ? 10 : 19);
  const usual = allDay ? addDays(start, 1) : addMinutes(start, 60);
  return { start, end: endStr === '' ? usual : endStr.slice(0, allDay ? 10 : 19), isAllDay: allDay };
}
