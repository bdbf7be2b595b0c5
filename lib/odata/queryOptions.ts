// What a request's query asks of a list of attachments or of one: OData's system query options, read and checked.
import { badRequest } from '../errors.ts';
import { maxPageSize } from '../limits.ts';
import { namedProperty } from './properties.ts';
import type { NamedProperty, PropertyName } from './properties.ts';

const sortable = ['name', 'size', 'contentType', 'lastModifiedDateTime'] as const;
const largestSkip = 2_147_483_647;

type OptionName = 'select' | 'top' | 'skip' | 'count' | 'orderby' | 'expand' | 'skiptoken';

/** The options that a resource has. */
export type QuerySchema = readonly OptionName[];

export const attachmentList: QuerySchema = ['select', 'top', 'skip', 'count', 'orderby', 'expand', 'skiptoken'];
export const attachmentEntity: QuerySchema = ['select', 'expand'];
/** For what has none: `$count`, `$value`, writing. */
export const noOptions: QuerySchema = [];

export interface QueryOptions {
  /** Nothing when every property is asked for. */
  readonly select?: ReadonlySet<PropertyName>;
  /** The selection as a context URL writes it: in Graph's spelling and the order asked for. */
  readonly selectText?: string;
  /** May be 0. */
  readonly top?: number;
  readonly skip?: number;
  readonly count: boolean;
  readonly orderBy?: { readonly property: (typeof sortable)[number]; readonly direction: 'asc' | 'desc' };
  readonly expandItem: boolean;
  /** As it came: `openCursor` tells whether it is one of ours. */
  readonly skipToken?: string;
}

/**
 * Reads the options (OData 4.01, URL conventions, section 5.1), named with or without `$` in any case of letters. Throws 400
 * `BadRequest` for an option that the resource doesn't have, that comes twice or whose value is none, a `$top` above the contract's
 * maximum included, and 400 `RequestBroker--ParseUri` for an unknown property.
 */
export function parseQueryOptions(params: URLSearchParams, schema: QuerySchema): QueryOptions {
  const given = givenOptions(params, schema);
  const selected = read(given, 'select', parseSelect);
  const select = selected && !selected.all ? new Set(selected.properties.map(({ name }) => name)) : undefined;
  const top = read(given, 'top', (value) => parseNumber(value, '$top', maxPageSize));
  const skip = read(given, 'skip', (value) => parseNumber(value, '$skip', largestSkip));
  const orderBy = read(given, 'orderby', parseOrderBy);
  const skipToken = read(given, 'skiptoken', (value) => value);
  return {
    ...(select && { select }),
    ...(selected && { selectText: selected.text }),
    ...(top !== undefined && { top }),
    ...(skip !== undefined && { skip }),
    count: read(given, 'count', parseCount) ?? false,
    ...(orderBy && { orderBy }),
    expandItem: read(given, 'expand', parseExpand) ?? false,
    ...(skipToken !== undefined && { skipToken }),
  };
}

function givenOptions(params: URLSearchParams, schema: QuerySchema): ReadonlyMap<OptionName, string> {
  const given = new Map<OptionName, string>();
  for (const [written, value] of params) {
    const bare = written.replace(/^\$/, '').toLowerCase();
    if (bare === 'filter') throw badRequest("The query option '$filter' is not supported yet.");
    const option = schema.find((name) => name === bare);
    if (!option) throw badRequest(`The query option '${written}' is not supported on this resource.`);
    if (given.has(option)) throw badRequest(`The query option '$${option}' must not be given more than once.`);
    if (value.trim() === '') throw badRequest(`The query option '$${option}' has no value.`);
    given.set(option, value.trim());
  }
  return given;
}

function read<T>(given: ReadonlyMap<OptionName, string>, option: OptionName, parse: (value: string) => T): T | undefined {
  const value = given.get(option);
  return value === undefined ? undefined : parse(value);
}

function parseSelect(value: string): { all: boolean; properties: readonly NamedProperty[]; text: string } {
  const items = value.split(',').map((item) => item.trim());
  const properties = items.filter((item) => item !== '*').map(namedProperty);
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

function parseOrderBy(value: string): NonNullable<QueryOptions['orderBy']> {
  if (value.includes(',')) throw badRequest("The query option '$orderby' takes one property.");
  const [asked = '', direction = 'asc', ...rest] = value.split(/\s+/);
  const { name } = namedProperty(asked);
  const property = sortable.find((candidate) => candidate === name);
  if (!property) throw badRequest(`Ordering by '${name}' is not supported; these are: ${sortable.join(', ')}.`);
  const lower = direction.toLowerCase();
  if (rest.length > 0 || (lower !== 'asc' && lower !== 'desc')) {
    throw badRequest(`The value of '$orderby' must be a property and 'asc' or 'desc', not '${value}'.`);
  }
  return { property, direction: lower };
}

function parseExpand(value: string): true {
  for (const item of value.split(',')) {
    const asked = item.trim();
    if (asked.includes('(')) throw badRequest("Options inside '$expand' are not supported.");
    const { name } = namedProperty(asked);
    if (name !== 'item') throw badRequest(`The property '${name}' cannot be expanded; 'microsoft.graph.itemAttachment/item' can.`);
  }
  return true;
}
