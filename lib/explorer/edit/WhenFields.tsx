// When an event is: whole days or times, and how it recurs.
import type { Draft } from '../model/draft.ts';
import { frequencies, weekdayName, weekdayOf, type Frequency } from '../model/recurrence.ts';
import { addDays, addMinutes, minutesBetween } from '../model/times.ts';
import { preferences } from '../state/preferences.ts';

export interface FieldsProps {
  readonly draft: Draft;
  readonly set: (part: Partial<Draft>) => void;
  /** Whether the event isn't there yet. */
  readonly isNew: boolean;
}

/** A new start takes the end along. */
function movedTo(draft: Draft, date: string, time: string): Partial<Draft> {
  if (date === '' || time === '' || draft.startDate === '' || draft.endDate === '') return { startDate: date, startTime: time };
  const minutes = minutesBetween(`${draft.startDate}T${draft.startTime || '00:00'}:00`, `${date}T${time}:00`);
  const end = addMinutes(`${draft.endDate}T${draft.endTime || '00:00'}:00`, minutes);
  return { startDate: date, startTime: time, endDate: end.slice(0, 10), endTime: end.slice(11, 16) };
}

function wordsOf(frequency: Frequency, date: string): string {
  const { locale } = preferences.value;
  const day = weekdayName(weekdayOf(date === '' ? '2027-03-01' : date), locale);
  const words: Readonly<Record<Frequency, string>> = {
    never: 'Once',
    daily: 'Every day',
    weekdays: 'Monday to Friday',
    weekly: `Every week on ${day}`,
    monthly: `Every month on day ${Number(date.slice(8, 10)) || 1}`,
    yearly: 'Every year',
  };
  return words[frequency];
}

export function WhenFields({ draft, set, isNew }: FieldsProps) {
  const { zoneName } = preferences.value;
  return (
    <fieldset>
      <legend>When ({zoneName})</legend>
      <label class="check">
        <input
          type="checkbox"
          name="isAllDay"
          checked={draft.isAllDay}
          onChange={({ currentTarget }) => set({ isAllDay: currentTarget.checked })}
        />
        Whole days
      </label>
      <TimeFields draft={draft} set={set} />
      {isNew ? <RecurrenceFields draft={draft} set={set} /> : null}
    </fieldset>
  );
}

/** From when to when. */
export function TimeFields({ draft, set }: Pick<FieldsProps, 'draft' | 'set'>) {
  return (
    <>
      <div class="row">
        <label>
          Begins on
          <input
            type="date"
            name="startDate"
            value={draft.startDate}
            onInput={({ currentTarget }) => set(movedTo(draft, currentTarget.value, draft.startTime))}
          />
        </label>
        {draft.isAllDay ? null : (
          <label>
            at
            <input
              type="time"
              name="startTime"
              value={draft.startTime}
              onInput={({ currentTarget }) => set(movedTo(draft, draft.startDate, currentTarget.value))}
            />
          </label>
        )}
      </div>
      <div class="row">
        <label>
          Ends on
          <input type="date" name="endDate" value={draft.endDate} onInput={({ currentTarget }) => set({ endDate: currentTarget.value })} />
        </label>
        {draft.isAllDay ? null : (
          <label>
            at
            <input
              type="time"
              name="endTime"
              value={draft.endTime}
              onInput={({ currentTarget }) => set({ endTime: currentTarget.value })}
            />
          </label>
        )}
      </div>
    </>
  );
}

function RecurrenceFields({ draft, set }: Pick<FieldsProps, 'draft' | 'set'>) {
  const chooseFrequency = (value: string): void => {
    const frequency = frequencies.find((each) => each === value) ?? 'never';
    set({ frequency, until: draft.until === '' && frequency !== 'yearly' ? addDays(draft.startDate, 91) : draft.until });
  };
  return (
    <div class="row">
      <label>
        Recurs
        <select name="frequency" value={draft.frequency} onChange={({ currentTarget }) => chooseFrequency(currentTarget.value)}>
          {frequencies.map((each) => (
            <option key={each} value={each}>
              {wordsOf(each, draft.startDate)}
            </option>
          ))}
        </select>
      </label>
      {draft.frequency === 'never' ? null : (
        <label>
          until (empty: without an end)
          <input type="date" name="until" value={draft.until} onInput={({ currentTarget }) => set({ until: currentTarget.value })} />
        </label>
      )}
    </div>
  );
}
