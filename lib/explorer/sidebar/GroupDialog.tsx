// Gives a group of calendars another name, or deletes one that is empty.
import { useState } from 'preact/hooks';
import { Dialog } from '../parts/Dialog.tsx';
import { FormEnd } from '../parts/FormEnd.tsx';
import type { Shelf } from '../state/calendars.ts';
import { closeDialog } from '../state/dialog.ts';
import { deleteGroup, renameGroup } from '../state/ownCalendars.ts';
import { say } from '../state/toasts.ts';

export function GroupDialog({ shelf }: { readonly shelf: Shelf }) {
  const { group = '', title, calendars } = shelf;
  const [name, setName] = useState(title);
  const [refusal, refuse] = useState('');
  const run = async (words: string, act: () => Promise<void>): Promise<void> => {
    refuse('');
    try {
      await act();
      closeDialog();
      say(words);
    } catch (error) {
      refuse(error instanceof Error ? error.message : String(error));
    }
  };
  const rename = (event: Event): void => {
    event.preventDefault();
    const wanted = name.trim();
    if (wanted === '') refuse('Give the group a name.');
    else void run(`Changed: ${wanted}`, () => renameGroup(group, wanted));
  };
  return (
    <Dialog title={`Change the group “${title}”`} onClose={closeDialog}>
      <form noValidate onSubmit={rename}>
        <label>
          Name
          <input
            type="text"
            dir="auto"
            maxLength={255}
            autoFocus
            value={name}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        </label>
        {calendars.length === 0 ? null : <p class="quiet-text">It can be deleted once it has no calendars.</p>}
        <FormEnd refusal={refusal}>
          {calendars.length === 0 ? (
            <button type="button" class="danger" onClick={() => void run(`Deleted: ${title}`, () => deleteGroup(group))}>
              Delete
            </button>
          ) : null}
        </FormEnd>
      </form>
    </Dialog>
  );
}
