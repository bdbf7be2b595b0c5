// What is known of receivers: which have failed, and for how long; which are slow. By that it is decided when each is asked next.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../../runtime/clock.ts';
import { secondsPerDay } from '../../../runtime/clock.ts';
import { keptPendingMs, laterRepeatsMinutes, repeatJitter, slowReceiver } from '../../../runtime/limits/notifications.ts';
import { createTtlCache } from '../../../runtime/ttlCache.ts';
import type { Documents, StoredDocument } from '../../../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../../../stores/races.ts';
import { decodeCurrent, newRecord, recordShape } from '../../../stores/records.ts';

const receiverRecord = z.object({
  ...recordShape,
  id: z.string(),
  /** Milliseconds since 1970 UTC of the first failure since it last answered; null while it answers. */
  failingSince: z.number().nullable(),
  /** POSTs that have failed since, those that a process repeats by itself together as one. */
  failures: z.number().int(),
  /** Milliseconds since 1970 UTC when it is tried next. */
  next: z.number().nullable(),
  /** Until when it is served late, as `next`. */
  lateUntil: z.number().nullable(),
});

type ReceiverState = Pick<z.infer<typeof receiverRecord>, 'failingSince' | 'failures' | 'next' | 'lateUntil'>;

export const decodeReceiver = (document: StoredDocument | undefined) => decodeCurrent('receiver', receiverRecord, document);

export interface Receivers {
  /** When a receiver that fails is to be tried next, in milliseconds since 1970; undefined for at once. One point read in ten seconds. */
  nextOf(url: string): Promise<number | undefined>;
  /** When a receiver is to be told of what is new: the same, or late where it is slow. */
  dueOf(url: string): Promise<number | undefined>;
  /** It has failed, for the first time at `since`. Resolves to when it is to be asked again. */
  failed(url: string, failure: { readonly since: number; readonly retryAfterMs?: number | undefined }): Promise<number>;
  /** It has answered 2xx. Writes only where that is news. */
  answered(url: string, tookMs: number): Promise<void>;
}

export interface ReceiverDependencies {
  readonly notifications: Documents;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
}

const fine: ReceiverState = { failingSince: null, failures: 0, next: null, lateUntil: null };

/** Milliseconds for which a process relies on what it read of a receiver; receivers of which it knows so much. */
const knownMs = 10_000;
const maxKnown = 10_000;

const id = 'receiver';
export const receiverPartition = (url: string): string => `receiver:${createHash('sha256').update(url).digest('base64url')}`;

export function createReceivers({ notifications, clock, random }: ReceiverDependencies): Receivers {
  const known = createTtlCache<ReceiverState>(clock, knownMs, maxKnown);
  const isSlow = watchSlowness(clock);
  const stateOf = (url: string): Promise<ReceiverState> =>
    known.get(url, async () => decodeReceiver(await notifications.read(receiverPartition(url), id)) ?? fine);

  /** Writes the state that follows from the one that is stored. */
  async function write(url: string, change: (before: ReceiverState) => ReceiverState): Promise<ReceiverState> {
    const partition = receiverPartition(url);
    return winRace(attemptsOf.sharedChange, 'Too many processes write of this receiver at once.', async () => {
      const found = decodeReceiver(await notifications.read(partition, id));
      const state = change(found ?? fine);
      const document = { id, kind: 'receiver', ...newRecord(clock(), 'service'), ...state, ttl: secondsPerDay } as const;
      const isWritten =
        found === undefined
          ? (await notifications.commit(partition, [{ write: 'create', document }])).outcome === 'done'
          : (await notifications.replaceIf(partition, document, found.etag)) !== undefined;
      known.forget(url);
      return isWritten ? state : lost;
    });
  }

  return {
    async nextOf(url) {
      const { next } = await stateOf(url);
      return next !== null && next > clock() ? next : undefined;
    },

    async dueOf(url) {
      const { next, lateUntil } = await stateOf(url);
      const now = clock();
      // What has failed stays behind what waits, also at the moment of its next trial.
      if (next !== null) return Math.max(next, now);
      return lateUntil !== null && lateUntil > now ? now + slowReceiver.lateMs : undefined;
    },

    async failed(url, { since, retryAfterMs }) {
      const { next } = await write(url, (before) => {
        const failures = before.failures + 1;
        const minutes = laterRepeatsMinutes[Math.min(failures, laterRepeatsMinutes.length) - 1] ?? 1;
        const pause = retryAfterMs === undefined ? minutes * 60_000 * (1 + random() * repeatJitter) : Math.min(retryAfterMs, keptPendingMs);
        return { ...before, failingSince: before.failingSince ?? since, failures, next: clock() + pause };
      });
      return next ?? clock();
    },

    async answered(url, tookMs) {
      const { failingSince } = await stateOf(url);
      const slow = isSlow(url, tookMs);
      if (failingSince === null && !slow) return;
      await write(url, ({ lateUntil }) => ({ ...fine, lateUntil: slow ? clock() + slowReceiver.lateMs : lateUntil }));
    },
  };
}

/** Answers of a receiver whose times are remembered at most. */
const maxAnswers = 1_000;

/** Whether a receiver has become a slow one by an answer that took so long: as far as this process has asked it. */
function watchSlowness(clock: Clock): (url: string, tookMs: number) => boolean {
  const answers = new Map<string, { readonly at: number; readonly slow: boolean }[]>();
  return (url, tookMs) => {
    const now = clock();
    const since = now - slowReceiver.withinMs;
    const recent = (answers.get(url) ?? []).filter(({ at }) => at > since).slice(1 - maxAnswers);
    recent.push({ at: now, slow: tookMs > slowReceiver.slower });
    const slow = recent.filter((each) => each.slow).length;
    const isSlow = recent.length >= slowReceiver.answers && slow >= recent.length * slowReceiver.share;
    // What is forgotten first was asked last so long ago that nothing of it counts any more.
    answers.delete(url);
    if (!isSlow) answers.set(url, recent);
    for (const [other, times] of answers) {
      if ((times.at(-1)?.at ?? 0) > since) break;
      answers.delete(other);
    }
    return isSlow;
  };
}
