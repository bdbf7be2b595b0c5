// Messages that come and go, in a corner; a screen reader reads them out.
import { useRef } from 'preact/hooks';
import { dismiss, toasts } from '../state/toasts.ts';
import { useAside } from './aside.ts';

export function Toasts() {
  const element = useRef<HTMLDivElement>(null);
  useAside(element);
  return (
    <div ref={element} class="toasts" role="log" aria-live="polite" aria-label="Messages">
      {toasts.value.map(({ number, text, isError, action }) => (
        <div key={number} class={isError ? 'toast is-error' : 'toast'}>
          <span dir="auto">{text}</span>
          {action === undefined ? null : (
            <button
              type="button"
              onClick={() => {
                dismiss(number);
                action.run();
              }}
            >
              {action.label}
            </button>
          )}
          <button type="button" class="quiet" aria-label="Dismiss" onClick={() => dismiss(number)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
