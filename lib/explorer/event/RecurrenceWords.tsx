// How a series recurs, in words; an occurrence's are its series'.
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../graph.ts';
import type { Calendar } from '../model/calendar.ts';
import type { Event } from '../model/event.ts';
import { objectOf, readObject } from '../model/json.ts';
import { recurrenceWords } from '../model/recurrence.ts';
import { pathOfEvent } from '../state/chosen.ts';
import { preferences } from '../state/preferences.ts';

export function RecurrenceWords({ calendar, event }: { readonly calendar: Calendar; readonly event: Event }) {
  const [recurrence, setRecurrence] = useState(event.recurrence);
  const master = event.seriesMasterId;
  useEffect(() => {
    if (master === undefined) return;
    ask('GET', `${pathOfEvent(calendar, master)}?$select=recurrence`).then(
      ({ body }) => setRecurrence(objectOf(readObject(body), 'recurrence')),
      () => undefined,
    );
  }, [master, event.etag]);
  const words = recurrence === undefined ? 'One of a series' : recurrenceWords(recurrence, preferences.value.locale);
  return (
    <>
      {words}
      {event.type === 'exception' ? ' (this day was changed)' : ''}
    </>
  );
}
