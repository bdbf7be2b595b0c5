// The query options of calendars, calendar groups and permissions: what a list of them and one of them can be asked.
import type { Filterable, FilterVocabulary } from '../filter/condition.ts';
import type { QuerySchema } from '../query/queryOptions.ts';
import { namesOf, type PropertyType } from '../types/edm.ts';
import { namedAmong } from '../types/entity.ts';
import { calendarGroupRows, calendarPermissionRows, calendarRows } from './calendarSchema.ts';

/** What a list of such entities takes; one of them takes `$select` alone. */
export interface EntityQuery<P extends string> {
  readonly list: QuerySchema<P>;
  readonly entity: QuerySchema<P>;
}

export const calendarQuery = entityQuery('calendar', calendarRows);
export const calendarGroupQuery = entityQuery('calendarGroup', calendarGroupRows);
export const calendarPermissionQuery = entityQuery('calendarPermission', calendarPermissionRows);

/** What a query may ask of a property. */
interface QueriedRow {
  readonly type: PropertyType;
  readonly filter?: Filterable;
}

function entityQuery<P extends string>(type: string, rows: Readonly<Record<P, QueriedRow>>): EntityQuery<P> {
  const property = namedAmong<P>(type, namesOf(rows));
  const filterables = Object.entries<QueriedRow>(rows).flatMap(([name, { filter }]) =>
    filter === undefined ? [] : [[name, filter] as const],
  );
  const byName = new Map(filterables);
  const filter: FilterVocabulary = { find: (path) => byName.get(property(path.split('/')[0] ?? path).name), names: [...byName.keys()] };
  const schema = (options: QuerySchema<P>['options']): QuerySchema<P> => ({
    options,
    property,
    sortable: [],
    expandable: undefined,
    filter: options.includes('filter') ? filter : undefined,
  });
  const filtering = byName.size > 0 ? (['filter'] as const) : [];
  return { list: schema(['select', 'top', 'count', 'skiptoken', ...filtering]), entity: schema(['select']) };
}
