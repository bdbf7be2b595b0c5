// The end of a form: what was wrong, and what can be done. It stays in sight while the form is scrolled.
import type { ComponentChildren } from 'preact';

export function FormEnd({ refusal, children }: { readonly refusal: string; readonly children: ComponentChildren }) {
  return (
    <div class="form-end">
      <p role="alert" class="refusal">
        {refusal}
      </p>
      <div class="actions">{children}</div>
    </div>
  );
}
