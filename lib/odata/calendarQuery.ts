// The query options of calendars, calendar groups and permissions: what a list of them and one of them can be asked.
import { ServiceError } from '../errors.ts';
import { namesOf, type PropertyTable } from './edm.ts';
import type { QuerySchema } from './queryOptions.ts';

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

export const calendarQuery: EntityQuery<CalendarProperty> = entityQuery('calendar', namesOf(calendarProperties));
export const calendarGroupQuery: EntityQuery<CalendarGroupProperty> = entityQuery('calendarGroup', namesOf(calendarGroupProperties));
export const calendarPermissionQuery: EntityQuery<CalendarPermissionProperty> = entityQuery(
  'calendarPermission',
  namesOf(calendarPermissionProperties),
);

function entityQuery<P extends string>(type: string, properties: readonly P[]): EntityQuery<P> {
  const schema = (options: QuerySchema<P>['options']): QuerySchema<P> => ({
    options,
    sortable: [],
    expandable: undefined,
    filter: undefined,
    property(asked) {
      const name = properties.find((each) => each.toLowerCase() === asked.toLowerCase());
      if (name === undefined)
        throw new ServiceError(
          400,
          'RequestBroker--ParseUri',
          `Could not find a property named '${asked}' on type 'microsoft.graph.${type}'.`,
        );
      return { name, path: name };
    },
  });
  return { list: schema(['select', 'top', 'skiptoken']), entity: schema(['select']) };
}
