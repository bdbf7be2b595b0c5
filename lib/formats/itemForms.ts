// Makes the raw forms of items, one at a time for each caller, and keeps recent ones for callers that ask for further ranges of them.
import { createRecent } from '../runtime/recent.ts';

/** A raw form without its bytes: enough to answer a 304 or the length of a form without making the form again. */
export interface KnownForm {
  /** The strong ETag of the bytes. */
  readonly etag: string;
  readonly length: number;
  readonly mediaType: string;
  readonly extension: string;
}

/** A raw form with its bytes. */
export interface MadeForm extends KnownForm {
  readonly bytes: Uint8Array;
}

/**
 * Asks for room to keep so many bytes until somebody else needs that room; then `takenBack` is called. Returns a function that gives the
 * room back, or undefined when there is no room.
 */
export type ReserveMemory = (bytes: number, takenBack: () => void) => (() => void) | undefined;

export interface ItemForms {
  /** What is known of a form that was made before. */
  known(key: string): KnownForm | undefined;
  /**
   * The form: either the kept one, or one that is made as soon as nothing else is being made for the same `who`. `isKept` says whether its
   * bytes had been kept. Rejects as `make` does; then nothing is kept.
   */
  get(
    key: string,
    who: string,
    make: () => Promise<MadeForm>,
    reserve: ReserveMemory,
  ): Promise<{ readonly form: MadeForm; readonly isKept: boolean }>;
}

interface Kept {
  readonly form: MadeForm;
  readonly giveBack: () => void;
}

/**
 * Remembers so many forms, and keeps so many of their bytes; drops first what nobody has asked for the longest. A key must always mean the
 * same bytes.
 */
export function createItemForms(capacity: { readonly forms: number; readonly bytes: number }): ItemForms {
  const known = createRecent<KnownForm>(capacity.forms);
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
  const keep = (key: string, form: MadeForm, reserve: ReserveMemory): void => {
    forget(key)?.giveBack();
    if (form.length > capacity.bytes) return;
    for (const [oldest] of kept) {
      if (total + form.length <= capacity.bytes) break;
      forget(oldest)?.giveBack();
    }
    const giveBack = reserve(form.length, () => void forget(key));
    if (giveBack === undefined) return;
    kept.set(key, { form, giveBack });
    total += form.length;
  };

  return {
    known: (key) => known.get(key),
    get: (key, who, make, reserve) =>
      inTurn(who, async () => {
        const found = find(key);
        if (found !== undefined) return { form: found, isKept: true };
        const form = await make();
        const { etag, length, mediaType, extension } = form;
        known.set(key, { etag, length, mediaType, extension });
        keep(key, form, reserve);
        return { form, isKept: false };
      }),
  };
}

/** Runs tasks of the same name one after the other, in the order of the calls; tasks of different names run side by side. */
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
