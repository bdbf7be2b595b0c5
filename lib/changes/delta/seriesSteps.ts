// A series as a delta tells of it: its master, its occurrences in the window, and the dates of the window that were called off.
import type { EventRecord } from '../../calendar/events/record/eventRecord.ts';
import { eventTypeOf } from '../../calendar/events/record/eventType.ts';
import { cancelledDays } from '../../calendar/occurrences/cancelled.ts';
import { occurrenceAt } from '../../calendar/occurrences/occurrenceEvent.ts';
import { occurrenceId } from '../../calendar/occurrences/occurrenceId.ts';
import { listInstances } from '../../calendar/windows/window.ts';
import { isIn } from '../../calendar/windows/windowRequest.ts';
import { deltaPageSize } from '../../runtime/limits/changes.ts';
import type { Documents } from '../../stores/documents.ts';
import type { Asked, Place, SeriesPlace } from './round.ts';
import { windowOf, type Scope } from './scope.ts';
import type { Entry, Step } from './steps.ts';
import { versionOf } from './tracked.ts';

export interface SeriesSource {
  readonly documents: Documents;
  readonly scope: Scope;
  readonly asked: Asked;
  /** Whether dates that were called off are told: in all rounds but the first, in which there is nothing to be forgotten. */
  readonly tellsCancelled: boolean;
}

/**
 * The steps behind a place in the series, `outer` being the round's own place behind it. None where no occurrence that the caller sees lies in the
 * window. Costs what a page of instances costs for each hundred entries, and a query for each 200 dates that were called off.
 */
export async function* seriesSteps(
  source: SeriesSource,
  series: EventRecord,
  outer: Place,
  from: Pick<SeriesPlace, 'after' | 'cancelled' | 'again'> & { readonly isBegun: boolean },
): AsyncGenerator<Step> {
  const { after, cancelled, again, isBegun } = from;
  const place: SeriesPlace = { id: series.id, version: versionOf(series), ...(again !== undefined && { again }) };
  const step = (at: Pick<SeriesPlace, 'after' | 'cancelled'>, entry: Entry): Step => ({
    behind: { ...outer, series: { ...place, ...at } },
    entry,
  });
  let isTold = isBegun;
  if (cancelled === undefined)
    for await (const occurrence of occurrencesOf(source, series, after)) {
      if (!isTold) yield step({}, { is: 'event', event: series, brief: false });
      isTold = true;
      yield step({ after: occurrence.at }, { is: 'event', event: occurrence.event, brief: isPlain(occurrence.event) });
    }
  if (!isTold || !source.tellsCancelled) return;
  for (const day of await calledOff(source, series))
    if (cancelled === undefined || day > cancelled) yield step({ cancelled: day }, { is: 'removed', id: occurrenceId(series.id, day) });
}

/** Whether an occurrence has nothing of its own, so that its times say all. */
const isPlain = (event: EventRecord): boolean => eventTypeOf(event) === 'occurrence' && event.occurrence?.stored === undefined;

async function* occurrencesOf(
  { documents, scope, asked: { size = deltaPageSize, ...bounds } }: SeriesSource,
  series: EventRecord,
  begin: SeriesPlace['after'],
): AsyncGenerator<Awaited<ReturnType<typeof listInstances>>['entries'][number]> {
  for (let after = begin, more = true; more;) {
    const request = { ...windowOf(bounds), limit: size, ...(after && { after }) };
    const page = await listInstances(documents, scope.mailbox, series, request, scope.isShown);
    yield* page.entries;
    ({ more, last: after } = { more: page.more, last: page.last });
  }
}

async function calledOff({ documents, scope, asked }: SeriesSource, series: EventRecord): Promise<readonly string[]> {
  const days = await cancelledDays(documents, scope.mailbox, series, scope.isShown);
  return days.filter((day) => {
    const at = occurrenceAt(series, day);
    return at !== undefined && isIn({ ...at, id: '' }, windowOf(asked));
  });
}
