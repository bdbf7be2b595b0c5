// A document from elsewhere, kept in memory: fetched once for all who ask at the same time, and again when it is too old.
import type { Clock } from '../../runtime/clock.ts';

/** See `fetched`. */
export interface CachedDocument<T> {
  /** The document; when a newer one is due and can't be had, the old one while it is usable. */
  get(): Promise<T>;
  /** One newer than the pause after a success, for who misses something in the document. Throws when it can't be had. */
  newer(): Promise<T>;
}

/** All in milliseconds. */
export interface Freshness {
  /** Age at which a newer document is due. */
  readonly freshFor: number;
  /** Age up to which the old one stands in. */
  readonly usableFor: number;
  /** How long after a success, and after a failure, nothing is fetched however many ask. */
  readonly pauseAfterSuccess: number;
  readonly pauseAfterFailure: number;
}

/** Keeps what `load` gives. Throws what `load` threw, also to those who ask during the pause after it. */
export function cachedDocument<T>(load: () => Promise<T>, clock: Clock, freshness: Freshness): CachedDocument<T> {
  let kept: { readonly document: T; readonly at: number } | undefined;
  let failed: { readonly error: unknown; readonly at: number } | undefined;
  let pending: Promise<T> | undefined;

  async function loadAndKeep(): Promise<T> {
    try {
      const document = await load();
      kept = { document, at: clock() };
      return document;
    } catch (error) {
      failed = { error, at: clock() };
      throw error;
    }
  }

  async function refresh(): Promise<T> {
    if (failed && clock() - failed.at < freshness.pauseAfterFailure) throw failed.error;
    pending ??= loadAndKeep().finally(() => (pending = undefined));
    return pending;
  }

  return {
    async get() {
      if (kept && clock() - kept.at < freshness.freshFor) return kept.document;
      try {
        return await refresh();
      } catch (error) {
        if (kept && clock() - kept.at < freshness.usableFor) return kept.document;
        throw error;
      }
    },
    async newer() {
      if (kept && clock() - kept.at < freshness.pauseAfterSuccess) return kept.document;
      return refresh();
    },
  };
}
