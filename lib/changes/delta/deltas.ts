// Tells what has changed in calendars, round by round and page by page (contract, section 11).
import type { EventRecord } from '../../calendar/events/record/eventRecord.ts';
import type { Calendars } from '../../calendar/calendars/calendars.ts';
import { mailboxPartition } from '../../calendar/mailbox.ts';
import type { Clock } from '../../runtime/clock.ts';
import { deltaDays, deltaRoundDays, spareSeconds } from '../../runtime/limits/changes.ts';
import { msPerDay } from '../../runtime/clock.ts';
import { syncStateNotFound } from '../../runtime/errors.ts';
import type { Documents } from '../../stores/documents.ts';
import type { DocumentSource } from './documentSteps.ts';
import { beginsRound, fillPage, pageOf, type DeltaPage } from './page.ts';
import type { Asked, Round } from './round.ts';
import { firstRound, laterRound, roundOfSeries } from './rounds.ts';
import type { Scope } from './scope.ts';
import { lastWrites } from './tracked.ts';

export interface DeltaDependencies {
  readonly documents: Documents;
  readonly calendars: Pick<Calendars, 'locate'>;
  readonly clock: Clock;
}

export interface Deltas {
  /** A first round of calendars: one query. */
  begin(scope: Scope, asked: Asked): Promise<Round>;
  /** A first round of one series: nothing is read. */
  beginSeries(asked: Asked): Round;
  /**
   * The round's next page. A later round costs one query for each hundred documents that have changed in the mailbox, one for each hundred
   * events that are shown, and one more where it goes on over another page; a first one, what the lists cost that it goes through.
   * @throws ServiceError 410 for a round that is too old, or of an event whose past isn't known any more
   */
  page(scope: Scope, round: Round): Promise<DeltaPage>;
  /** The same of a round of this series. `isBegun`: whether the round has given a page already. */
  pageOfSeries(scope: Scope, series: EventRecord, round: Round, isBegun: boolean): Promise<DeltaPage>;
}

export function createDeltas({ documents, calendars, clock }: DeltaDependencies): Deltas {
  const begun = (asked: Asked, inPlace: Round['place'], mark: number, now: number): Round => ({
    asked,
    place: inPlace,
    isFirst: true,
    least: Math.max(0, mark - spareSeconds),
    mark,
    base: now,
    began: now,
    issued: now,
    told: [],
  });

  /** The round as it goes on now: a deltaLink begins it. Throws 410 where tombstones that it needs may be gone. */
  function continued(round: Round, isLink: boolean): Round {
    const now = clock();
    if (now - round.base > (isLink ? deltaDays : deltaRoundDays) * msPerDay) throw syncStateNotFound();
    return isLink ? { ...round, began: now } : round;
  }

  return {
    async begin({ mailbox }, asked) {
      const now = clock();
      // The lists are read behind it, so that they show these versions or later ones.
      const { at, versions } = await lastWrites(documents, mailboxPartition(mailbox));
      return { ...begun(asked, { in: 'first' }, at, now), told: versions.toReversed() };
    },

    beginSeries: (asked) => begun(asked, { in: 'one' }, 0, clock()),

    async page(scope, given) {
      const round = continued(given, beginsRound(given));
      const living = new Map<string, Promise<boolean>>();
      const source: DocumentSource = {
        documents,
        scope,
        asked: round.asked,
        round,
        tellsCancelled: !round.isFirst,
        tellsRemoved: !round.isFirst,
        isLiving(calendar) {
          const known = living.get(calendar) ?? calendars.locate(scope.mailbox, calendar).then((place) => place !== undefined);
          living.set(calendar, known);
          return known;
        },
      };
      const filled = await fillPage(round.isFirst ? firstRound(source) : laterRound(source), round.asked.size);
      const goesOn = beginsRound(round) && !filled.isOver;
      const largest = goesOn ? (await lastWrites(documents, mailboxPartition(scope.mailbox))).at : undefined;
      return pageOf(filled, round, largest, clock);
    },

    async pageOfSeries(scope, series, given, isBegun) {
      const round = continued(given, !isBegun && !given.isFirst);
      const source = { documents, scope, asked: round.asked, tellsCancelled: !round.isFirst };
      const steps = roundOfSeries(source, series, round.place.series, isBegun);
      return pageOf(await fillPage(steps, round.asked.size), round, undefined, clock);
    },
  };
}
