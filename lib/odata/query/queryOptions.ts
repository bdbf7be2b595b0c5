// What a request's query asks of a resource: OData's system query options, read and checked against what the resource has.
import { badRequest } from '../../runtime/errors.ts';
import { maxNamesInOption, maxPageSize } from '../../runtime/limits.ts';
import type { Condition } from '../../stores/documents.ts';
import { parseExpandItems } from './expandItems.ts';
import { toCondition, type FilterVocabulary } from '../filter/condition.ts';
import { parseFilter } from '../filter/parse.ts';

const largestSkip = 2_147_483_647;

/** Which entries a list has, as `$filter` says: what the domain asks its store. */
export type Filter = Condition;

type OptionName = 'select' | 'filter' | 'top' | 'skip' | 'count' | 'orderby' | 'expand' | 'skiptoken';

/** A property as a query option named it. */
export interface NamedProperty<P extends string> {
  readonly name: P;
  /** How a context URL writes it: in Graph's spelling, with the cast if one was given. */
  readonly path: string;
}

/** The options that a resource has, and the properties that they may name. */
export interface QuerySchema<P extends string = never, S extends string = never> {
  readonly options: readonly OptionName[];
  /** The property by any accepted spelling. Throws 400 `RequestBroker--ParseUri` for any other text. */
  property(asked: string): NamedProperty<P>;
  /** Properties that lists are ordered by. */
  readonly sortable: readonly S[];
  /**
   * The property that `$expand` shows, and how the message that refuses another one writes it. `inside` reads what stands in parentheses
   * behind it, and throws 400 for what isn't supported; without it nothing may.
   */
  readonly expandable: { readonly name: P; readonly written: string; readonly inside?: (options: string) => void } | undefined;
  readonly filter: FilterVocabulary | undefined;
}

/** For what has no options: `$count`, `$value`, writing. */
export const noOptions: QuerySchema = {
  options: [],
  property: (asked) => {
    throw badRequest(`There is no property '${asked}' to name here.`);
  },
  sortable: [],
  expandable: undefined,
  filter: undefined,
};

/** What the number of a collection can be asked: of the list's options `$filter` alone (contract, section 10). */
export const countQuery = <P extends string, S extends string>(list: QuerySchema<P, S>): QuerySchema<P, S> => ({
  ...list,
  options: list.options.filter((option) => option === 'filter'),
});

export interface QueryOptions<P extends string, S extends string = never> {
  /** Nothing when every property is asked for. */
  readonly select?: ReadonlySet<P>;
  /** The selection as a context URL writes it: in Graph's spelling and the order asked for. */
  readonly selectText?: string;
  readonly filter?: Filter;
  /** The filter as it came: what a cursor is bound to. */
  readonly filterText?: string;
  /** May be 0. */
  readonly top?: number;
  readonly skip?: number;
  readonly count: boolean;
  readonly orderBy?: { readonly property: S; readonly direction: 'asc' | 'desc' };
  /** Whether the one property that can be expanded is. */
  readonly expand: boolean;
  /** What stands in parentheses behind it, as it came; `inside` has read it. */
  readonly expandOptions?: string;
  /** As it came: `openCursor` tells whether it is one of ours. */
  readonly skipToken?: string;
}

/**
 * Reads the options (OData 4.01, URL conventions, section 5.1), named with or without `$` in any case of letters. Throws 400
 * `BadRequest` for an option that the resource doesn't have, that comes twice or whose value is none, a `$top` above the contract's
 * maximum and more than 100 names included, and 400 `RequestBroker--ParseUri` for an unknown property.
 */
export function parseQueryOptions<P extends string, S extends string>(
  params: URLSearchParams,
  schema: QuerySchema<P, S>,
): QueryOptions<P, S> {
  const given = givenOptions(params, schema.options);
  const selected = read(given, 'select', (value) => parseSelect(value, schema));
  const select = selected && !selected.all ? new Set(selected.properties.map(({ name }) => name)) : undefined;
  const filterText = given.get('filter');
  const top = read(given, 'top', (value) => parseNumber(value, '$top', maxPageSize));
  const skip = read(given, 'skip', (value) => parseNumber(value, '$skip', largestSkip));
  const orderBy = read(given, 'orderby', (value) => parseOrderBy(value, schema));
  const expanded = read(given, 'expand', (value) => parseExpand(value, schema));
  const skipToken = read(given, 'skiptoken', (value) => value);
  return {
    ...(select && { select }),
    ...(selected && { selectText: selected.text }),
    ...(filterText !== undefined && schema.filter && { filter: toCondition(parseFilter(filterText), schema.filter), filterText }),
    ...(top !== undefined && { top }),
    ...(skip !== undefined && { skip }),
    count: read(given, 'count', parseCount) ?? false,
    ...(orderBy && { orderBy }),
    expand: expanded !== undefined,
    ...expanded,
    ...(skipToken !== undefined && { skipToken }),
  };
}

function givenOptions(params: URLSearchParams, options: readonly OptionName[]): ReadonlyMap<OptionName, string> {
  const given = new Map<OptionName, string>();
  for (const [written, value] of params) {
    const bare = written.replace(/^\$/, '').toLowerCase();
    const option = options.find((name) => name === bare);
    if (!option) throw badRequest(`The query option '${written}' is not supported on this resource.`);
    if (given.has(option)) throw badRequest(`The query option '$${option}' must not be given more than once.`);
    if (value.trim() === '') throw badRequest(`The query option '$${option}' has no value.`);
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
  { property: named, sortable }: Pick<QuerySchema<P, S>, 'property' | 'sortable'>,
): { readonly property: S; readonly direction: 'asc' | 'desc' } {
  if (value.includes(',')) throw badRequest("The query option '$orderby' takes one property.");
  const [asked = '', direction = 'asc', ...rest] = value.split(/\s+/);
  const spelled = sortable.find((candidate) => candidate.toLowerCase() === asked.toLowerCase());
  const name: string = spelled ?? named(asked).name;
  const property = spelled ?? sortable.find((candidate) => candidate === name);
  if (!property) throw badRequest(`Ordering by '${name}' is not supported; these are: ${sortable.join(', ')}.`);
  const lower = direction.toLowerCase();
  if (rest.length > 0 || (lower !== 'asc' && lower !== 'desc')) {
    throw badRequest(`The value of '$orderby' must be a property and 'asc' or 'desc', not '${value}'.`);
  }
  return { property, direction: lower };
}

function parseExpand<P extends string>(
  value: string,
  { property: named, expandable }: Pick<QuerySchema<P>, 'property' | 'expandable'>,
): Pick<QueryOptions<P>, 'expandOptions'> {
  const can = expandable === undefined ? 'none can' : `'${expandable.written}' can`;
  const items = parseExpandItems(value);
  for (const { path, options } of items) {
    if (options !== undefined && expandable?.inside === undefined) throw badRequest("Options inside '$expand' are not supported.");
    const { name } = named(path);
    if (name !== expandable?.name) throw badRequest(`The property '${name}' cannot be expanded; ${can}.`);
    if (options !== undefined) expandable.inside?.(options);
  }
  const [expandOptions] = items.flatMap(({ options }) => options ?? []);
  if (expandOptions === undefined) return {};
  if (items.length > 1) throw badRequest(`The property '${expandable?.written ?? ''}' is expanded more than once.`);
  return { expandOptions };
}
