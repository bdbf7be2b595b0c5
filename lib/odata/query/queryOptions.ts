// Reads OData's system query options, and checks them against the options and properties that the resource has.
import { badRequest } from '../../runtime/errors.ts';
import { maxNamesInOption, maxPageSize } from '../../runtime/limits.ts';
import type { Condition } from '../../stores/documents.ts';
import { parseExpand, type Expandables, type Expanded, type Expanding, type Nothing } from './expand.ts';
import { optionsInside } from './expandItems.ts';
import { toCondition, type FilterVocabulary } from '../filter/condition.ts';
import { parseSearch, type SearchVocabulary } from './search.ts';
import { parseFilter } from '../filter/parse.ts';

const largestSkip = 2_147_483_647;

/** The condition that `$filter` sets for the entries of a list. */
export type Filter = Condition;

type OptionName = 'select' | 'filter' | 'top' | 'skip' | 'count' | 'orderby' | 'expand' | 'skiptoken' | 'search';

/** A property that a query option names. */
export interface NamedProperty<P extends string> {
  readonly name: P;
  /** The property as a context URL writes it: in Graph's spelling, with the cast if the caller gives one. */
  readonly path: string;
}

/** The options of a resource, and the properties that they may name. */
export interface QuerySchema<P extends string = never, S extends string = never, E extends Expanding = Nothing> {
  readonly options: readonly OptionName[];
  /** Finds a property by any accepted spelling. Throws 400 `RequestBroker--ParseUri` for any other text. */
  property(asked: string): NamedProperty<P>;
  /** Properties that `$orderby` may name. */
  readonly sortable: readonly S[];
  /** How many properties `$orderby` may name; 1 without it. */
  readonly maxSorted?: number;
  /** The properties that `$expand` may name; undefined for none. */
  readonly expandable: Expandables<E> | undefined;
  readonly filter: FilterVocabulary | undefined;
  /** Whether an empty `$filter` is none, as clients of Graph send it where nothing is sought; otherwise it is refused. */
  readonly emptyFilter?: boolean;
  /** What `$search` may name. */
  readonly search?: SearchVocabulary | undefined;
}

/** The schema of requests without options: of `$value`, and those that write. */
export const noOptions: QuerySchema = {
  options: [],
  property: (asked) => {
    throw badRequest(`There is no property '${asked}' to name here.`);
  },
  sortable: [],
  expandable: undefined,
  filter: undefined,
};

/** The options of a collection's `$count`: of the list's options only `$filter` and `$search` (contract, section 10). */
export const countQuery = <P extends string, S extends string, E extends Expanding>(list: QuerySchema<P, S, E>): QuerySchema<P, S, E> => ({
  ...list,
  options: list.options.filter((option) => option === 'filter' || option === 'search'),
});

/** A property that orders a list, and its direction. */
export interface OrderKey<S extends string> {
  readonly property: S;
  readonly direction: 'asc' | 'desc';
}

export interface QueryOptions<P extends string, S extends string = never, E extends Expanding = Nothing> {
  /** The selected properties; undefined for all. */
  readonly select?: ReadonlySet<P>;
  /** The selection as a context URL writes it: in Graph's spelling, in the caller's order. */
  readonly selectText?: string;
  readonly filter?: Filter;
  /** The filter as the request writes it; a cursor is good for this text alone. */
  readonly filterText?: string;
  /** The condition that `$search` sets, and its text, as with the filter. */
  readonly search?: Condition;
  readonly searchText?: string;
  /** The most entries of a page; may be 0. */
  readonly top?: number;
  readonly skip?: number;
  readonly count: boolean;
  /** The properties that order the list, each once: the first one first. Never empty. */
  readonly orderBy?: readonly [OrderKey<S>, ...OrderKey<S>[]];
  /** What the request expands; empty without `$expand`. */
  readonly expand: Expanded<E>;
  /** The expansion as the request writes it; a cursor is good for this text alone. */
  readonly expandText?: string;
  /** The token as the request has it; `openCursor` checks it. */
  readonly skipToken?: string;
}

/**
 * Reads the options (OData 4.01, URL conventions, section 5.1), whose names may lack the `$` and be in any case of letters. Throws 400
 * `BadRequest` for an option that the resource doesn't have, that occurs twice or that has an invalid value, such as a `$top` above the
 * contract's maximum or more than 100 names, and 400 `RequestBroker--ParseUri` for an unknown property.
 */
export function parseQueryOptions<P extends string, S extends string, E extends Expanding>(
  params: URLSearchParams,
  schema: QuerySchema<P, S, E>,
): QueryOptions<P, S, E> {
  const given = givenOptions(params, schema);
  const selected = read(given, 'select', (value) => parseSelect(value, schema));
  const select = selected && !selected.all ? new Set(selected.properties.map(({ name }) => name)) : undefined;
  const expandText = given.get('expand');
  const top = read(given, 'top', (value) => parseNumber(value, '$top', maxPageSize));
  const skip = read(given, 'skip', (value) => parseNumber(value, '$skip', largestSkip));
  const orderBy = read(given, 'orderby', (value) => parseOrderBy(value, schema));
  const skipToken = read(given, 'skiptoken', (value) => value);
  return {
    ...(select && { select }),
    ...(selected && { selectText: selected.text }),
    ...conditionsIn(given, schema),
    ...(top !== undefined && { top }),
    ...(skip !== undefined && { skip }),
    count: read(given, 'count', parseCount) ?? false,
    ...(orderBy && { orderBy }),
    expand: read(given, 'expand', (value) => parseExpand(value, schema)) ?? {},
    ...(expandText !== undefined && { expandText }),
    ...(skipToken !== undefined && { skipToken }),
  };
}

