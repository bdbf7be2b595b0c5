// The query options of calendars, calendar groups and permissions: what a list of them and one of them can be asked.
import { ServiceError } from '../errors.ts';
import type { QuerySchema } from './queryOptions.ts';

const calendarProperties = [
  'id',
  'name',
  'color',
  'hexColor',
  'isDefaultCalendar',
  'changeKey',
  'canShare',
  'canViewPrivateItems',
  'canEdit',
  'allowedOnlineMeetingProviders',
  'defaultOnlineMeetingProvider',
  'isTallyingResponses',
  'isRemovable',
  'owner',
] as const;
const calendarGroupProperties = ['id', 'name', 'classId', 'changeKey'] as const;
const calendarPermissionProperties = ['id', 'isRemovable', 'isInsideOrganization', 'role', 'allowedRoles', 'emailAddress'] as const;

export type CalendarProperty = (typeof calendarProperties)[number];
export type CalendarGroupProperty = (typeof calendarGroupProperties)[number];
export type CalendarPermissionProperty = (typeof calendarPermissionProperties)[number];

/** What a list of such entities takes; one of them takes `$select` alone. */
export interface EntityQuery<P extends string> {
  readonly list: QuerySchema<P>;
  readonly entity: QuerySchema<P>;
}

export const calendarQuery: EntityQuery<CalendarProperty> = entityQuery('calendar', calendarProperties);
export const calendarGroupQuery: EntityQuery<CalendarGroupProperty> = entityQuery('calendarGroup', calendarGroupProperties);
export const calendarPermissionQuery: EntityQuery<CalendarPermissionProperty> = entityQuery(
  'calendarPermission',
  calendarPermissionProperties,
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
