// The query options of calendars, calendar groups and permissions: what a list of them and one of them can be asked.
import { nameKey } from '../../calendar/calendars/calendarName.ts';
import { ServiceError } from '../../runtime/errors.ts';
import { namesOf, type PropertyTable } from '../types/edm.ts';
import type { Filterable, FilterVocabulary } from '../filter/condition.ts';
import type { NamedProperty, QuerySchema } from '../query/queryOptions.ts';

export const calendarProperties = {
  id: 'Edm.String not null',
  name: 'Edm.String',
  color: 'graph.calendarColor',
  hexColor: 'Edm.String',
  isDefaultCalendar: 'Edm.Boolean',
  changeKey: 'Edm.String',
  canShare: 'Edm.Boolean',
  canViewPrivateItems: 'Edm.Boolean',
  canEdit: 'Edm.Boolean',
  allowedOnlineMeetingProviders: 'Collection(graph.onlineMeetingProviderType)',
  defaultOnlineMeetingProvider: 'graph.onlineMeetingProviderType',
  isTallyingResponses: 'Edm.Boolean',
  isRemovable: 'Edm.Boolean',
  owner: 'graph.emailAddress',
} as const satisfies PropertyTable;
export const calendarGroupProperties = {
  id: 'Edm.String not null',
  name: 'Edm.String',
  classId: 'Edm.Guid',
  changeKey: 'Edm.String',
} as const satisfies PropertyTable;
export const calendarPermissionProperties = {
  id: 'Edm.String not null',
  isRemovable: 'Edm.Boolean',
  isInsideOrganization: 'Edm.Boolean',
  role: 'graph.calendarRoleType',
  allowedRoles: 'Collection(graph.calendarRoleType)',
  emailAddress: 'graph.emailAddress',
} as const satisfies PropertyTable;

export type CalendarProperty = keyof typeof calendarProperties;
export type CalendarGroupProperty = keyof typeof calendarGroupProperties;
export type CalendarPermissionProperty = keyof typeof calendarPermissionProperties;

/** What a list of such entities takes; one of them takes `$select` alone. */
export interface EntityQuery<P extends string> {
  readonly list: QuerySchema<P>;
  readonly entity: QuerySchema<P>;
}

/** Names of calendars are the same in any case of letters, as those of folders; so `eq` finds what a 409 tells of. */
const name: Filterable = {
  property: 'nameKey',
  functions: true,
  compare(operator, literal) {
    if (literal.kind !== 'text' || (operator !== 'eq' && operator !== 'ne')) return undefined;
    return { is: operator, property: 'nameKey', value: nameKey(literal.value) };
  },
};

export const calendarQuery: EntityQuery<CalendarProperty> = entityQuery('calendar', namesOf(calendarProperties), { name });
export const calendarGroupQuery: EntityQuery<CalendarGroupProperty> = entityQuery('calendarGroup', namesOf(calendarGroupProperties), {
  name,
});
export const calendarPermissionQuery: EntityQuery<CalendarPermissionProperty> = entityQuery(
  'calendarPermission',
  namesOf(calendarPermissionProperties),
);

function entityQuery<P extends string>(
  type: string,
  properties: readonly P[],
  filterables: Readonly<Record<string, Filterable>> = {},
): EntityQuery<P> {
  const property = (asked: string): NamedProperty<P> => {
    const found = properties.find((each) => each.toLowerCase() === asked.toLowerCase());
    if (found !== undefined) return { name: found, path: found };
    throw new ServiceError(400, 'RequestBroker--ParseUri', `Could not find a property named '${asked}' on type 'microsoft.graph.${type}'.`);
  };
  const byName = new Map(Object.entries(filterables));
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
