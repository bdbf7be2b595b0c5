// The end of a form: what was wrong, and what can be done. It stays in sight while the form is scrolled.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
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
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => (element.current === null ? undefined : keepClear(element.current)), []);
  return (
    <div ref={element} class="form-end">
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

/** The dialog scrolls what gets the focus to where the end doesn't hide it, however much that says (WCAG 2.2, 2.4.11). */
function keepClear(end: HTMLElement): () => void {
  const dialog = end.closest('dialog');
  const observer = new ResizeObserver(() => dialog?.style.setProperty('scroll-padding-block-end', `${end.offsetHeight}px`));
  observer.observe(end);
  return () => {
    observer.disconnect();
  };
}
