// The form of an event, new or changed.
import { useState } from 'preact/hooks';
import { errorText } from '../errorText.ts';
import { bodyOf, changesIn, faultIn, timesIn, type Draft } from '../model/draft.ts';
import { isOfSeries, subjectOf } from '../model/event.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { FormEnd } from '../parts/FormEnd.tsx';
import { useSubmit } from '../parts/useSubmit.ts';
import { calendarWith } from '../state/calendars.ts';
import { choose } from '../state/chosen.ts';
import { askScope, closeDialog, dialog } from '../state/dialog.ts';
import { preferences } from '../state/preferences.ts';
import { say } from '../state/toasts.ts';
import { change, create, seriesMovedBy } from '../state/write.ts';
import type { Entry } from '../state/window.ts';
import { useAvailability } from './availability.ts';
import { MoreFields } from './MoreFields.tsx';
import { PeopleField } from './PeopleField.tsx';
import { TimeSuggestions } from './TimeSuggestions.tsx';
import { WhenFields } from './WhenFields.tsx';

export interface EventFormProps {
  /** What its fields hold at first. */
  readonly draft: Draft;
  /** What they held before anything was changed. */
  readonly before: Draft;
  /** Undefined for a new event. */
  readonly entry: Entry | undefined;
}

/** Saves what the form holds. Rejects with a GraphError; false when the person has cancelled. */
async function save(before: Draft, after: Draft, entry: Entry | undefined): Promise<boolean> {
  const zone = preferences.value.zoneName;
  if (entry === undefined) {
    const calendar = calendarWith(after.calendar);
    if (calendar === undefined) throw new Error('The calendar isn’t there any more.');
    const event = await create(calendar, bodyOf(after, zone));
    say(`Saved: ${subjectOf(event)}`, { action: { label: 'Open', run: () => void choose(calendar, event.id) } });
    return true;
  }
  const changes = changesIn(before, after, zone);
  if (Object.keys(changes).length === 0) return true;
  const { event } = entry;
  const scope = isOfSeries(event) ? await askScope(`Change “${subjectOf(event)}”?`) : 'this';
  if (scope === undefined) return false;
  if (scope === 'this') await change(entry, changes, 'this', event.etag);
  else await change(entry, { ...changes, ...('start' in changes && (await seriesMovedBy(entry, timesIn(after)))) }, 'all');
  say(`Saved: ${after.subject.trim() || subjectOf(event)}`);
  return true;
}

export function EventForm({ draft, before, entry }: EventFormProps) {
  const [now, setNow] = useState(draft);
  const availabilities = useAvailability(now, entry?.event);
  const set = (part: Partial<Draft>): void => setNow((was) => ({ ...was, ...part }));
  // A question about the series takes the dialog's place; the form is put back when the person cancels, or when it can't be saved.
  const putBack = (): void => {
    dialog.value = { kind: 'form', draft: now, before, entry };
  };
  const saveAndClose = async (): Promise<void> => {
    try {
      if (await save(before, now, entry)) closeDialog();
      else putBack();
    } catch (error) {
      if (dialog.value?.kind !== 'form') {
        putBack();
        say(`It can’t be saved: ${errorText(error)}`, { isError: true });
      }
      throw error;
    }
  };
  const { form, onSubmit, refusal, isSaving } = useSubmit(() => faultIn(now), saveAndClose);
  return (
    <Dialog title={entry === undefined ? 'New event' : `Change “${subjectOf(entry.event)}”`} onClose={closeDialog}>
      <form ref={form} noValidate onSubmit={onSubmit}>
        <label>
          Subject
          <input
            name="subject"
            type="text"
            dir="auto"
            maxLength={255}
            autoFocus
            value={now.subject}
            onInput={({ currentTarget }) => set({ subject: currentTarget.value })}
          />
        </label>
        <WhenFields draft={now} set={set} isNew={entry === undefined} />
        <PeopleField people={now.people} onChange={(people) => set({ people })} availabilities={availabilities}>
          <TimeSuggestions draft={now} set={set} />
        </PeopleField>
        <MoreFields draft={now} set={set} isNew={entry === undefined} />
        <FormEnd refusal={refusal} isSaving={isSaving} save={now.people.length > 0 ? 'Save and tell people' : 'Save'} />
      </form>
    </Dialog>
  );
}
