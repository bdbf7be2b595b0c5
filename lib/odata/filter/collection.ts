// Makes conditions for the lambdas of collections: `any` over texts, and over objects by what they hold.
import type { PropertyPath } from '../../stores/documents.ts';
import { toCondition, type Filterable, type FilterVocabulary } from './condition.ts';

/** What a filter may name of one value of a collection, by path in any case of letters; `''` is the value itself. */
function valuesBy(table: Readonly<Record<string, Filterable>>): FilterVocabulary {
  const byPath = new Map(Object.entries(table).map(([path, filterable]) => [path.toLowerCase(), filterable]));
  return {
    find: (path) => byPath.get(path.toLowerCase()),
    names: Object.keys(table).map((path) => (path === '' ? 'the value itself' : path)),
  };
}

/**
 * A collection of which one value must meet the filter inside. `table`: how the values compare, each by its path in the filter; the stored
 * paths begin at the value, and `''` is the value itself.
 */
export const collectionProperty = (property: PropertyPath, table: Readonly<Record<string, Filterable>>): Filterable => {
  const values = valuesBy(table);
  return {
    property,
    functions: false,
    compare: () => undefined,
    lambda: (where) => ({ is: 'any', property, where: toCondition(where, values) }),
  };
};
