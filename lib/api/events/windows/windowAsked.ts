// What the options of a window ask of its events, each as the caller is shown it: the filter and the order.
import { organizersSeen, type Viewpoint } from '../../../access/permissions/eventAccess.ts';
import type { ReachedMailbox } from '../../../access/permissions/calendarAccess.ts';
import { withoutOthersFiles } from '../../../calendar/entries/filesFilter.ts';
import { eventSortProperties, type EventSortProperty } from '../../../calendar/events/list.ts';
import type { EventRecord } from '../../../calendar/events/record/eventRecord.ts';
import type { WantedEvents, WindowOrder } from '../../../calendar/windows/wanted.ts';
import { iso, type Placed } from '../../../calendar/windows/windowRequest.ts';
import type { EventOptions } from '../../../odata/event/eventQuery.ts';
import { isShownSo, shownDocument } from '../../../odata/event/eventSeen.ts';
import type { Call } from '../../call.ts';

type SeenBy = (event: EventRecord) => Viewpoint;

/** The filter, in memory and for the store; undefined without one. */
export function wantedBy(
  { caller }: Pick<Call, 'caller'>,
  walked: ReachedMailbox,
  seenBy: SeenBy,
  { filter }: Pick<EventOptions, 'filter'>,
): WantedEvents | undefined {
  const where = withoutOthersFiles(filter, organizersSeen(caller, walked));
  return where && { where, matches: (event) => isShownSo(where, event, seenBy(event)) };
}

/** The order; undefined for the order of starts, which windows have. */
export function orderAsked(seenBy: SeenBy, { orderBy }: Pick<EventOptions, 'orderBy'>): WindowOrder | undefined {
  if (orderBy === undefined || (orderBy.length === 1 && orderBy[0].property === 'start/dateTime' && orderBy[0].direction === 'asc'))
    return undefined;
  const byTimes = orderBy.map(({ property }) => timeOf[property]);
  return {
    descending: orderBy.map(({ direction }) => direction === 'desc'),
    keysOf(event) {
      const document = shownDocument(event, seenBy(event));
      return orderBy.map(({ property }) => textAt(document, eventSortProperties[property]));
    },
    keysOfTimes: byTimes.includes(undefined) ? undefined : (placed) => byTimes.map((time) => iso(time?.(placed) ?? 0)),
  };
}

const timeOf: Readonly<Partial<Record<EventSortProperty, (placed: Placed) => number>>> = {
  'start/dateTime': ({ startUtc }) => startUtc,
  'end/dateTime': ({ endUtc }) => endUtc,
};

function textAt(document: ReturnType<typeof shownDocument>, path: string): string {
  let found: unknown = document;
  for (const name of path.split('.')) found = typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined;
  return typeof found === 'string' ? found : '';
}
