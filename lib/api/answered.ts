// What is the same of every answer to a path of the API: the form that it is written in, and the preferences that it has followed.
import { badRequest } from '../runtime/errors.ts';
import type { Share } from '../runtime/byteBudget.ts';
import type { Reference } from '../paths/reference.ts';
import { tryParsePath } from '../paths/grammar.ts';
import { acceptedFormat, askedFormat, type Format } from '../odata/format/accept.ts';
import { spellingOf } from '../odata/format/spelling.ts';
import type { Preferences } from '../odata/query/preferences.ts';
import type { Reply, Request } from '../http/messages.ts';
import { written } from '../http/writtenJson.ts';
import { allowedMethods } from './routes.ts';

/** A request whose form of answer is known: its URL has no `$format` any more. */
export interface Negotiated {
  readonly request: Request;
  readonly format: Format;
  /** The options that the links to further pages keep, beside those of the list. */
  readonly kept: URLSearchParams;
}

const isFormat = (name: string): boolean => /^\$?format$/i.test(name);

/**
 * Chooses the form of the answer before anything is done (contract, section 10). Text and bytes have one form: there nothing is judged, and
 * `$format` is an option like any other. Throws 406 or 400 as `acceptedFormat` and `askedFormat`.
 */
export function negotiate(request: Request, reference: Reference): Negotiated {
  const { url, headers } = request;
  const accepted = headers.get('accept');
  if (!isJsonAnswered(reference)) return { request, format: acceptedFormat(null), kept: new URLSearchParams() };
  const asked = url.search === '' ? [] : [...url.searchParams].filter(([name]) => isFormat(name));
  const [only, second] = asked;
  if (only === undefined) return { request, format: acceptedFormat(accepted), kept: new URLSearchParams() };
  if (second !== undefined) throw badRequest("The query option '$format' must not be given more than once.");
  const bare = new URL(url);
  for (const [name] of asked) bare.searchParams.delete(name);
  return { request: { ...request, url: bare }, format: askedFormat(only[1]), kept: new URLSearchParams(asked) };
}

const isJsonAnswered = (reference: Reference): boolean =>
  reference.kind !== 'count' && reference.kind !== 'metadata' && (reference.kind !== 'event' || reference.tail.kind !== 'attachmentValue');

/** The answer in this form. What a read writes in another form than the usual one is taken from the budget, since it is longer. */
export function inFormat(reply: Reply, format: Format, { method }: Pick<Request, 'method'>, share: Share): Promise<Reply> {
  const isRead = method === 'GET' || method === 'HEAD';
  const surroundings = { methodsOf: methodsAtUrl, wrote: (length: number) => (isRead ? share.take(length) : undefined) };
  return written(reply, reply.json && spellingOf(format, reply.json, surroundings));
}

/** The methods that a URL of the service takes; none for one that leads nowhere. */
function methodsAtUrl(url: string): readonly string[] {
  const found = tryParsePath(URL.parse(url)?.pathname ?? '');
  return found.kind === 'miss' ? [] : allowedMethods(found);
}

/** The answer with `Preference-Applied`, if it has followed a preference. */
export function withPreferences(reply: Reply, prefer: Preferences): Reply {
  const applied = reply.status < 400 ? prefer.applied(reply.json !== undefined) : [];
  return applied.length === 0 ? reply : { ...reply, headers: { ...reply.headers, 'Preference-Applied': applied.join(', ') } };
}
