// The query options of users and groups, and the names of their properties.
import { badRequest } from '../../runtime/errors.ts';
import type { Condition } from '../../stores/documents.ts';
import { namesOf } from '../types/edm.ts';
import { namedAmong } from '../types/entity.ts';
import { groupRows, userRows, type UserProperty } from './directorySchema.ts';
import type { Filterable, FilterVocabulary } from '../filter/condition.ts';
import type { QuerySchema } from '../query/queryOptions.ts';

/** What `User.ReadBasic.All` shows of a user. */
export const basicUserProperties: ReadonlySet<UserProperty> = new Set([
  'id',
  'displayName',
  'givenName',
  'mail',
  'surname',
  'userPrincipalName',
]);

/** A name that no two objects share: a point read instead of a search. */
const byValue =
  (property: string): Pick<Filterable, 'compare'>['compare'] =>
  (operator, literal) =>
    operator === 'eq' && literal.kind === 'text' ? { is: 'eq', property, value: literal.value } : undefined;

const nothing: Filterable['compare'] = () => undefined;

/** Lists of the directory are filtered by what an object is found by, and by nothing that would be a search. */
function foundBy(texts: readonly string[], collections: readonly string[] = []): FilterVocabulary {
  const filterable = new Map<string, Filterable>([
    ...texts.map((name): [string, Filterable] => [name.toLowerCase(), { functions: false, property: name, compare: byValue(name) }]),
    ...collections.map((name): [string, Filterable] => [
      name.toLowerCase(),
      { functions: false, property: name, compare: nothing, any: byValue(name) },
    ]),
  ]);
  return { find: (path) => filterable.get(path.toLowerCase()), names: [...texts, ...collections.map((name) => `${name}/any`)] };
}

const schema = <P extends string>(
  options: QuerySchema['options'],
  property: QuerySchema<P>['property'],
  filter?: FilterVocabulary,
): QuerySchema<P> => ({ options, property, sortable: [], expandable: undefined, filter });

const userProperty = namedAmong('user', namesOf(userRows));
const groupProperty = namedAmong('group', namesOf(groupRows));

export const userEntityQuery = schema(['select'], userProperty);
export const userList = schema(
  ['select', 'top', 'count', 'skiptoken', 'filter'],
  userProperty,
  foundBy(['userPrincipalName', 'mail'], ['otherMails', 'proxyAddresses']),
);
export const memberList = schema(['select', 'top', 'count', 'skiptoken'], userProperty);
export const groupEntityQuery = schema(['select'], groupProperty);
export const groupList = schema(['select', 'top', 'count', 'skiptoken', 'filter'], groupProperty, foundBy(['mailNickname']));
export const membershipList = schema(['select', 'top', 'count', 'skiptoken'], groupProperty);

/** A property and the value that it is asked for. */
export interface Wanted {
  readonly property: string;
  readonly value: string;
}

/** What a filter asks for, any of which is enough; nothing without one. Throws 400 for a filter that asks for anything else. */
export function wantedBy(filter: Condition | undefined): readonly Wanted[] | undefined {
  if (filter === undefined) return undefined;
  if (filter.is === 'or') return filter.conditions.flatMap((each) => wantedBy(each) ?? []);
  if (filter.is === 'eq' && typeof filter.value === 'string') return [{ property: filter.property, value: filter.value }];
  throw badRequest("The value of '$filter' must be properties that are compared by 'eq' with one value each, joined by 'or'.");
}
