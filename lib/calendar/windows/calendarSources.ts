// The events of a calendar that a window is made of: short ones by the index of their starts, the others by that of what they cover.
import type { Condition, Documents } from '../../stores/documents.ts';
import { longDays } from '../events/record/span.ts';
import { msPerDay } from '../time/calendarDate.ts';
import { glimpseOf, glimpseProperties, timesOf } from '../occurrences/seriesGlimpse.ts';
import type { ShortEvents } from './slices.ts';
import { iso, type WindowCursor, type WindowRequest } from './windowRequest.ts';

export const inCalendar = (calendar: string, filter: Condition | undefined): Condition[] => [
  { is: 'eq', property: 'listed', value: true },
  { is: 'eq', property: 'calendar', value: calendar },
  ...(filter ? [filter] : []),
];

/** A query along the index of starts, from the longest that an event which isn't a long one lasts. Gives some hundred bytes of each. */
export const shortsIn =
  (documents: Documents, partition: string, within: readonly Condition[], request: WindowRequest): ShortEvents =>
  async (behind, limit) => {
    const after = behind === undefined ? request.after : { sort: iso(behind.startUtc), id: behind.id };
    const found = await documents.query(partition, {
      where: { is: 'and', conditions: shortIn(within, { ...request, ...(after && { after }) }) },
      orderBy: [{ property: 'listed' }, { property: 'calendar' }, { property: 'sortKeys.start' }, { property: 'id' }],
      only: glimpseProperties,
      limit,
    });
    return found.flatMap((document) => {
      const single = glimpseOf(document);
      return single === undefined ? [] : [{ single, ...timesOf(single), id: single.id }];
    });
  };

/** Whether an event that isn't a long one is in the window, and behind the cursor. */
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
  ...(after === undefined ? [] : [behind(after)]),
];

const behind = ({ sort, id }: WindowCursor): Condition => ({
  is: 'or',
  conditions: [
    { is: 'gt', property: 'sortKeys.start', value: sort },
    {
      is: 'and',
      conditions: [
        { is: 'eq', property: 'sortKeys.start', value: sort },
        { is: 'gt', property: 'id', value: id },
      ],
    },
  ],
});
