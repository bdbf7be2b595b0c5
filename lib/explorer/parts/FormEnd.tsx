// The end of a form: what was wrong, and what can be done. It stays in sight while the form is scrolled.
import type { ComponentChildren } from 'preact';
import { closeDialog } from '../state/dialog.ts';

export interface FormEndProps {
  readonly refusal: string;
  readonly isSaving?: boolean;
  /** What the button that sends the form says. */
  readonly save?: string;
  /** Other buttons. */
  readonly children?: ComponentChildren;
}

/** The button that is pressed keeps the focus while the form is sent, so it isn't disabled: who sends a form once more is to do nothing. */
export function FormEnd({ refusal, isSaving = false, save = 'Save', children }: FormEndProps) {
  return (
    <div class="form-end">
      <p role="alert" class="refusal">
        {refusal}
      </p>
      <div class="actions">
        <button type="submit" class="primary" aria-disabled={isSaving}>
          {isSaving ? 'Saving …' : save}
        </button>
        {children}
        <button type="button" class="quiet" onClick={closeDialog}>
          Cancel
        </button>
      </div>
    </div>
  );
}
