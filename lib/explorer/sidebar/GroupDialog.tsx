// Gives a group of calendars another name, or deletes one that is empty.
import { useState } from 'preact/hooks';
import { Dialog } from '../parts/Dialog.tsx';
import { FormEnd } from '../parts/FormEnd.tsx';
import { useSubmit } from '../parts/useSubmit.ts';
import type { Shelf } from '../state/calendars.ts';
import { closeDialog } from '../state/dialog.ts';
import { deleteGroup, renameGroup } from '../state/ownCalendars.ts';
import { say } from '../state/toasts.ts';

export function GroupDialog({ shelf }: { readonly shelf: Shelf }) {
  const { group = '', title, calendars } = shelf;
  const [name, setName] = useState(title);
  const wanted = name.trim();
  const closeAfter = async (act: () => Promise<void>, words: string): Promise<void> => {
    await act();
    closeDialog();
    say(words);
  };
  const { form, onSubmit, refusal, isSaving, run } = useSubmit(
    () => (wanted === '' ? { field: 'name', words: 'Give the group a name.' } : undefined),
    () => closeAfter(() => renameGroup(group, wanted), `Changed: ${wanted}`),
  );
  const remove = (): Promise<void> => closeAfter(() => deleteGroup(group), `Deleted: ${title}`);
  return (
    <Dialog title={`Change the group “${title}”`} onClose={closeDialog}>
      <form ref={form} noValidate onSubmit={onSubmit}>
        <label>
          Name
          <input
            name="name"
            type="text"
            dir="auto"
            maxLength={255}
            autoFocus
            value={name}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        </label>
        {calendars.length === 0 ? null : <p class="quiet-text">It can be deleted once it has no calendars.</p>}
        <FormEnd refusal={refusal} isSaving={isSaving}>
          {calendars.length === 0 ? (
            <button type="button" class="danger" onClick={() => void run(remove)}>
              Delete
            </button>
          ) : null}
        </FormEnd>
      </form>
    </Dialog>
  );
}
