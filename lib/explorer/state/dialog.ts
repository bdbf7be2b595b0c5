// Which dialog is open: one at a time, and what it was opened with.
import { signal } from '@preact/signals';
import type { Calendar } from '../model/calendar.ts';
import type { Draft } from '../model/draft.ts';
import type { Shelf } from './calendars.ts';
import type { Entry } from './window.ts';

/** Whether a change is for one day of a series, or for all of it. */
export type Scope = 'this' | 'all';

export type OpenDialog =
  /** `entry` is undefined for a new event. */
  | { readonly kind: 'form'; readonly draft: Draft; readonly before: Draft; readonly entry: Entry | undefined }
  | { readonly kind: 'scope'; readonly question: string; readonly choose: (scope: Scope | undefined) => void }
  /** `calendar` is undefined for a new one. */
  | { readonly kind: 'calendar'; readonly calendar: Calendar | undefined }
  | { readonly kind: 'delete calendar'; readonly calendar: Calendar }
  | { readonly kind: 'group'; readonly shelf: Shelf }
  | { readonly kind: 'share'; readonly calendar: Calendar }
  | { readonly kind: 'open' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'keys' };

export const dialog = signal<OpenDialog | undefined>(undefined);

export function closeDialog(): void {
  const { value } = dialog;
  dialog.value = undefined;
  if (value?.kind === 'scope') value.choose(undefined);
}

/** Asks whether this day or the whole series is meant; undefined when the person cancels. */
export function askScope(question: string): Promise<Scope | undefined> {
  return new Promise((resolve) => {
    dialog.value = {
      kind: 'scope',
      question,
      choose: (scope) => {
        dialog.value = undefined;
        resolve(scope);
      },
    };
  });
}
