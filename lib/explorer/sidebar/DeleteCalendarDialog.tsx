// Asks before a calendar is deleted, and says what goes with it.
import { useEffect, useState } from 'preact/hooks';
import { errorText } from '../errorText.ts';
import type { Calendar } from '../model/calendar.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { closeDialog } from '../state/dialog.ts';
import { deleteCalendar, eventsIn } from '../state/ownCalendars.ts';
import { say } from '../state/toasts.ts';

function eventsText(count: number | undefined): string {
  if (count === undefined) return 'All events in it are deleted too, with their files.';
  if (count === 0) return 'It is empty.';
  return count === 1 ? 'An event in it is deleted too, with its files.' : `${count} events in it are deleted too, with their files.`;
}

export function DeleteCalendarDialog({ calendar }: { readonly calendar: Calendar }) {
  const [count, setCount] = useState<number>();
  const [refusal, refuse] = useState('');
  const [isDeleting, setDeleting] = useState(false);
  useEffect(() => void eventsIn(calendar).then(setCount, () => undefined), [calendar]);
  const doIt = async (): Promise<void> => {
    setDeleting(true);
    refuse('');
    try {
      await deleteCalendar(calendar);
      closeDialog();
      say(`Deleted: ${calendar.name}`);
    } catch (error) {
      refuse(errorText(error));
      setDeleting(false);
    }
  };
  return (
    <Dialog title={`Delete “${calendar.name}”?`} onClose={closeDialog}>
      <p role="status">{eventsText(count)} This can’t be undone.</p>
      <p role="alert" class="refusal">
        {refusal}
      </p>
      <div class="actions">
        <button type="button" class="danger" disabled={isDeleting} onClick={() => void doIt()}>
          {isDeleting ? 'Deleting …' : 'Delete the calendar'}
        </button>
        <button type="button" class="quiet" autoFocus onClick={closeDialog}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}
