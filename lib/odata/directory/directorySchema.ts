// Holds what the schemas of users and groups have in common.
import { beginsWith, foldedKey, soughtPath, wordsAsked } from '../../directory/sought.ts';
import { canonicalId } from '../../directory/users/objectId.ts';
import type { Condition, PropertyPath } from '../../stores/documents.ts';
import type { Filterable } from '../filter/condition.ts';
import { booleanProperty, secondsProperty } from '../filter/filterable.ts';
import type { BodyReader } from '../types/bodyReader.ts';
import { toUtcSeconds } from '../types/literals.ts';
import { maxDirectoryText } from './directoryBody.ts';

/** A time as the directory shows it: in UTC to the second. */
export const instant = (text: string): string => toUtcSeconds(new Date(text));

/** The names of an entity's properties that are texts. */
export type TextOf<E> = { [K in keyof E & string]-?: E[K] extends string | undefined ? K : never }[keyof E & string];

/** A text property that bodies may set, and that null clears. */
export const givenText = (name: string, max = maxDirectoryText) => ({
  type: 'Edm.String' as const,
  read: (body: BodyReader) => body.text(name, max),
  clearable: true as const,
});

/**
 * A text that lists find by what is stored beside it (`directory/sought.ts`), in any case of letters: comparisons are answered by an index,
 * and so is the beginning. There is no `contains`, which would look at every entry.
 */
export const soughtText = (name: string) => textAt(soughtPath(name));

/** The same of a text at another path. */
export function textAt(property: PropertyPath) {
  const filter: Filterable = {
    property,
    functions: (beginning) => beginsWith(property, beginning),
    compare(operator, literal) {
      const isEquality = operator === 'eq' || operator === 'ne';
      if (literal.kind === 'null' && isEquality) return { is: operator, property, value: '' };
      return literal.kind === 'text' ? { is: operator, property, value: foldedKey(literal.value) } : undefined;
    },
  };
  return { filter, search: (text: string) => beginsWith(property, text) };
}

/** The same, and lists can be ordered by it. Needs an index (`infra/cosmos-containers.json`). */
export const orderedText = (name: string) => ({ ...soughtText(name), order: soughtPath(name) });

/** A name whose words a search finds by their beginnings, and which lists can be ordered by. */
export const wordedText = (name: string, words = 'words') => ({ ...orderedText(name), search: inWords(words) });

/** The condition that all words of a text begin words of the property (Graph, "Use the $search query parameter"). */
export function inWords(words: string): (text: string) => Condition {
  const property = soughtPath(words);
  return (text) => {
    const conditions = wordsAsked(text).map((word): Condition => ({ is: 'any', property, where: beginsWith('', word) }));
    return conditions.length === 0 ? nothing : { is: 'and', conditions };
  };
}

const nothing: Condition = { is: 'lt', property: 'id', value: '' };

/** One of a few texts, in any case of letters; another text is none of any entry's. */
export const soughtMember = (name: string) => ({ filter: { ...soughtText(name).filter, functions: false } });

/** A boolean as it is shown. */
export const soughtBoolean = (name: string) => ({ filter: booleanProperty(soughtPath(name)) });

/** A collection of texts that filters compare by `any`: one entry with the value is enough. */
export function soughtTexts(name: string) {
  const property = soughtPath(name);
  const filter: Filterable = {
    functions: false,
    property,
    compare: () => undefined,
    any: (operator, literal) =>
      operator === 'eq' && literal.kind === 'text'
        ? { is: 'any', property, where: { is: 'eq', property: '', value: foldedKey(literal.value) } }
        : undefined,
  };
  return { filter };
}

/** The id of a user or a group, which is kept in small letters. */
export const soughtId = (property: 'userId' | 'groupId') => ({
  filter: {
    property,
    functions: false,
    compare: (operator, literal) =>
      (operator === 'eq' || operator === 'ne') && literal.kind === 'text'
        ? { is: operator, property, value: canonicalId(literal.value) }
        : undefined,
  } satisfies Filterable,
});

/** When it was made: shown, compared and ordered. */
export const madeAt = { filter: secondsProperty('created'), order: 'created' };
