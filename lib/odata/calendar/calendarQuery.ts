// The query options of calendars, calendar groups and permissions: those of a list, and those of one entity.
import type { QuerySchema } from '../query/queryOptions.ts';
import { filterOf, namedAmong, type FilteredRow } from '../query/vocabulary.ts';
import { namesOf } from '../types/edm.ts';
import { calendarGroupRows, calendarPermissionRows, calendarRows } from './calendarSchema.ts';

/** The options of a list of such entities. One entity takes only `$select`. */
export interface EntityQuery<P extends string> {
  readonly list: QuerySchema<P>;
  readonly entity: QuerySchema<P>;
}

export const calendarQuery = entityQuery('calendar', calendarRows);
export const calendarGroupQuery = entityQuery('calendarGroup', calendarGroupRows);
export const calendarPermissionQuery = entityQuery('calendarPermission', calendarPermissionRows);

function entityQuery<P extends string>(type: string, rows: Readonly<Record<P, FilteredRow>>): EntityQuery<P> {
  const property = namedAmong<P>(type, namesOf(rows));
  const filter = filterOf(rows, property);
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
