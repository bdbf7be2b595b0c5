// The query options of users and groups, and the names of their properties.
import { badRequest } from '../../runtime/errors.ts';
import type { Condition } from '../../stores/documents.ts';
import { namesOf } from '../types/edm.ts';
import { groupRows } from './groupSchema.ts';
import { userRows, type UserProperty } from './userSchema.ts';
import type { FilterVocabulary } from '../filter/condition.ts';
import type { QuerySchema } from '../query/queryOptions.ts';
import { filterOf, namedAmong } from '../query/vocabulary.ts';

/** The properties of a user that the permission `User.ReadBasic.All` shows. */
export const basicUserProperties: ReadonlySet<UserProperty> = new Set([
  'id',
  'displayName',
  'givenName',
  'mail',
  'surname',
  'userPrincipalName',
]);

const schema = <P extends string>(
  options: QuerySchema['options'],
  property: QuerySchema<P>['property'],
  filter?: FilterVocabulary,
): QuerySchema<P> => ({ options, property, sortable: [], expandable: undefined, filter });

const userProperty = namedAmong('user', namesOf(userRows));
const groupProperty = namedAmong('group', namesOf(groupRows));

export const userEntityQuery = schema(['select'], userProperty);
export const userList = schema(['select', 'top', 'count', 'skiptoken', 'filter'], userProperty, filterOf(userRows, userProperty));
export const memberList = schema(['select', 'top', 'count', 'skiptoken'], userProperty);
export const groupEntityQuery = schema(['select'], groupProperty);
export const groupList = schema(['select', 'top', 'count', 'skiptoken', 'filter'], groupProperty, filterOf(groupRows, groupProperty));
export const membershipList = schema(['select', 'top', 'count', 'skiptoken'], groupProperty);

/** A property, and the value that a filter wants it to have. */
export interface Wanted {
  readonly property: string;
  readonly value: string;
}

/** The comparisons of a filter, of which any one is enough; undefined without a filter. Throws 400 for a filter of any other form. */
export function wantedBy(filter: Condition | undefined): readonly Wanted[] | undefined {
  if (filter === undefined) return undefined;
  if (filter.is === 'or') return filter.conditions.flatMap((each) => wantedBy(each) ?? []);
  if (filter.is === 'eq' && typeof filter.value === 'string') return [{ property: filter.property, value: filter.value }];
  throw badRequest("The value of '$filter' must be properties that are compared by 'eq' with one value each, joined by 'or'.");
}
