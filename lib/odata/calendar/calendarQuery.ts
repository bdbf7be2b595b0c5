// The query options of calendars, calendar groups and permissions: those of a list, and those of one entity.
import type { ListRequest } from '../../calendar/calendars/listOrder.ts';
import type { PropertyPath } from '../../stores/documents.ts';
import type { QueryOptions, QuerySchema } from '../query/queryOptions.ts';
import { filterOf, namedAmong, type FilteredRow } from '../query/vocabulary.ts';
import { namesOf } from '../types/edm.ts';
import { calendarGroupRows, calendarPermissionRows, calendarRows } from './calendarSchema.ts';

/** The options of a list of such entities. One entity takes only `$select`. */
export interface EntityQuery<P extends string> {
  readonly list: QuerySchema<P, P>;
  readonly entity: QuerySchema<P>;
  /** What a list is asked for: its `$skip`, and its `$orderby` by what is stored. */
  readonly wanted: (options: Pick<QueryOptions<P, P>, 'skip' | 'orderBy'>) => Pick<ListRequest, 'skip' | 'orderBy'>;
}

export const calendarQuery = entityQuery('calendar', calendarRows);
export const calendarGroupQuery = entityQuery('calendarGroup', calendarGroupRows);
export const calendarPermissionQuery = entityQuery('calendarPermission', calendarPermissionRows);

interface ListedRow extends FilteredRow {
  readonly order?: PropertyPath;
}

function entityQuery<P extends string>(type: string, rows: Readonly<Record<P, ListedRow>>): EntityQuery<P> {
  const property = namedAmong<P>(type, namesOf(rows));
  const sortable = namesOf(rows).filter((name) => rows[name].order !== undefined);
  const schema = <S extends P>(options: QuerySchema<P>['options'], orders: readonly S[]): QuerySchema<P, S> => ({
    options,
    property,
    sortable: orders,
    expandable: undefined,
    filter: options.includes('filter') ? filterOf(rows, property) : undefined,
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
