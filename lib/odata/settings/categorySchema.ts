// Declares Graph's outlookCategory, and what lists of categories are asked for by.
import { categoryColors, type Category } from '../../calendar/settings/category.ts';
import { categoryEtag } from '../../calendar/settings/categories.ts';
import { invalidRequest } from '../../runtime/errors.ts';
import { maxNameLength } from '../../runtime/limits.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { holds } from '../../stores/holds.ts';
import { memberProperty, textProperty } from '../filter/filterable.ts';
import type { Filterable } from '../filter/condition.ts';
import type { Filter, QuerySchema } from '../query/queryOptions.ts';
import { filterOf, namedAmong } from '../query/vocabulary.ts';
import { missingProperty, readBody, type BodyReader } from '../types/bodyReader.ts';
import { namesOf } from '../types/edm.ts';
import { entityType, readRows, showRows, type Rows } from '../types/entity.ts';
import { enumTypes } from '../types/enums.ts';
import { sortKey } from '../../runtime/text/textOrder.ts';

/** Compares names in any case of letters, as the list does when a category is added. */
const byName: Filterable = {
  ...textProperty('name', 'nameKey'),
  compare: (operator, literal) =>
    textProperty('name', 'nameKey').compare(
      operator,
      literal.kind === 'text' ? { ...literal, value: literal.value.toLowerCase() } : literal,
    ),
};

/** A category's properties in the order of Graph's answers. */
export const categoryRows = {
  id: { type: 'Edm.String not null', always: true, show: ({ id }) => id },
  displayName: { type: 'Edm.String', show: ({ displayName }) => displayName, filter: byName, read: readName, needed: true },
  color: {
    type: 'graph.categoryColor',
    show: ({ color }) => color,
    filter: memberProperty('color', categoryColors),
    read: (body: BodyReader) => body.oneOf('color', enumTypes.categoryColor),
  },
} as const satisfies Rows<Category>;

export type CategoryProperty = keyof typeof categoryRows;
export type CategoryOrder = Exclude<CategoryProperty, 'id'>;

export const categoryType = entityType(categoryRows, { base: 'entity' });

const property = namedAmong<CategoryProperty>('outlookCategory', namesOf(categoryRows));

export const categoryQuery: {
  readonly list: QuerySchema<CategoryProperty, CategoryOrder>;
  readonly entity: QuerySchema<CategoryProperty>;
} = {
  list: {
    options: ['select', 'filter', 'orderby', 'top', 'skip', 'count', 'skiptoken'],
    property,
    sortable: ['displayName', 'color'],
    expandable: undefined,
    filter: filterOf(categoryRows, property),
  },
  entity: { options: ['select'], property, sortable: [], expandable: undefined, filter: undefined },
};

/** Whether a list with this filter has the category. */
export const isWanted = (filter: Filter | undefined, { displayName, color }: Category): boolean =>
  filter === undefined || holds(filter, { name: displayName.toLowerCase(), nameKey: sortKey(displayName.toLowerCase()), color });

export const categoryEntity = (category: Category, select?: ReadonlySet<CategoryProperty>): JsonObject => ({
  ...showRows(categoryRows, category, select),
});

export const etagOf = categoryEtag;

/** Reads a new category. Throws 400 for a missing or empty name. */
export function readCategory(json: JsonObject): Pick<Category, 'displayName' | 'color'> {
  const { displayName, color = 'none' } = readRows(categoryRows, readBody(json));
  if (displayName === undefined) throw missingProperty('displayName');
  return { displayName, color };
}

/** Reads a change: what a body says of the name, which can't change, and the color. */
export const readCategoryChange = (json: JsonObject): Partial<Pick<Category, 'displayName' | 'color'>> =>
  readRows(categoryRows, readBody(json));

function readName(body: BodyReader): string | undefined {
  const name = body.text('displayName', maxNameLength);
  if (name?.trim() === '') throw invalidRequest("The property 'displayName' must not be empty.");
  return name;
}
