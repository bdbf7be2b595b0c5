// Makes parameters: keys of paths, query options as a resource has them, and headers that an operation follows.
import { repeatHeader } from '../../lib/http/requestIds.ts';
import { defaultPageSize, maxPageSize } from '../../lib/runtime/limits.ts';
import type { DescribedOperation, DescribedQuery, Preference, RequestHeader } from './described.ts';
import { reference, withoutNothing, type Described } from './json.ts';

const keys: Readonly<Record<string, string>> = {
  'user-id': 'Object id, userPrincipalName, or `oid@tid`',
  'event-id': "The event's id",
  'extension-id': "The extension's name",
  StartDateTime: 'ISO 8601, UTC without an offset',
  EndDateTime: 'ISO 8601, UTC without an offset',
  User: 'The address of whom it would be shared with',
};

/** The keys in a template of a path, in its order. */
export const pathParameters = (template: string): readonly Described[] =>
  [...template.matchAll(/\{([\w-]+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
    description: keys[name] ?? `The id of the ${name.replace(/-id$/, '')}`,
  }));

const inQuery = (name: string, schema: Described, description: string, more: Described = {}): Described => ({
  name,
  in: 'query',
  schema,
  description,
  ...more,
});

const names = (all: readonly string[]): string => all.map((name) => `\`${name}\``).join(', ');

/** An option with what this resource lets it name; the same for every resource, it is a reference. */
const optionOf: Readonly<Record<string, (query: DescribedQuery) => Described>> = {
  select: () => reference('parameters/select'),
  top: () => reference('parameters/top'),
  skip: () => reference('parameters/skip'),
  count: () => reference('parameters/count'),
  search: () => reference('parameters/search'),
  skiptoken: () => reference('parameters/skiptoken'),
  deltatoken: () => reference('parameters/deltatoken'),
  filter: ({ filter }) =>
    inQuery(
      '$filter',
      { type: 'string' },
      `A condition (OData 4.01, URL Conventions, section 5.1.1). Compared can be ${names(filter?.names ?? [])}.`,
    ),
  orderby: ({ sortable, maxSorted = 1 }) =>
    inQuery(
      '$orderby',
      { type: 'string' },
      `${maxSorted === 1 ? 'One' : `Up to ${maxSorted}`} of ${names(sortable)}, each with \`asc\` or \`desc\`.`,
    ),
  expand: ({ expandable = {} }) =>
    inQuery('$expand', { type: 'string' }, `What is shown with it, separated by commas: ${names(Object.keys(expandable))}.`),
};

/** The parameters that many operations share. */
export const sharedParameters = {
  select: inQuery('$select', { type: 'string' }, 'The properties that are shown, separated by commas'),
  top: inQuery(
    '$top',
    { type: 'integer', minimum: 0, maximum: maxPageSize },
    `The most entries of a page; ${defaultPageSize} or fewer without it`,
  ),
  skip: inQuery('$skip', { type: 'integer', minimum: 0 }, 'How many entries are left out at the beginning'),
  count: inQuery('$count', { type: 'boolean' }, 'Whether `@odata.count` says how many there are on all pages'),
  search: inQuery('$search', { type: 'string' }, 'Words that are sought: `"property:words"`'),
  skiptoken: inQuery('$skiptoken', { type: 'string' }, 'Where a page begins, as `@odata.nextLink` has it'),
  deltatoken: inQuery('$deltatoken', { type: 'string' }, 'Where a round begins, as `@odata.deltaLink` has it'),
  windowStart: inQuery('startDateTime', { type: 'string' }, 'The beginning of the span: ISO 8601, UTC without an offset', {
    required: true,
  }),
  windowEnd: inQuery('endDateTime', { type: 'string' }, 'The end of the span: ISO 8601, UTC without an offset', { required: true }),
  optionalStart: inQuery('startDateTime', { type: 'string' }, 'The beginning of a span: ISO 8601, UTC without an offset'),
  optionalEnd: inQuery('endDateTime', { type: 'string' }, 'The end of a span: ISO 8601, UTC without an offset'),
} as const satisfies Readonly<Record<string, Described>>;

const header = (name: string, description: string, required = false): Described => ({
  name,
  in: 'header',
  schema: { type: 'string' },
  description,
  ...(required && { required }),
});

/** Headers of requests, as components. */
export const headerParameters: Readonly<Record<RequestHeader, Described>> = {
  'If-Match': header('If-Match', 'The ETag that the change is meant for; another one is 412 (RFC 9110, section 13.1.1)'),
  'If-None-Match': header(
    'If-None-Match',
    'An ETag that the client has; the same is 304, or 412 where something is written (RFC 9110, section 13.1.2)',
  ),
  Range: header('Range', 'One range of bytes: `bytes=0-1023` (RFC 9110, section 14.2)'),
  'If-Range': header('If-Range', 'The ETag or time for which the range is meant (RFC 9110, section 13.1.5)'),
  'Content-Range': header('Content-Range', '`bytes 0-1023/4096`: which of the bytes these are', true),
  [repeatHeader]: header(
    repeatHeader,
    'A name of the request, by which a repeat within 24 hours is known: it is answered the same, and makes nothing anew',
  ),
  'client-request-id': header('client-request-id', "A GUID of the client's for the request, which the answer repeats"),
};

const preferences: Readonly<Record<Preference, string>> = {
  'outlook.timezone': '`outlook.timezone="…"`: the zone of times in the answer',
  'outlook.body-content-type': '`outlook.body-content-type="text"` or `"html"`',
  'odata.maxpagesize': '`odata.maxpagesize=…`: the most entries of a page',
  'odata.track-changes': '`odata.track-changes`, which a delta does by itself',
  'return=minimal': '`return=minimal`: 204 in place of the entity',
  IdType: '`IdType="ImmutableId"`, as ids always are',
};

const preferHeader = (preferred: readonly Preference[]): Described =>
  header('Prefer', `Preferences (RFC 7240): ${preferred.map((each) => preferences[each]).join('; ')}`);

const windowParameters = { required: ['windowStart', 'windowEnd'], optional: ['optionalStart', 'optionalEnd'] } as const;

/** All parameters of an operation, but for those of its path. */
export function parametersOf({ query, window, headers = [], prefers = [] }: DescribedOperation): readonly Described[] {
  return [
    ...(window === undefined ? [] : windowParameters[window].map((name) => reference(`parameters/${name}`))),
    ...(query === undefined ? [] : query.options.map((option) => optionOf[option]?.(query) ?? withoutNothing({}))),
    ...headers.map((name) => reference(`parameters/${name}`)),
    ...(prefers.length === 0 ? [] : [preferHeader(prefers)]),
    reference('parameters/client-request-id'),
  ];
}
