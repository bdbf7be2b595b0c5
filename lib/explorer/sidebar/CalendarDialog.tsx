// Makes a calendar, or gives one another name and colour.
import { useState } from 'preact/hooks';
import { calendarColors, type Calendar } from '../model/calendar.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { FormEnd } from '../parts/FormEnd.tsx';
import { useSubmit, type FieldFault } from '../parts/useSubmit.ts';
import { shelves } from '../state/calendars.ts';
import { closeDialog, dialog } from '../state/dialog.ts';
import { changeCalendar, makeCalendar, makeGroup, type CalendarWishes } from '../state/ownCalendars.ts';
import { say } from '../state/toasts.ts';

/** What the list of groups has for one that isn't there yet; no group has such an id. */
const newGroup = 'new group';

/** Where a new calendar goes. */
interface Place {
  /** The group's id. */
  readonly group: string;
  /** The name of a group that is made for it. */
  readonly newName: string;
}

function faultIn({ name }: CalendarWishes, { group, newName }: Place): FieldFault | undefined {
  if (name.trim() === '') return { field: 'name', words: 'Give the calendar a name.' };
  if (group === newGroup && newName.trim() === '') return { field: 'groupName', words: 'Give the group a name.' };
  return undefined;
}

export function CalendarDialog({ calendar }: { readonly calendar: Calendar | undefined }) {
  const [wishes, wish] = useState<CalendarWishes>({ name: calendar?.name ?? '', color: calendar?.chosenColor ?? 'auto' });
  const [place, setPlace] = useState<Place>({ group: '', newName: '' });

  const save = async (): Promise<void> => {
    const name = wishes.name.trim();
    if (calendar !== undefined) return changeCalendar(calendar, { ...wishes, name });
    await makeCalendar({ ...wishes, name }, place.group === newGroup ? await madeGroup() : place.group);
  };
  /** A group that is made stays, though the calendar is refused. */
  const madeGroup = async (): Promise<string> => {
    const group = await makeGroup(place.newName.trim());
    setPlace({ group, newName: '' });
    return group;
  };
  const saveAndClose = async (): Promise<void> => {
    await save();
    closeDialog();
    say(calendar === undefined ? `Made: ${wishes.name.trim()}` : `Changed: ${wishes.name.trim()}`);
  };
  const { form, onSubmit, refusal, isSaving } = useSubmit(() => faultIn(wishes, place), saveAndClose);
  return (
    <Dialog title={calendar === undefined ? 'New calendar' : `Change “${calendar.name}”`} onClose={closeDialog}>
      <form ref={form} noValidate onSubmit={onSubmit}>
        <label>
          Name
          <input
            name="name"
            type="text"
            dir="auto"
            maxLength={255}
            autoFocus
            value={wishes.name}
            onInput={({ currentTarget }) => wish((was) => ({ ...was, name: currentTarget.value }))}
          />
        </label>
        <ColorField color={wishes.color} onChange={(color) => wish((was) => ({ ...was, color }))} />
        {calendar === undefined ? <GroupField place={place} onChange={setPlace} /> : null}
        <FormEnd refusal={refusal} isSaving={isSaving}>
          {calendar?.canDelete === true ? (
            <button type="button" class="danger" onClick={() => (dialog.value = { kind: 'delete calendar', calendar })}>
              Delete …
            </button>
          ) : null}
        </FormEnd>
      </form>
    </Dialog>
  );
}

const colors = [['auto', 'Any'], ...calendarColors] as const;

function ColorField({ color, onChange }: { readonly color: string; readonly onChange: (color: string) => void }) {
  return (
    <fieldset>
      <legend>Colour</legend>
      <div class="chips">
        {colors.map(([each, words], place) => (
          <label key={each} class={place === 0 ? 'chip' : `chip on-color color-${place - 1}`}>
            <input type="radio" name="color" checked={color === each} onChange={() => onChange(each)} />
            {words}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function GroupField({ place, onChange }: { readonly place: Place; readonly onChange: (place: Place) => void }) {
  const groups = shelves.value.flatMap(({ group, title }) => (group === undefined ? [] : [{ group, title }]));
  return (
    <div class="row">
      <label>
        Group
        <select name="group" value={place.group} onChange={({ currentTarget }) => onChange({ ...place, group: currentTarget.value })}>
          {groups.map(({ group, title }) => (
            <option key={group} value={group}>
              {title}
            </option>
          ))}
          <option value={newGroup}>New group …</option>
        </select>
      </label>
      {place.group === newGroup ? (
        <label>
          Name of the group
          <input
            name="groupName"
            type="text"
            dir="auto"
            maxLength={255}
            value={place.newName}
            onInput={({ currentTarget }) => onChange({ ...place, newName: currentTarget.value })}
          />
        </label>
      ) : null}
    </div>
  );
}
