// Times at which all who are invited are free, to choose from.
import { useState } from 'preact/hooks';
import { now } from '../clock.ts';
import { errorText } from '../errorText.ts';
import { ask } from '../graph.ts';
import { timesIn, type Draft } from '../model/draft.ts';
import type { WallClock } from '../model/event.ts';
import { listOf, objectOf, readObject } from '../model/json.ts';
import { slotOf, timesOfSlot, type Times } from '../model/slot.ts';
import { addDays, addMinutes, clockIn, minutesBetween, rangeText } from '../model/times.ts';
import { preferences } from '../state/preferences.ts';
import type { FieldsProps } from './WhenFields.tsx';

/** Minutes of the longest meeting that the service looks for (contract, section 14). */
const longest = 24 * 60;

/** Days after the chosen one that are looked through. */
const days = 7;

export function TimeSuggestions({ draft, set }: Pick<FieldsProps, 'draft' | 'set'>) {
  const [found, setFound] = useState<readonly Times[]>([]);
  const [said, say] = useState('');
  const { start, end } = timesIn(draft);
  const minutes = minutesBetween(start, end);
  if (draft.people.length === 0 || draft.isAllDay || !(minutes > 0 && minutes <= longest)) return null;
  const look = async (): Promise<void> => {
    setFound([]);
    say('Looking for a time …');
    try {
      const times = await suggestedTimes(draft, minutes);
      setFound(times);
      say(times.length === 0 ? `Nobody has found a time in the ${days} days from then on at which all are free.` : 'All are free then:');
    } catch (error) {
      say(errorText(error));
    }
  };
  const take = (times: Times): void => {
    set({ startDate: times.start.slice(0, 10), startTime: times.start.slice(11, 16), ...endOf(times) });
    setFound([]);
    say('');
  };
  return (
    <>
      <div class="actions">
        <button type="button" onClick={() => void look()}>
          Find a time when all are free
        </button>
      </div>
      <p role="status">{said}</p>
      <ul class="plain stack" aria-label="Times when all are free" hidden={found.length === 0}>
        {found.map((times) => (
          <li key={times.start}>
            <button type="button" onClick={() => take(times)}>
              {rangeText(times, preferences.value)}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

const endOf = ({ end }: Times): Partial<Draft> => ({ endDate: end.slice(0, 10), endTime: end.slice(11, 16) });

/** The next full or half hour. */
function soon(clock: WallClock): WallClock {
  const past = Number(clock.slice(14, 16)) % 30;
  return addMinutes(`${clock.slice(0, 16)}:00`, 30 - past);
}

/** From the chosen day on, and not in the past. */
async function suggestedTimes(draft: Draft, minutes: number): Promise<readonly Times[]> {
  const { zone, zoneName } = preferences.value;
  const clock = clockIn(zone, now());
  const from = draft.startDate <= clock.slice(0, 10) ? soon(clock) : `${draft.startDate}T00:00:00`;
  const slot = slotOf({ start: from, end: addDays(from.slice(0, 10), days), isAllDay: false }, zoneName);
  const { body } = await ask('POST', '/me/findMeetingTimes', {
    body: {
      attendees: draft.people.map(({ name, address, type }) => ({ type, emailAddress: { name, address } })),
      meetingDuration: `PT${minutes}M`,
      timeConstraint: { activityDomain: 'work', timeSlots: [slot] },
      minimumAttendeePercentage: 100,
    },
    headers: { Prefer: `outlook.timezone="${zoneName}"` },
  });
  return listOf(readObject(body), 'meetingTimeSuggestions')
    .map((json) => timesOfSlot(objectOf(json, 'meetingTimeSlot'), zone, false))
    .filter((times) => times !== undefined);
}
