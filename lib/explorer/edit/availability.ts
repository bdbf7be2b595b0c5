// Whether those whom a form invites are free at its time; asked anew when either changes.
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../graph.ts';
import { faultIn, timesIn, type Draft } from '../model/draft.ts';
import { listOf, readObject } from '../model/json.ts';
import { availabilityIn, type Availability } from '../model/schedule.ts';
import { slotOf, type Times } from '../model/slot.ts';
import { minutesBetween } from '../model/times.ts';
import { preferences } from '../state/preferences.ts';

/** Milliseconds of rest before the service is asked. */
const restMs = 400;

/** People and days that one request may ask for (contract, section 14). */
const asksAtMost = { people: 100, minutes: 62 * 24 * 60 } as const;

/** By mail address in lower case; undefined until it is known. */
export type Availabilities = ReadonlyMap<string, Availability> | undefined;

/** `own`: the times of the event that is changed. */
export function useAvailability(draft: Draft, own: Times | undefined): Availabilities {
  const [known, know] = useState<Availabilities>(undefined);
  const addresses = draft.people.map(({ address }) => address.toLowerCase()).slice(0, asksAtMost.people);
  const asked = addresses.length === 0 || faultIn({ ...draft, frequency: 'never' }) !== undefined ? undefined : timesIn(draft);
  useEffect(() => {
    know(undefined);
    if (asked === undefined || minutesBetween(asked.start, asked.end) > asksAtMost.minutes) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      askSchedules(addresses, asked, own, stop.signal).then(know, () => undefined);
    }, restMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [addresses.join(), asked?.start, asked?.end]);
  return known;
}

async function askSchedules(
  schedules: readonly string[],
  times: Times,
  own: Times | undefined,
  signal: AbortSignal,
): Promise<Availabilities> {
  const { zoneName, locale, hour12 } = preferences.value;
  const { start: startTime, end: endTime } = slotOf(times, zoneName);
  const { body } = await ask('POST', '/me/calendar/getSchedule', {
    body: { schedules, startTime, endTime },
    headers: { Prefer: `outlook.timezone="${zoneName}"` },
    signal,
  });
  const entries = listOf(readObject(body), 'value');
  return new Map(schedules.map((address, place) => [address, availabilityIn(entries[place] ?? {}, own, { locale, hour12 })]));
}
