// Fills a page of a round, and makes the link behind it, wherever the page is cut.
import { recordBytes } from '../../calendar/events/record/size.ts';
import { deltaPageSize, maxLookedInDelta, maxToldVersions, settledSeconds, spareSeconds } from '../../runtime/limits/changes.ts';
import { maxPageReadBytes } from '../../runtime/limits.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Round } from './round.ts';
import type { Entry, Step } from './steps.ts';

/** Where a round goes on, or the next one begins. */
export interface Continuation {
  readonly round: Round;
  /** Whether this round is over: then the link is a deltaLink. */
  readonly isOver: boolean;
}

export interface DeltaPage {
  readonly entries: readonly Entry[];
  /** The link behind so many of the entries: a page may be cut where it has bytes enough. */
  continuation(entries: number): Continuation;
}

interface Filled {
  readonly steps: readonly Step[];
  readonly isOver: boolean;
}

/** Takes steps until the page has 100 entries, or as many as were asked for, 8 MiB, or has looked at a thousand documents. */
export async function fillPage(steps: AsyncGenerator<Step>, size = deltaPageSize): Promise<Filled> {
  const taken: Step[] = [];
  let entries = 0;
  let bytes = 0;
  const isFull = (): boolean => entries >= size || bytes > maxPageReadBytes || taken.length >= maxLookedInDelta;
  for await (const step of steps) {
    if (isFull() && step.entry !== undefined) return { steps: taken, isOver: false };
    taken.push(step);
    if (step.entry !== undefined) entries++;
    if (step.entry?.is === 'event' && !step.entry.brief) bytes += recordBytes(step.entry.event);
    if (step.isLast === true) break;
    if (isFull() && step.endsChunk === true) return { steps: taken, isOver: false };
  }
  return { steps: taken, isOver: true };
}

/** Whether the request has brought a deltaLink, so that the round begins with it. */
export const beginsRound = ({ isFirst, place }: Round): boolean => !isFirst && place.after === undefined && place.series === undefined;

/**
 * The page. `largest`: the largest `_ts` in the mailbox, read behind a page that begins a later round and doesn't end it. What is written while
 * a round goes on is read by its end, but for what becomes visible behind its back; so the next one begins before the first page of this one.
 */
export function pageOf({ steps, isOver }: Filled, round: Round, largest: number | undefined, clock: Clock): DeltaPage {
  const places = steps.flatMap(({ entry }, at) => (entry === undefined ? [] : [at]));
  const seen = steps.reduce((most, { writtenAt = 0 }) => Math.max(most, writtenAt), round.mark);
  return {
    entries: steps.flatMap(({ entry }) => entry ?? []),
    continuation(count) {
      const now = clock();
      const isWhole = count >= places.length;
      const passed = isWhole ? steps : steps.slice(0, places[count]);
      const begins = beginsRound(round);
      // The two queries were sent one after the other: what is to spare covers the time between.
      const mark = !begins ? round.mark : largest === undefined ? seen : Math.max(round.mark, largest - spareSeconds);
      // By now nothing appears any more below what an old link has seen, and this round has read it.
      const isSettled = begins && now - round.issued >= settledSeconds * 1000;
      const least = Math.max(round.least, isSettled ? round.mark + 1 : 0);
      const next = Math.max(least, mark - spareSeconds);
      const told = round.isFirst
        ? []
        : passed.flatMap(({ passed: version, writtenAt = 0 }) => (version !== undefined && writtenAt >= next ? [version] : []));
      // A page that is the whole round has read again whatever the link names.
      const before = begins && isOver && isWhole ? [] : round.told;
      const common = { ...round, mark, issued: now, told: [...new Set([...before, ...told])].slice(-maxToldVersions) };
      const place = passed.at(-1)?.behind ?? round.place;
      if (!isOver || !isWhole) return { round: { ...common, place, least }, isOver: false };
      return {
        round: { ...common, place: place.in === 'one' ? place : { in: 'changes' }, isFirst: false, least: next, base: round.began },
        isOver: true,
      };
    },
  };
}
