// Declares Graph's person, property by property: somebody whom one meets, with what the directory has of that user.
import type { User } from '../../directory/users/users.ts';
import { foldedKey, wordsAsked, wordsOf } from '../../directory/sought.ts';
import { holds } from '../../stores/holds.ts';
import type { Condition, Scalar } from '../../stores/documents.ts';
import type { Json, JsonObject } from '../../runtime/json.ts';
import { namesOf } from '../types/edm.ts';
import { entityType, fixed, showRows, type Rows } from '../types/entity.ts';
import type { QuerySchema } from '../query/queryOptions.ts';
import { filterOf, namedAmong } from '../query/vocabulary.ts';
import { textAt } from './directorySchema.ts';

/** Somebody whom one meets. */
export interface ShownPerson {
  /** The user's object id; for others an id made of the address. */
  readonly id: string;
  readonly name?: string | undefined;
  readonly address?: string | undefined;
  readonly score: number;
  readonly user?: User | undefined;
}

const nothing = fixed('Edm.String', null);
/** What Graph shows as an empty text where nothing is known. */
const noText = fixed('Edm.String', '');
const ofUser = (name: 'givenName' | 'surname' | 'jobTitle' | 'officeLocation') => ({
  type: 'Edm.String' as const,
  show: ({ user }: ShownPerson) => user?.[name] ?? null,
  ...textAt(name),
});

export const displayNameOf = ({ user, name, address }: ShownPerson): string | null => user?.displayName ?? name ?? address ?? null;
const addressOf = ({ user, address }: ShownPerson): string | undefined => user?.mail ?? address ?? user?.upn;

/** Users are of the organization; everybody else is known from meetings alone (Graph, "personType resource type"). */
const typeOf = ({ user }: ShownPerson) => ({ class: 'Person', subclass: user === undefined ? 'ImplicitContact' : 'OrganizationUser' });

const phonesOf = ({ user }: ShownPerson): JsonObject[] => [
  ...(user?.businessPhones ?? []).map((number) => ({ type: 'business', number })),
  ...(user?.mobilePhone === undefined ? [] : [{ type: 'mobile', number: user.mobilePhone }]),
];

/** A person's properties in the order of Graph's answers (person resource type). */
export const personRows = {
  id: { type: 'Edm.String not null', show: ({ id }) => id, ...textAt('id') },
  displayName: { type: 'Edm.String', show: displayNameOf, ...textAt('displayName') },
  givenName: ofUser('givenName'),
  surname: ofUser('surname'),
  birthday: noText,
  personNotes: noText,
  isFavorite: fixed('Edm.Boolean', false),
  jobTitle: ofUser('jobTitle'),
  companyName: nothing,
  yomiCompany: noText,
  department: nothing,
  officeLocation: ofUser('officeLocation'),
  profession: noText,
  userPrincipalName: { type: 'Edm.String', show: ({ user }) => user?.upn ?? null, ...textAt('userPrincipalName') },
  imAddress: nothing,
  scoredEmailAddresses: {
    type: 'Collection(graph.scoredEmailAddress)',
    show: (person) => {
      const address = addressOf(person);
      return address === undefined ? [] : [{ address, relevanceScore: person.score, selectionLikelihood: 'notSpecified', itemId: null }];
    },
  },
  phones: { type: 'Collection(graph.phone)', show: phonesOf },
  postalAddresses: fixed('Collection(graph.location)', []),
  websites: fixed('Collection(graph.website)', []),
  personType: {
    type: 'graph.personType',
    show: typeOf,
    filterWithin: { class: textAt('personType/class').filter, subclass: textAt('personType/subclass').filter },
  },
} as const satisfies Rows<ShownPerson>;

export type PersonProperty = keyof typeof personRows;

/** The entity type for `$metadata`. */
export const personType = entityType(personRows, { base: 'entity' });

export const personEntity = (person: ShownPerson, select?: ReadonlySet<PersonProperty>): JsonObject => showRows(personRows, person, select);

const property = namedAmong('person', namesOf(personRows));

/** The options of one person, and of the list of them. A search looks for the beginnings of words in name and address. */
export const personQuery: QuerySchema<PersonProperty> = {
  options: ['select'],
  property,
  sortable: [],
  expandable: undefined,
  filter: undefined,
};
export const personList: QuerySchema<PersonProperty, 'displayName'> = {
  ...personQuery,
  options: ['select', 'top', 'skip', 'count', 'filter', 'search', 'orderby', 'skiptoken'],
  sortable: ['displayName'],
  filter: filterOf(personRows, property),
  search: { plain: true, names: ['displayName'], find: (name) => (['', 'displayname'].includes(name.toLowerCase()) ? inNames : undefined) },
};

/** Where the words of a name and an address are judged, each behind a space. */
const words = 'words';

const inNames = (text: string): Condition => ({
  is: 'and',
  conditions: wordsAsked(text).map((value): Condition => ({ is: 'contains', property: words, value: ` ${value}` })),
});

/** Whether the person meets the condition of a filter. */
export const meets = (person: ShownPerson, condition: Condition | undefined): boolean =>
  condition === undefined || holds(condition, filterablePerson(person));

function filterablePerson(person: ShownPerson): Readonly<Record<string, Scalar>> {
  const shown = personEntity(person);
  const type = typeOf(person);
  const texts = Object.entries(shown).map(([name, value]): [string, Scalar] => [name, folded(value)]);
  return {
    ...Object.fromEntries(texts),
    'personType/class': folded(type.class),
    'personType/subclass': folded(type.subclass),
    [words]: [displayNameOf(person) ?? '', addressOf(person) ?? '']
      .flatMap(wordsOf)
      .map((word) => ` ${word}`)
      .join(''),
  };
}

const folded = (value: Json | undefined): string => foldedKey(typeof value === 'string' ? value : undefined);
