// Asks whether one day of a series is meant, or all of it.
import { Dialog } from '../parts/Dialog.tsx';
import type { Scope } from '../state/dialog.ts';

export function ScopeDialog({ question, choose }: { readonly question: string; readonly choose: (scope: Scope | undefined) => void }) {
  return (
    <Dialog title={question} onClose={() => choose(undefined)}>
      <p>It is one of a series.</p>
      <div class="actions">
        <button type="button" class="primary" onClick={() => choose('this')}>
          This one
        </button>
        <button type="button" onClick={() => choose('all')}>
          All of the series
        </button>
        <button type="button" class="quiet" onClick={() => choose(undefined)}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}
