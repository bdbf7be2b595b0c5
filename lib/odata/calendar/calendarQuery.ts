// The query options of calendars, calendar groups and permissions: those of a list, and those of one entity.
import type { QuerySchema } from '../query/queryOptions.ts';
import { filterOf, namedAmong, type FilteredRow } from '../query/vocabulary.ts';
import { namesOf } from '../types/edm.ts';
import { extendedPropertyFilter } from '../custom/customFilter.ts';
import { extendedNavigation } from '../custom/customSchema.ts';
import type { Filterable } from '../filter/condition.ts';
import { calendarExpandable, type CalendarExpanding } from './calendarExpand.ts';
import { calendarGroupRows, calendarPermissionRows, calendarRows, type CalendarProperty } from './calendarSchema.ts';

/** The options of a list of such entities. One entity takes only `$select`. */
export interface EntityQuery<P extends string> {
  readonly list: QuerySchema<P>;
  readonly entity: QuerySchema<P>;
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
export const calendarExpandQuery: { readonly [K in 'list' | 'entity']: QuerySchema<CalendarProperty, never, CalendarExpanding> } = {
  list: { ...calendarQuery.list, options: [...calendarQuery.list.options, 'expand'], expandable: calendarExpandable },
  entity: { ...calendarQuery.entity, options: [...calendarQuery.entity.options, 'expand'], expandable: calendarExpandable },
};

/** `more`: filters by the names of properties whose rows don't say them. */
function entityQuery<P extends string>(
  type: string,
  rows: Readonly<Record<P, FilteredRow>>,
  more: Readonly<Record<string, Filterable>> = {},
): EntityQuery<P> {
  const property = namedAmong<P>(type, namesOf(rows));
  const filter = filterOf(rows, property, more);
  const schema = (options: QuerySchema<P>['options']): QuerySchema<P> => ({
    options,
    property,
    sortable: [],
    expandable: undefined,
    filter: options.includes('filter') ? filter : undefined,
  });
  const filtering = filter.names.length > 0 ? (['filter'] as const) : [];
  return { list: schema(['select', 'top', 'count', 'skiptoken', ...filtering]), entity: schema(['select']) };
}
