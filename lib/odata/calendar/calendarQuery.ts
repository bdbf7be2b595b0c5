// The query options of calendars, calendar groups and permissions: those of a list, and those of one entity.
import type { ListRequest } from '../../calendar/calendars/listOrder.ts';
import type { PropertyPath } from '../../stores/documents.ts';
import type { QueryOptions, QuerySchema } from '../query/queryOptions.ts';
import { filterOf, namedAmong, type FilteredRow } from '../query/vocabulary.ts';
import { namesOf } from '../types/edm.ts';
import { extendedPropertyFilter } from '../custom/customFilter.ts';
import type { extendedNavigation } from '../custom/customSchema.ts';
import type { Filterable } from '../filter/condition.ts';
import { calendarExpandable, type CalendarExpanding } from './calendarExpand.ts';
import { calendarGroupRows, calendarPermissionRows, calendarRows, type CalendarProperty } from './calendarSchema.ts';

/** The options of a list of such entities. One entity takes only `$select`. */
export interface EntityQuery<P extends string> {
  readonly list: QuerySchema<P, P>;
  readonly entity: QuerySchema<P>;
  /** What a list is asked for: its `$skip`, and its `$orderby` by what is stored. */
  readonly wanted: (options: Pick<QueryOptions<P, P>, 'skip' | 'orderBy'>) => Pick<ListRequest, 'skip' | 'orderBy'>;
}

/** Only `$expand` and `$filter` say anything of them. */
const extendedRows = {
  multiValueExtendedProperties: { type: 'Edm.Untyped' },
  singleValueExtendedProperties: { type: 'Edm.Untyped' },
} as const satisfies Readonly<Record<keyof typeof extendedNavigation, FilteredRow>>;

export const calendarQuery = entityQuery<CalendarProperty>(
  'calendar',
  { ...calendarRows, ...extendedRows },
  { singleValueExtendedProperties: extendedPropertyFilter },
);
export const calendarGroupQuery = entityQuery('calendarGroup', calendarGroupRows);
export const calendarPermissionQuery = entityQuery('calendarPermission', calendarPermissionRows);

/** The options of a list of calendars and of one, which also take `$expand`. */
export const calendarExpandQuery: {
  readonly list: QuerySchema<CalendarProperty, CalendarProperty, CalendarExpanding>;
  readonly entity: QuerySchema<CalendarProperty, never, CalendarExpanding>;
} = {
  list: { ...calendarQuery.list, options: [...calendarQuery.list.options, 'expand'], expandable: calendarExpandable },
  entity: { ...calendarQuery.entity, options: [...calendarQuery.entity.options, 'expand'], expandable: calendarExpandable },
};

interface ListedRow extends FilteredRow {
  readonly order?: PropertyPath;
}

/** `more`: filters by the names of properties whose rows don't say them. */
function entityQuery<P extends string>(
  type: string,
  rows: Readonly<Record<P, ListedRow>>,
  more: Readonly<Record<string, Filterable>> = {},
): EntityQuery<P> {
  const property = namedAmong<P>(type, namesOf(rows));
  const filter = filterOf(rows, property, more);
  const sortable = namesOf(rows).filter((name) => rows[name].order !== undefined);
  const schema = <S extends P>(options: QuerySchema<P>['options'], orders: readonly S[]): QuerySchema<P, S> => ({
    options,
    property,
    sortable: orders,
    expandable: undefined,
    filter: options.includes('filter') ? filter : undefined,
  });
  return {
    list: schema(['select', 'filter', 'orderby', 'top', 'skip', 'count', 'skiptoken'], sortable),
    entity: schema(['select'], []),
    wanted: ({ skip, orderBy }) => ({
      ...(skip !== undefined && { skip }),
      ...(orderBy && { orderBy: { property: rows[orderBy[0].property].order ?? 'id', descending: orderBy[0].direction === 'desc' } }),
    }),
  };
}
