// The three kinds of rounds: a first one goes through the lists of a calendar, a later one through the index of changes, one of a series alone
// through that series.
import { shortIn } from '../../calendar/windows/calendarSources.ts';
import type { EventRecord } from '../../calendar/events/record/eventRecord.ts';
import { withoutPrivate } from '../../calendar/events/list.ts';
import { mailboxPartition } from '../../calendar/mailbox.ts';
import { iso } from '../../calendar/windows/windowRequest.ts';
import { deltaPageSize } from '../../runtime/limits/changes.ts';
import type { Condition } from '../../stores/documents.ts';
import type { Order } from '../../stores/keyset.ts';
import { chunkSteps, mostBeginnings, restOfSeries, type DocumentSource } from './documentSteps.ts';
import type { SeriesPlace } from './round.ts';
import { windowOf, type Scope } from './scope.ts';
import { seriesSteps, type SeriesSource } from './seriesSteps.ts';
import { withEnding, type Step } from './steps.ts';
import { changedBehind, listedBehind, versionOf } from './tracked.ts';

/** The least number of documents that are read at once, however small the pages are: most may be of no concern. */
const leastAtOnce = 20;

const atOnce = ({ asked: { size = deltaPageSize } }: DocumentSource): number => Math.max(size, leastAtOnce);

/** The steps of a later round: through all that was written in the mailbox since, in this order. */
export async function* laterRound(source: DocumentSource): AsyncGenerator<Step> {
  const { documents, scope, round } = source;
  const { least, place } = round;
  if (place.series !== undefined) yield* restOfSeries(source, { ...place, series: undefined }, place.series);
  const limit = atOnce(source);
  for (let { after } = place, more = true; more;) {
    const found = await changedBehind(documents, mailboxPartition(scope.mailbox), { least, after, limit: limit + 1 });
    more = found.length > limit;
    const chunk = found.slice(0, limit).map((tracked) => ({ tracked, place: [tracked.writtenAt, tracked.id] }));
    yield* chunkSteps(source, { documents: chunk, more }, { in: 'changes' }, true);
    after = chunk.at(-1)?.place;
  }
}

/** A list that a first round goes through. */
interface List {
  readonly order: Order;
  readonly conditions: readonly Condition[];
}

/** The steps of a first round: through all that lies in the window now, by the indexes that windows and lists have. */
export async function* firstRound(source: DocumentSource): AsyncGenerator<Step> {
  const { documents, scope, round } = source;
  const { place } = round;
  if (place.series !== undefined) yield* restOfSeries(source, { ...place, series: undefined }, place.series);
  const lists = listsOf(source);
  const limit = atOnce(source);
  for (let at = place.list ?? 0, { after } = place; at < lists.length; at++, after = undefined) {
    const list = lists[at];
    for (let more = list !== undefined; more && list !== undefined;) {
      const { order, conditions } = list;
      const found = await listedBehind(documents, mailboxPartition(scope.mailbox), order, { conditions, after, limit: limit + 1 });
      more = found.length > limit;
      const chunk = { documents: found.slice(0, limit), more };
      yield* chunkSteps(source, chunk, { in: 'first', list: at }, at === lists.length - 1);
      after = chunk.documents.at(-1)?.place;
    }
  }
}

function listsOf({ scope, asked }: DocumentSource): readonly List[] {
  const within: readonly Condition[] = [{ is: 'eq', property: 'listed', value: true }, ...inCalendars(scope)];
  if (scope.seriesAs === 'masters') {
    const order: Order =
      scope.calendar === undefined
        ? { within: ['listed'], by: ['calendar', 'created', 'id'] }
        : { within: ['listed', 'calendar'], by: ['created', 'id'] };
    return [{ order, conditions: within }];
  }
  const { from, to } = windowOf(asked);
  return [
    { order: { within: ['listed', 'calendar'], by: ['sortKeys.start', 'id'] }, conditions: shortIn(within, { from, to }) },
    {
      order: { within: ['listed', 'calendar'], by: ['sortKeys.spanEnd', 'id'] },
      conditions: [
        ...within,
        { is: 'lt', property: 'sortKeys.spanStart', value: iso(to) },
        { is: 'ge', property: 'sortKeys.spanEnd', value: iso(from) },
      ],
    },
  ];
}

function inCalendars({ calendar, sees }: Scope): readonly Condition[] {
  if (calendar === undefined) return [];
  return [{ is: 'eq', property: 'calendar', value: calendar }, ...(sees(calendar) === 'all' ? [] : [withoutPrivate()])];
}

/**
 * The steps of a round of one series: none while it is as it was told. `isBegun`: whether the round goes on with a page before. One that
 * changes all the time is left to the next round.
 */
export async function* roundOfSeries(
  source: SeriesSource,
  series: EventRecord,
  told: SeriesPlace | undefined,
  isBegun: boolean,
): AsyncGenerator<Step> {
  const version = versionOf(series);
  const isSame = told?.version === version;
  const again = isBegun && !isSame ? (told?.again ?? 0) + 1 : told?.again;
  const end = (of: string): Step => ({ behind: { in: 'one', series: { id: series.id, version: of } }, isLast: true, endsChunk: true });
  const isLeft = isSame ? !isBegun : (again ?? 0) > mostBeginnings;
  if (told !== undefined && isLeft) {
    yield end(told.version);
    return;
  }
  const from = isSame ? { ...told, isBegun: true } : { again, isBegun: false };
  // One that has no occurrence in the window any more is told as removed.
  const instead: Step = { ...end(version), ...(told !== undefined && !isSame && { entry: { is: 'removed', id: series.eventId } }) };
  const steps = seriesSteps(source, series, { in: 'one' }, from);
  yield* orElse(
    withEnding(steps, (last) => ({ ...last, ...end(version) })),
    instead,
  );
}

/** The steps, or this one where there are none. */
async function* orElse(steps: AsyncIterable<Step>, instead: Step): AsyncGenerator<Step> {
  let isEmpty = true;
  for await (const step of steps) {
    isEmpty = false;
    yield step;
  }
  if (isEmpty) yield instead;
}
