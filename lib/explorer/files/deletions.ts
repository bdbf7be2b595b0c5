// Deletes attachments once nobody has taken that back for some seconds; when the page goes before, it is done at once.
import { signal, type ReadonlySignal } from '@preact/signals';
import { ask } from '../graph.ts';
import { refreshChosen } from '../state/chosen.ts';
import { attempt, say } from '../state/toasts.ts';
import { undoMs } from '../state/write.ts';
import type { Attachment } from './attachment.ts';

const waiting = signal<ReadonlySet<string>>(new Set());

/** Paths of attachments that aren't shown any more. */
export const deleted: ReadonlySignal<ReadonlySet<string>> = waiting;

const pending = new Set<() => void>();

addEventListener('pagehide', () => pending.forEach((now) => now()));

/** Until the request is sent the attachment is there as before, so that nothing has to be put back. */
export function remove({ path, name }: Attachment): void {
  waiting.value = new Set([...waiting.value, path]);
  const show = (): void => {
    waiting.value = new Set([...waiting.value].filter((each) => each !== path));
  };
  const now = (): void => {
    stop();
    void attempt('It can’t be deleted', () => ask('DELETE', path, { keepalive: true })).then((answer) => {
      if (answer === undefined) show();
      else void refreshChosen();
    });
  };
  const timer = setTimeout(now, undoMs);
  const stop = (): void => {
    clearTimeout(timer);
    pending.delete(now);
  };
  pending.add(now);
  say(`Deleted: ${name}`, {
    milliseconds: undoMs,
    action: {
      label: 'Undo',
      run: () => {
        stop();
        show();
      },
    },
  });
}
