// The page's uploads: one queue, shown wherever somebody looks, told of what happens to the page and its connection.
import { signal, type ReadonlySignal } from '@preact/signals';
import { newId, now, random } from '../clock.ts';
import { refreshChosen } from '../state/chosen.ts';
import { say } from '../state/toasts.ts';
import { keepInBrowser } from './browser/keep.ts';
import { askApi, sendBytes } from './browser/send.ts';
import type { Upload } from './upload/upload.ts';
import { createUploads, type Uploads } from './upload/uploads.ts';

const shown = signal<readonly Upload[]>([]);
const arrived = signal(0);

/** All that aren't over, in the order in which they came. */
export const uploads: ReadonlySignal<readonly Upload[]> = shown;

/** Grows with each file that has arrived. */
export const arrivals: ReadonlySignal<number> = arrived;

let queue: Uploads | undefined;

/** The queue; nobody can add to it before somebody has signed in. */
export function uploadQueue(): Uploads {
  if (queue === undefined) throw new Error('Nobody has signed in.');
  return queue;
}

/** Milliseconds between two looks at what moves. */
const everyMs = 100;

/** Begins with what this person's uploads were when the page ended. */
export function startUploads(person: string): void {
  const made = createUploads({
    ask: askApi,
    send: sendBytes,
    keep: keepInBrowser(),
    person,
    now,
    wait,
    random,
    newId,
  });
  queue = made;
  let timer: ReturnType<typeof setTimeout> | undefined;
  made.subscribe(() => (timer ??= setTimeout(look, everyMs)));
  const look = (): void => {
    timer = undefined;
    const all = made.all();
    for (const { id, name, state } of all) {
      if (state.is !== 'done') continue;
      made.dismiss(id);
      say(`Added: ${name}`);
      arrived.value += 1;
      void refreshChosen();
    }
    shown.value = all.filter(({ state }) => state.is !== 'done');
  };
  addEventListener('online', () => made.wake());
  // What has a session goes on after a reload; what has none would be gone.
  addEventListener('beforeunload', (event) => {
    if (made.all().some(({ isKept, state }) => !isKept && (state.is === 'queued' || state.is === 'sending' || state.is === 'waiting')))
      event.preventDefault();
  });
  void made.restore().catch(() => undefined);
}

const wait = (ms: number, stop: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const stopped = (): void => {
      clearTimeout(timer);
      reject(stop.reason as Error);
    };
    const timer = setTimeout(() => {
      stop.removeEventListener('abort', stopped);
      resolve();
    }, ms);
    if (stop.aborted) stopped();
    else stop.addEventListener('abort', stopped, { once: true });
  });
