// Makes the answers of an operation: what succeeds with its headers, and the errors in Graph's envelope.
import type { DescribedMethod, DescribedOperation, Success } from './described.ts';
import { reference, type Described } from './json.ts';
import { outcome } from './schemas/envelopes.ts';

const header = (description: string): Described => ({ description, schema: { type: 'string' } });

/** Headers of answers, as components. */
export const answerHeaders = {
  ETag: header('The version, for `If-Match` and `If-None-Match`'),
  Location: header('The URL of what was made'),
  'Preference-Applied': header('Which preferences the answer has followed (RFC 7240, section 3)'),
  'Retry-After': header('Seconds after which the request may be repeated'),
  'Content-Range': header('Which bytes these are'),
  'WWW-Authenticate': header('`Bearer`'),
  'request-id': header("What the service's log knows the request by"),
  Allow: header('The methods that the path takes'),
} as const satisfies Readonly<Record<string, Described>>;

export type AnswerHeader = keyof typeof answerHeaders;

const headersOf = (names: readonly AnswerHeader[]): Described =>
  Object.fromEntries([...names, 'request-id' as const].map((name) => [name, reference(`headers/${name}`)]));

const errorContent: Described = { 'application/json': { schema: reference('schemas/odataError') } };

const failure = (description: string, headers: readonly AnswerHeader[] = []): Described => ({
  description,
  headers: headersOf(headers),
  content: errorContent,
});

/** Errors by status (contract, section 5), as components. */
export const failures = {
  400: failure('The request is wrong; the message names what is'),
  401: failure('No token, or none that counts', ['WWW-Authenticate']),
  403: failure('The token, or its user, may not do this'),
  404: failure('Not there, or not for this caller'),
  405: failure('The path has no such method', ['Allow']),
  406: failure('`Accept` or `$format` names only forms that are not here'),
  409: failure('What is there is in its way: a name that is taken, a key that was used for something else'),
  411: failure('A body without its length'),
  412: failure('`If-Match` or `If-None-Match` does not hold'),
  413: failure('Too large; the message says what to do instead'),
  415: failure('A body of another type than those that are taken'),
  416: failure('The range is not within the bytes', ['Content-Range']),
  429: failure('Too much asked for', ['Retry-After']),
  500: failure('A fault of the service; its log has it under the request-id'),
  503: failure('The outcome is unknown: repeat later', ['Retry-After']),
  507: failure('The mailbox is full'),
} as const satisfies Readonly<Record<number, Described>>;

type Failure = keyof typeof failures;

/** What any request may meet; what is answered without a token has no caller to refuse. */
const always = (isPublic: boolean): readonly Failure[] => (isPublic ? [400, 429, 500, 503] : [400, 401, 403, 404, 406, 429, 500, 503]);

/** What only some requests may meet. */
function particular(method: DescribedMethod, { body, headers = [], answers }: DescribedOperation): readonly Failure[] {
  const writes = method !== 'GET';
  const conditional = headers.includes('If-Match') || (writes && headers.includes('If-None-Match'));
  return [
    ...(writes ? [409 as const] : []),
    ...(body === undefined ? [] : [411 as const, 413 as const, 415 as const]),
    ...(conditional ? [412 as const] : []),
    ...(headers.includes('Range') ? [416 as const] : []),
    ...(answers.is === 'value' && body !== undefined ? [507 as const] : []),
  ];
}

/** The errors that an operation may have, in the order of their status. */
const failuresOf = (method: DescribedMethod, operation: DescribedOperation): readonly Failure[] =>
  [...always(operation.answers.is === 'xml'), ...particular(method, operation)].sort((a, b) => a - b);

/** JSON as the service labels it. */
const json = (schema: Described): Described => ({ 'application/json': { schema } });

/** What succeeds, by status. */
function successes(method: DescribedMethod, { answers, headers = [], prefers = [] }: DescribedOperation): Described {
  const ok = (content: Described, names: readonly AnswerHeader[] = [], description = 'Done'): Described => ({
    description,
    headers: headersOf(names),
    content,
  });
  const unchanged =
    method === 'GET' && headers.includes('If-None-Match')
      ? { 304: { description: 'The client has this version', headers: headersOf(['ETag']) } }
      : {};
  const applied: readonly AnswerHeader[] = prefers.length === 0 ? [] : ['Preference-Applied'];
  switch (answers.is) {
    case 'value':
      return valueSuccess(method, answers, {
        content: json(outcome(answers.type)),
        unchanged,
        applied,
        minimal: prefers.includes('return=minimal'),
      });
    case 'list':
      return { 200: ok(json(reference(`schemas/${pageName(answers)}`)), applied, 'A page of the list') };
    case 'text':
      return { 200: ok({ 'text/plain': { schema: { type: 'string' } } }, [], 'The number of entries') };
    case 'xml':
      return { 200: ok({ 'application/xml': { schema: { type: 'string' } } }, ['ETag']), ...unchanged };
    case 'batch':
      return { 200: ok(json(reference('schemas/batchAnswer')), [], 'The answers of all parts') };
    case 'bytes':
      return {
        200: ok({ '*/*': { schema: { type: 'string', format: 'binary' } } }, ['ETag'], 'All bytes'),
        ...(headers.includes('Range') && {
          206: ok({ '*/*': { schema: { type: 'string', format: 'binary' } } }, ['ETag', 'Content-Range'], 'The range'),
          302: { description: 'Where the bytes are', headers: headersOf(['Location']) },
        }),
        ...unchanged,
      };
    case 'nothing':
      return { [answers.status]: { description: 'Done', headers: headersOf([]) } };
  }
}

interface ValueParts {
  readonly content: Described;
  readonly unchanged: Described;
  readonly applied: readonly AnswerHeader[];
  readonly minimal: boolean;
}

/**
 * The 204 that `return=minimal` asks for is told in words. As an answer of its own, it makes `@hey-api/openapi-ts` 0.99 type each write as
 * `Event | void`, to those as well who don't ask for it, and no configuration of the generator takes that back; OpenAPI has no words for an answer
 * that depends on a request's header.
 */
function valueSuccess(
  method: DescribedMethod,
  { created = false, etag = false, location = false }: Extract<Success, { is: 'value' }>,
  { content, unchanged, applied, minimal }: ValueParts,
): Described {
  const instead = minimal ? '; with `Prefer: return=minimal` 204 instead, with `OData-EntityId` and no body' : '';
  const shown = (description: string, more: readonly AnswerHeader[]): Described => ({
    description: `${description}${instead}`,
    headers: headersOf([...(etag ? ['ETag' as const] : []), ...applied, ...more]),
    content,
  });
  return {
    ...(!created && { 200: shown('Done', []) }),
    ...((created || method === 'PUT') && { 201: shown('It was made', location ? ['Location'] : []) }),
    ...unchanged,
  };
}

/** The name of the schema of a page. */
export const pageName = ({ type, delta = false }: Extract<Success, { is: 'list' }>): string => `${type}${delta ? 'DeltaPage' : 'Page'}`;

/** All answers of an operation. */
export const answersOf = (method: DescribedMethod, operation: DescribedOperation): Described => ({
  ...successes(method, operation),
  ...Object.fromEntries(failuresOf(method, operation).map((status) => [status, reference(`responses/${status}`)])),
});
