// Raw forms of items: each is made once, one at a time for each caller, and what was made lately is kept for who wants more of it.
import { createKnownForms, type KnownForm } from './knownForms.ts';

/** A raw form with its bytes. */
export interface MadeForm extends KnownForm {
  readonly bytes: Uint8Array;
}

/**
 * Asks for room to keep so many bytes, as long as nobody else needs it: then `takenBack` is called. Returns what gives it back; nothing where
 * there is no room.
 */
export type Lend = (bytes: number, takenBack: () => void) => (() => void) | undefined;

export interface ItemForms {
  /** What is known of a form that was made before. */
  known(key: string): KnownForm | undefined;
  /**
   * The form: as it is kept, or made now, when nothing else is being made for the same `who`. `isKept` tells that its bytes were there.
   * Rejects as `make` does; then nothing is kept.
   */
  get(key: string, who: string, make: () => Promise<MadeForm>, lend: Lend): Promise<{ readonly form: MadeForm; readonly isKept: boolean }>;
}

interface Kept {
  readonly form: MadeForm;
  readonly giveBack: () => void;
}

/** Remembers so many forms, and keeps so many bytes of them; what was asked for lately goes last. The same key has to mean the same bytes for ever. */
export function createItemForms(capacity: { readonly forms: number; readonly bytes: number }): ItemForms {
  const known = createKnownForms(capacity.forms);
  const kept = new Map<string, Kept>();
  const inTurn = createQueues();
  let total = 0;

  const forget = (key: string): Kept | undefined => {
    const had = kept.get(key);
    if (kept.delete(key)) total -= had?.form.length ?? 0;
    return had;
  };
  const find = (key: string): MadeForm | undefined => {
    const had = kept.get(key);
    if (had === undefined) return undefined;
    kept.delete(key);
    kept.set(key, had);
    return had.form;
  };
  const keep = (key: string, form: MadeForm, lend: Lend): void => {
    forget(key)?.giveBack();
    if (form.length > capacity.bytes) return;
    for (const [oldest] of kept) {
      if (total + form.length <= capacity.bytes) break;
      forget(oldest)?.giveBack();
    }
    const giveBack = lend(form.length, () => void forget(key));
    if (giveBack === undefined) return;
    kept.set(key, { form, giveBack });
    total += form.length;
  };

  return {
    known: (key) => known.get(key),
    get: (key, who, make, lend) =>
      inTurn(who, async () => {
        const found = find(key);
        if (found !== undefined) return { form: found, isKept: true };
        const form = await make();
        const { etag, length, mediaType, extension } = form;
        known.set(key, { etag, length, mediaType, extension });
        keep(key, form, lend);
        return { form, isKept: false };
      }),
  };
}

/** Runs works of the same name one after the other, in the order in which they come; those of different names side by side. */
function createQueues(): <T>(name: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async (name, work) => {
    const before = last.get(name) ?? Promise.resolve();
    const running = before.then(work);
    const ended = running.then(
      () => undefined,
      () => undefined,
    );
    last.set(name, ended);
    try {
      return await running;
    } finally {
      if (last.get(name) === ended) last.delete(name);
    }
  };
}
