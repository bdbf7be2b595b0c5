// Which keys do what in the calendar.
import { Dialog } from '../parts/Dialog.tsx';
import { closeDialog } from '../state/dialog.ts';
import { keyWords } from './keys.ts';

export function KeysDialog() {
  return (
    <Dialog title="Keys" onClose={closeDialog}>
      <p>They work while the calendar, or an event in it, has the focus.</p>
      <dl class="keys">
        {keyWords.map(([keys, words]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
