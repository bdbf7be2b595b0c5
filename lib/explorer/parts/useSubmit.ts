// What happens when a form in a dialog is sent: its fields are looked at, it is saved once at a time, and what goes wrong is said in it.
import type { RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { errorText } from '../errorText.ts';

/** Why a form can't be saved yet: the field, by its name, and words. */
export interface FieldFault {
  readonly field: string;
  readonly words: string;
}

export interface Submission {
  /** The form that these belong to. */
  readonly form: RefObject<HTMLFormElement>;
  readonly onSubmit: (event: Event) => void;
  /** What went wrong, for the form's end; empty for nothing. */
  readonly refusal: string;
  readonly isSaving: boolean;
  /** Does something else that the form offers; what goes wrong is said in the form as well. */
  readonly run: (act: () => Promise<void>) => Promise<void>;
}

/** A form that is saved by `save`, unless a field is at fault: that one gets the focus then. */
export function useSubmit(faultIn: () => FieldFault | undefined, save: () => Promise<void>): Submission {
  const [refusal, refuse] = useState('');
  const [isSaving, setSaving] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const run = async (act: () => Promise<void>): Promise<void> => {
    if (isSaving) return;
    setSaving(true);
    refuse('');
    try {
      await act();
    } catch (error) {
      refuse(errorText(error));
    }
    setSaving(false);
  };
  const submit = async (): Promise<void> => {
    const fault = isSaving ? undefined : faultIn();
    if (fault === undefined) return run(save);
    refuse(fault.words);
    form.current?.querySelector<HTMLElement>(`[name="${fault.field}"]`)?.focus();
  };
  return { form, onSubmit: (event) => (event.preventDefault(), void submit()), refusal, isSaving, run };
}