/** What `$filter` and `$search` ask for, with their texts. */
function conditionsIn(
  given: ReadonlyMap<OptionName, string>,
  { filter, search }: Pick<QuerySchema, 'filter' | 'search'>,
): Pick<QueryOptions<string>, 'filter' | 'filterText' | 'search' | 'searchText'> {
  const [filterText, searchText] = [given.get('filter'), given.get('search')];
  return {
    ...(filterText !== undefined && filter && { filter: toCondition(parseFilter(filterText), filter), filterText }),
    ...(searchText !== undefined && search && { search: parseSearch(searchText, search), searchText }),
  };
}

/** Reads the options in parentheses behind an expanded property, which separate them by semicolons; for `Expandable.read`. */
export const insideOf =
  <P extends string, S extends string, E extends Expanding>(schema: QuerySchema<P, S, E>) =>
  (options = ''): QueryOptions<P, S, E> =>
    parseQueryOptions(optionsInside(options), schema);

function givenOptions(
  params: URLSearchParams,
  { options, emptyFilter = false }: Pick<QuerySchema, 'options' | 'emptyFilter'>,
): ReadonlyMap<OptionName, string> {
  const given = new Map<OptionName, string>();
  for (const [written, value] of params) {
    const bare = written.replace(/^\$/, '').toLowerCase();
    const option = options.find((name) => name === bare);
    if (!option) throw badRequest(`The query option '${written}' is not supported on this resource.`);
    if (given.has(option)) throw badRequest(`The query option '$${option}' must not be given more than once.`);
    if (value.trim() === '') {
      if (option === 'filter' && emptyFilter) continue;
      throw badRequest(`The query option '$${option}' has no value.`);
    }
    given.set(option, option === 'filter' ? value : value.trim());
  }
  return given;
}

function read<T>(given: ReadonlyMap<OptionName, string>, option: OptionName, parse: (value: string) => T): T | undefined {
  const value = given.get(option);
  return value === undefined ? undefined : parse(value);
}

function parseSelect<P extends string>(
  value: string,
  schema: Pick<QuerySchema<P>, 'property'>,
): { all: boolean; properties: readonly NamedProperty<P>[]; text: string } {
  const items = value.split(',').map((item) => item.trim());
  if (items.length > maxNamesInOption) throw badRequest(`The query option '$select' takes at most ${maxNamesInOption} properties.`);
  const properties = items.filter((item) => item !== '*').map((item) => schema.property(item));
  const all = properties.length < items.length;
  const paths = new Set(properties.map(({ path }) => path));
  return { all, properties, text: (all ? ['*', ...paths] : [...paths]).join(',') };
}

function parseNumber(value: string, option: string, max: number): number {
  if (!/^\d+$/.test(value) || Number(value) > max) {
    throw badRequest(`The value of '${option}' must be a whole number from 0 to ${max}, not '${value}'.`);
  }
  return Number(value);
}

function parseCount(value: string): boolean {
  if (!/^(?:true|false)$/i.test(value)) throw badRequest(`The value of '$count' must be true or false, not '${value}'.`);
  return value.toLowerCase() === 'true';
}

function parseOrderBy<P extends string, S extends string>(
  value: string,
  schema: Pick<QuerySchema<P, S>, 'property' | 'sortable' | 'maxSorted'>,
): [OrderKey<S>, ...OrderKey<S>[]] {
  const [first = '', ...others] = value.split(',', maxNamesInOption + 1).map((item) => item.trim());
  const maxProperties = others.length < maxNamesInOption ? (schema.maxSorted ?? 1) : 0;
  const head = parseOrderKey(first, schema);
  // A property that is named again changes nothing in the order.
  const rest = new Map<S, OrderKey<S>>();
  for (const key of others.map((item) => parseOrderKey(item, schema)))
    if (key.property !== head.property && !rest.has(key.property)) rest.set(key.property, key);
  if (rest.size >= maxProperties)
    throw badRequest(
      `The query option '$orderby' takes ${maxProperties === 1 ? 'one property' : `at most ${schema.maxSorted ?? 1} properties`}.`,
    );
  return [head, ...rest.values()];
}

function parseOrderKey<P extends string, S extends string>(
  item: string,
  { property: named, sortable }: Pick<QuerySchema<P, S>, 'property' | 'sortable'>,
): OrderKey<S> {
  const [asked = '', direction = 'asc', ...rest] = item.split(/\s+/);
  const spelled = sortable.find((candidate) => candidate.toLowerCase() === asked.toLowerCase());
  const name: string = spelled ?? named(asked).name;
  const property = spelled ?? sortable.find((candidate) => candidate === name);
  if (!property) throw badRequest(`Ordering by '${name}' is not supported; these are: ${sortable.join(', ')}.`);
  const lower = direction.toLowerCase();
  if (rest.length > 0 || (lower !== 'asc' && lower !== 'desc')) {
    throw badRequest(`The value of '$orderby' must be properties, each with 'asc' or 'desc', not '${item}'.`);
  }
  return { property, direction: lower };
}
