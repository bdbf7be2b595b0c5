// What the page tells in passing: said once, shown for a while, and read out by screen readers.
import { signal, type ReadonlySignal } from '@preact/signals';
import { errorText } from '../errorText.ts';

export interface Toast {
  readonly number: number;
  readonly text: string;
  readonly isError: boolean;
  /** What can be done about it. */
  readonly action: { readonly label: string; readonly run: () => void } | undefined;
}

const state = signal<readonly Toast[]>([]);

export const toasts: ReadonlySignal<readonly Toast[]> = state;

let last = 0;

/** Shows it for eight seconds, an error until it is dismissed. Returns how it is taken away before. */
export function say(text: string, options: { isError?: boolean; action?: Toast['action']; milliseconds?: number } = {}): () => void {
  const { isError = false, action, milliseconds = 8000 } = options;
  const number = (last += 1);
  const away = (): void => {
    state.value = state.value.filter((each) => each.number !== number);
  };
  state.value = [...state.value, { number, text, isError, action }];
  if (!isError) setTimeout(away, milliseconds);
  return away;
}

export function dismiss(number: number): void {
  state.value = state.value.filter((each) => each.number !== number);
}

/** Runs what somebody asked for, and says why it failed; undefined then. */
export async function attempt<T>(what: string, run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    say(`${what}: ${errorText(error)}`, { isError: true });
    return undefined;
  }
}
