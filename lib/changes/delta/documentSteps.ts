// Goes through documents in their order, and says of each what a delta tells: the event, that it isn't there any more, or nothing.
import { decodeListed, type EventRecord } from '../../calendar/events/record/eventRecord.ts';
import { mailboxPartition } from '../../calendar/mailbox.ts';
import { timesOf, type EventOutline } from '../../calendar/occurrences/eventOutline.ts';
import { readAll } from '../../calendar/windows/ordered.ts';
import type { WindowEntry } from '../../calendar/windows/windowEntry.ts';
import { syncStateNotFound } from '../../runtime/errors.ts';
import { mayHaveSeen } from './removed.ts';
import type { Place, Round, SeriesPlace } from './round.ts';
import { isOpen, isWithin } from './scope.ts';
import { seriesSteps, type SeriesSource } from './seriesSteps.ts';
import { withEnding, type Step } from './steps.ts';
import { versionOf, type Tracked } from './tracked.ts';

/** A document, and its place in the order. */
export interface PlacedDocument {
  readonly tracked: Tracked;
  readonly place: NonNullable<Place['after']>;
}

/** Documents that are read at once, and whether more follow. */
export interface Chunk {
  readonly documents: readonly PlacedDocument[];
  readonly more: boolean;
}

export interface DocumentSource extends SeriesSource {
  readonly round: Round;
  /** Whether what isn't shown is told as removed: in all rounds but the first. */
  readonly tellsRemoved: boolean;
  /** Whether a calendar is still there. The events of a deleted one are told as its purge makes them tombstones. */
  readonly isLiving: (calendar: string) => Promise<boolean>;
}

/** The steps through a chunk; the last one says whether all is read, where `isLast` says that no list follows. */
export async function* chunkSteps(
  source: DocumentSource,
  { documents, more }: Chunk,
  at: Pick<Place, 'in' | 'list'>,
  isLast: boolean,
): AsyncGenerator<Step> {
  // A first round shows all that is there: the names are of what the next one needn't tell again.
  const told = new Set(source.round.isFirst ? [] : source.round.told);
  const open = documents.filter(({ tracked }) => !told.has(tracked.version) && isShown(source, tracked));
  const whole = inOrder(
    readAll(
      readingOf(source),
      open.flatMap(({ tracked: { outline } }) => (outline === undefined ? [] : [entryOf(outline)])),
    ),
  );
  for (const [i, { tracked, place }] of documents.entries()) {
    const outer: Place = { ...at, after: place };
    const isEnd = i === documents.length - 1;
    const ending = {
      behind: outer,
      passed: tracked.version,
      writtenAt: tracked.writtenAt,
      ...(isEnd && { endsChunk: true, isLast: isLast && !more }),
    };
    if (told.has(tracked.version)) {
      yield ending;
      continue;
    }
    const event = isShown(source, tracked) ? await whole(tracked.id) : undefined;
    let isTold = false;
    for await (const step of withEnding(documentSteps(source, tracked, event, outer), (last) => ({ ...last, ...ending }))) {
      isTold = true;
      yield step;
    }
    if (!isTold) yield ending;
  }
}

/** The steps behind a place within a series, as long as the series is the same. */
export async function* restOfSeries(source: DocumentSource, outer: Place, place: SeriesPlace): AsyncGenerator<Step> {
  const series = decodeListed(await source.documents.read(mailboxPartition(source.scope.mailbox), place.id));
  const { again = 0 } = place;
  // A series that has changed is begun anew. One that changes all the time is left to the next round, which it is told in anyway.
  const isSame = series !== undefined && versionOf(series) === place.version;
  if (series === undefined || !isOpen(source.scope, series) || (!isSame && again >= mostBeginnings)) {
    yield { behind: outer };
    return;
  }
  const from = isSame ? { ...place, isBegun: true } : { again: again + 1, isBegun: false };
  let isTold = false;
  for await (const step of withEnding(seriesSteps(source, series, outer, from), (last) => ({ ...last, behind: outer }))) {
    isTold = true;
    yield step;
  }
  if (!isTold) yield { behind: outer };
}

/** How often a round begins a series anew that changes meanwhile; then the next round tells of it. */
export const mostBeginnings = 3;

const isShown = ({ scope, asked }: DocumentSource, { outline, span }: Tracked): boolean =>
  outline !== undefined && isOpen(scope, outline) && isWithin(asked, scope.seriesAs, outline, span);

async function* documentSteps(
  source: DocumentSource,
  tracked: Tracked,
  event: EventRecord | undefined,
  outer: Place,
): AsyncGenerator<Step> {
  const { scope, round } = source;
  if (tracked.outline !== undefined && scope.calendar === undefined && !(await source.isLiving(tracked.calendar))) return;
  if (isShown(source, tracked)) {
    // What has changed since the index was read comes again by its later write.
    if (event === undefined || !isOpen(scope, event)) return;
    if (scope.seriesAs === 'masters' || event.properties.recurrence === null) {
      yield { behind: outer, entry: { is: 'event', event, brief: scope.seriesAs === 'masters' } };
      return;
    }
    let isThere = false;
    for await (const step of seriesSteps(source, event, outer, { isBegun: false })) {
      isThere = true;
      yield step;
    }
    if (isThere) return;
  }
  if (!source.tellsRemoved) return;
  const seen = mayHaveSeen(tracked, scope, round);
  // A caller who may know of all calendars may be told one id too many.
  if (seen === 'unknown' && scope.isShared) throw syncStateNotFound();
  if (seen !== false) yield { behind: outer, entry: { is: 'removed', id: tracked.eventId } };
}

const readingOf = ({ documents, scope: { mailbox, calendar } }: DocumentSource) => ({
  documents,
  partition: mailboxPartition(mailbox),
  within: [
    { is: 'eq', property: 'listed', value: true } as const,
    ...(calendar === undefined ? [] : [{ is: 'eq', property: 'calendar', value: calendar } as const]),
  ],
});

const entryOf = (outline: EventOutline): WindowEntry => ({ single: outline, ...timesOf(outline), id: outline.id });

/** Takes events by their ids, which are asked for in the order of the events; undefined for one that isn't there. */
function inOrder(
  events: AsyncGenerator<{ readonly entry: { readonly id: string }; readonly event: EventRecord }>,
): (id: string) => Promise<EventRecord | undefined> {
  let head: Awaited<ReturnType<typeof events.next>> | undefined;
  return async (id) => {
    head ??= await events.next();
    if (head.done === true || head.value.entry.id !== id) return undefined;
    const { event } = head.value;
    head = undefined;
    return event;
  };
}
