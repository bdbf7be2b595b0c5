// Finds a calendar's short events that lie in a window, by the index of their starts; `spanning.ts` finds the series and long events.
import type { Condition, Documents, PropertyPath, StoredDocument } from '../../stores/documents.ts';
import { behind, orderBy, type Order } from '../../stores/keyset.ts';
import { longDays } from '../events/record/span.ts';
import { msPerDay } from '../time/calendarDate.ts';
import { decodeOutline, outlineProperties, timesOf } from '../occurrences/eventOutline.ts';
import type { ShortEvents } from './slices.ts';
import { iso, type WindowRequest } from './windowRequest.ts';

const byStart: Order = { within: ['listed', 'calendar'], by: ['sortKeys.start', 'id'] };

/** More than the outline of each event: which properties to read, and who is shown the documents. */
export interface ReadMore {
  readonly only: readonly PropertyPath[];
  readonly note: (document: StoredDocument) => unknown;
}

/** Queries the index of starts, beginning as long before the window as a short event may last. Reads some hundred bytes of each event. */
export const shortsIn =
  (documents: Documents, partition: string, within: readonly Condition[], request: WindowRequest, more?: ReadMore): ShortEvents =>
  async (behind, limit) => {
    const after = behind === undefined ? request.after : { sort: iso(behind.startUtc), id: behind.id };
    const found = await documents.query(partition, {
      where: { is: 'and', conditions: shortIn(within, { ...request, ...(after && { after }) }) },
      orderBy: orderBy(byStart),
      only: more?.only ?? outlineProperties,
      limit,
    });
    return found.flatMap((document) => {
      const single = decodeOutline(document);
      if (single !== undefined) more?.note(document);
      return single === undefined ? [] : [{ single, ...timesOf(single), id: single.id }];
    });
  };

/** The conditions that find single events that aren't long, lie in the window and come after the cursor. */
export const shortIn = (within: readonly Condition[], { from, to, after }: Omit<WindowRequest, 'limit'>): Condition[] => [
  ...within,
  { is: 'eq', property: 'sortKeys.spanEnd', value: '' },
  { is: 'ge', property: 'sortKeys.start', value: after?.sort ?? iso(from - longDays * msPerDay) },
  { is: 'lt', property: 'sortKeys.start', value: iso(to) },
  {
    is: 'or',
    conditions: [
      { is: 'gt', property: 'sortKeys.end', value: iso(from) },
      { is: 'ge', property: 'sortKeys.start', value: iso(from) },
    ],
  },
  ...(after === undefined ? [] : [behind(byStart, [after.sort, after.id])]),
];
