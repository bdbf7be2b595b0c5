// Opens the calendars that somebody else shares.
import { useState } from 'preact/hooks';
import { PersonSearch } from '../edit/PersonSearch.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { openPerson } from '../state/calendars.ts';
import { closeDialog } from '../state/dialog.ts';
import type { Found } from '../state/people.ts';

export function OpenPersonDialog() {
  const [refusal, refuse] = useState('');
  const open = async ({ id, name }: Found): Promise<void> => {
    refuse('');
    const shelf = await openPerson({ id, name });
    if (shelf.refusal === undefined) closeDialog();
    else refuse(shelf.refusal);
  };
  return (
    <Dialog title="Somebody’s calendars" onClose={closeDialog}>
      <p>Shows what somebody shares with you, beside your own.</p>
      <PersonSearch label="Whose, by name or mail address" strangers={false} onChoose={(person) => void open(person)} />
      <p role="alert" class="refusal">
        {refusal}
      </p>
    </Dialog>
  );
}
