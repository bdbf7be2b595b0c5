// Reads what `$expand` says of extensions and extended properties: `$filter=id eq 'x' or id eq 'y'` chooses some of them (contract, section 15).
import { extensionKey, idKey } from '../../calendar/custom/customData.ts';
import { propertyKey } from '../../calendar/custom/propertyId.ts';
import { badRequest } from '../../runtime/errors.ts';
import { extensionNameIn } from '../../paths/identifiers.ts';
import type { FilterExpression } from '../filter/expression.ts';
import { parseFilter } from '../filter/parse.ts';
import type { Expandable, InsideExpand } from '../query/expand.ts';
import { optionsInside } from '../query/expandItems.ts';
import type { CustomCollection } from './customSchema.ts';
import { readPropertyId } from './extendedPropertyBody.ts';

/** Which entities of a collection are wanted: by the name of an extension, or the id of an extended property. */
export interface CustomExpansion extends InsideExpand {
  readonly isWanted: (id: string) => boolean;
}

/** What `$expand` takes of a collection. Without a filter all of it is shown. Throws 400 for any other option, and for another filter. */
export const customExpandable = (collection: CustomCollection): Expandable<CustomExpansion> => ({
  written: collection,
  read(options) {
    const asked = filterIn(options);
    if (asked === undefined) return { isWanted: () => true };
    const keyOf = collection === 'extensions' ? extensionKey : idKey;
    const wanted = new Set(
      idsIn(parseFilter(asked)).map((id) => (collection === 'extensions' ? nameKeyIn(id) : propertyKey(readPropertyId(id)))),
    );
    return { isWanted: (id) => wanted.has(keyOf(id)) };
  },
});

const nameKeyIn = (id: string): string => extensionKey(extensionNameIn(id) ?? id);

function filterIn(options: string | undefined): string | undefined {
  let filter: string | undefined;
  for (const [name, value] of optionsInside(options ?? '')) {
    if (name.replace(/^\$/, '').toLowerCase() !== 'filter')
      throw badRequest(`The option '${name}' inside '$expand' is not supported here; '$filter' is.`);
    if (filter !== undefined) throw badRequest("The option '$filter' inside '$expand' must not be given more than once.");
    filter = value;
  }
  return filter;
}

/** The ids that a filter names: `id eq 'x'`, joined by `or`. Throws 400 for any other filter. */
function idsIn(filter: FilterExpression): readonly string[] {
  if (filter.is === 'or') return filter.operands.flatMap(idsIn);
  if (filter.is === 'compare' && filter.operator === 'eq' && filter.property.path.toLowerCase() === 'id' && filter.literal.kind === 'text')
    return [filter.literal.value];
  throw badRequest("The '$filter' inside '$expand' compares 'id' by 'eq' with a text in quotes; several are joined by 'or'.");
}
