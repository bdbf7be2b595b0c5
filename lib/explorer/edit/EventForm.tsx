// The form of an event, new or changed.
import { useRef, useState } from 'preact/hooks';
import { bodyOf, changesIn, faultIn, timesIn, type Draft } from '../model/draft.ts';
import { isOfSeries, subjectOf } from '../model/event.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { FormEnd } from '../parts/FormEnd.tsx';
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

/** Saves what the form holds. Rejects with a GraphError; false where somebody has thought better of it. */
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
  const [refusal, refuse] = useState('');
  const [isSaving, setSaving] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const availabilities = useAvailability(now, entry?.event);
  const set = (part: Partial<Draft>): void => setNow((was) => ({ ...was, ...part }));

  const submit = async (): Promise<void> => {
    if (isSaving) return;
    const fault = faultIn(now);
    if (fault !== undefined) {
      refuse(fault.words);
      form.current?.querySelector<HTMLElement>(`[name="${fault.field}"]`)?.focus();
      return;
    }
    setSaving(true);
    refuse('');
    try {
      // A question about the series takes the dialog's place, and puts it back where somebody thinks better of it.
      if (await save(before, now, entry)) closeDialog();
      else dialog.value = { kind: 'form', draft: now, before, entry };
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      refuse(words);
      if (dialog.value?.kind !== 'form') {
        dialog.value = { kind: 'form', draft: now, before, entry };
        say(`It can’t be saved: ${words}`, { isError: true });
      }
    }
    setSaving(false);
  };
  return (
    <Dialog title={entry === undefined ? 'New event' : `Change “${subjectOf(entry.event)}”`} onClose={closeDialog}>
      <form ref={form} noValidate onSubmit={(event) => (event.preventDefault(), void submit())}>
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
