// Where an event is, what it is about, and how it counts.
import { keyOfCalendar } from '../model/calendar.ts';
import { calendars } from '../state/calendars.ts';
import { CategoriesField } from './CategoriesField.tsx';
import type { FieldsProps } from './WhenFields.tsx';

const states = [
  ['busy', 'Busy'],
  ['free', 'Free'],
  ['tentative', 'Tentative'],
  ['oof', 'Away'],
  ['workingElsewhere', 'Working elsewhere'],
] as const;

const reminders = [
  ['', 'None'],
  ['0', 'At its start'],
  ['5', '5 minutes before'],
  ['15', '15 minutes before'],
  ['60', 'An hour before'],
  ['1440', 'A day before'],
] as const;

export function MoreFields({ draft, set, isNew }: FieldsProps) {
  const writable = calendars.value.filter(({ canEdit }) => canEdit);
  // A reminder that the list doesn't have stays what it is.
  const minutes = reminders.some(([value]) => value === draft.reminder)
    ? reminders
    : [...reminders, [draft.reminder, `${draft.reminder} minutes before`] as const];
  return (
    <>
      <label>
        Where
        <input
          name="location"
          type="text"
          dir="auto"
          value={draft.location}
          onInput={({ currentTarget }) => set({ location: currentTarget.value })}
        />
      </label>
      <label>
        Text
        <textarea name="text" rows={4} dir="auto" value={draft.text} onInput={({ currentTarget }) => set({ text: currentTarget.value })} />
      </label>
      <div class="row">
        {isNew ? (
          <label>
            Calendar
            <select name="calendar" value={draft.calendar} onChange={({ currentTarget }) => set({ calendar: currentTarget.value })}>
              {writable.map((calendar) => (
                <option key={keyOfCalendar(calendar)} value={keyOfCalendar(calendar)}>
                  {calendar.name}
                  {calendar.mailbox.kind === 'user' ? ` (${calendar.mailbox.name})` : ''}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        <label>
          Shown as
          <select name="showAs" value={draft.showAs} onChange={({ currentTarget }) => set({ showAs: currentTarget.value })}>
            {states.map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <label>
          Reminder
          <select name="reminder" value={draft.reminder} onChange={({ currentTarget }) => set({ reminder: currentTarget.value })}>
            {minutes.map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        </label>
      </div>
      <CategoriesField borne={draft.categories} onChange={(borne) => set({ categories: borne })} />
      <label class="check">
        <input
          name="isPrivate"
          type="checkbox"
          checked={draft.isPrivate}
          onChange={({ currentTarget }) => set({ isPrivate: currentTarget.checked })}
        />
        Private
      </label>
    </>
  );
}
