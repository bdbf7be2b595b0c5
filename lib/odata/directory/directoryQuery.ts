// The query options of users and groups, and the names of their properties.
import type { Listing } from '../../directory/page.ts';
import type { Condition, PropertyPath } from '../../stores/documents.ts';
import { namesOf } from '../types/edm.ts';
import type { Rows } from '../types/entity.ts';
import { groupRows, type GroupProperty } from './groupSchema.ts';
import { userRows, type UserProperty } from './userSchema.ts';
import { leftOutOfGroup, leftOutOfUser } from './unvalued.ts';
import type { NamedProperty, QueryOptions, QuerySchema } from '../query/queryOptions.ts';
import type { SearchVocabulary } from '../query/search.ts';
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

const schema = <P extends string>(options: QuerySchema['options'], property: QuerySchema<P>['property']): QuerySchema<P> => ({
  options,
  property,
  sortable: [],
  expandable: undefined,
  filter: undefined,
});

/** A list whose filters, search and orders are those of the rows. */
const listSchema = <P extends string>(rows: Rows<never>, property: (asked: string) => NamedProperty<P>): QuerySchema<P, string> => ({
  options: ['select', 'top', 'count', 'skiptoken', 'filter', 'search', 'orderby'],
  property,
  sortable: namesOf(ordersOf(rows)),
  expandable: undefined,
  filter: filterOf(rows, property),
  search: searchOf(rows),
});

const ordersOf = (rows: Rows<never>): Readonly<Record<string, PropertyPath>> =>
  Object.fromEntries(Object.entries(rows).flatMap(([name, { order }]) => (order === undefined ? [] : [[name, order]])));

function searchOf(rows: Rows<never>): SearchVocabulary {
  const all = Object.entries(rows).flatMap(([name, { search }]) => (search === undefined ? [] : [[name, search] as const]));
  const byName = new Map(all.map(([name, search]) => [name.toLowerCase(), search]));
  return { find: (name) => byName.get(name.toLowerCase()), names: all.map(([name]) => name) };
}

const userProperty = namedAmong('user', [...namesOf(userRows), ...leftOutOfUser]);
const groupProperty = namedAmong('group', [...namesOf(groupRows), ...leftOutOfGroup]);

export const userEntityQuery = schema(['select'], userProperty);
export const userList = listSchema<UserProperty>(userRows, userProperty);
/** The people of a group: as users, and `$filter` may be empty. */
export const memberList = { ...userList, emptyFilter: true };
export const groupEntityQuery = schema(['select'], groupProperty);
export const groupList = listSchema<GroupProperty>(groupRows, groupProperty);
/** The groups of a person: as groups, and `$filter` may be empty. */
export const membershipList = { ...groupList, emptyFilter: true };

type ListOptions = Pick<QueryOptions<string, string>, 'filter' | 'search' | 'orderBy'>;

/** Which users a list has, and in which order. */
export const usersListed = (options: ListOptions): Listing => listingOf(options, ordersOf(userRows));
/** Which groups a list has, and in which order. */
export const groupsListed = (options: ListOptions): Listing => listingOf(options, ordersOf(groupRows));

/** Which people of a group a list has: in an order only where one is asked for, else in that of their memberships. */
export const membersListed = (options: ListOptions): Listing => askedListing(options, ordersOf(userRows));
/** Which groups of a person a list has, likewise. */
export const membershipsListed = (options: ListOptions): Listing => askedListing(options, ordersOf(groupRows));

function askedListing({ filter, search, orderBy }: ListOptions, orders: Readonly<Record<string, PropertyPath>>): Listing {
  const property = orderBy === undefined ? undefined : orders[orderBy[0].property];
  const order = property === undefined ? undefined : { property, descending: orderBy?.[0].direction === 'desc' };
  return { where: both(filter, search), order };
}

function listingOf(options: ListOptions, orders: Readonly<Record<string, PropertyPath>>): Listing {
  const { where, order } = askedListing(options, orders);
  const property = where && comparedFirst(where, new Set(Object.values(orders)));
  return { where, order: order ?? (property === undefined ? undefined : { property, descending: false }) };
}

const both = (one: Condition | undefined, other: Condition | undefined): Condition | undefined =>
  one !== undefined && other !== undefined ? { is: 'and', conditions: [one, other] } : (one ?? other);

/**
 * Where nobody asks for an order, a list has that of the property that its condition compares: so one index gives what is found, and
 * nothing else is looked at.
 */
function comparedFirst(where: Condition, orders: ReadonlySet<PropertyPath>): PropertyPath | undefined {
  switch (where.is) {
    case 'and':
      return where.conditions.map((each) => comparedFirst(each, orders)).find((each) => each !== undefined);
    case 'eq':
    case 'ge':
    case 'gt':
    case 'le':
    case 'lt':
      return orders.has(where.property) ? where.property : undefined;
    default:
      return undefined;
  }
}
