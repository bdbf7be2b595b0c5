// Reads the text that says what a subscription watches: a path of this API's own grammar, with `$filter` and `$select` behind it.
import { notOffered } from '../../changes/subscriptions/refusals.ts';
import type { StoredSubscription } from '../../changes/subscriptions/subscription.ts';
import type { ServiceError } from '../../runtime/errors.ts';
import { badRequest } from '../../runtime/errors.ts';
import type { EventReference, EventsReference, MessageReference, Reference, Version } from '../../paths/reference.ts';
import { tryParsePath } from '../../paths/grammar.ts';
import { attachmentList } from '../attachment/attachmentQuery.ts';
import { eventExpandable } from '../event/eventExpand.ts';
import { eventList } from '../event/eventQuery.ts';
import { messageList } from '../message/messageQuery.ts';
import type { Expanding } from '../query/expand.ts';
import { parseQueryOptions, type QueryOptions, type QuerySchema } from '../query/queryOptions.ts';

/** What a resource means, before any store is asked. */
export type WatchedReference =
  | { readonly of: 'events'; readonly reference: EventsReference }
  | { readonly of: 'event' | 'attachments'; readonly reference: EventReference }
  | { readonly of: 'messages'; readonly reference: Extract<MessageReference, { kind: 'messages' }> };

/** With what its options ask for: the condition on what is told of, and the properties that notifications carry. */
export type Resource = WatchedReference & Pick<StoredSubscription, 'filter' | 'select'>;

/**
 * Reads a resource, with or without a leading slash, a version or the service's base URL. Throws 400 `ExtensionError` for a path that can't
 * be watched, and what lists throw for options that they don't take.
 */
export function readResource(text: string, base: string, version: Version): Resource {
  const unsupported = (): ServiceError => notOffered(`The value '${text}' of parameter 'Resource' is not supported.`);
  const url = urlOf(text.trim(), base, version);
  const reference = url && tryParsePath(url.pathname);
  if (url === undefined || reference === undefined || reference.kind === 'miss') throw unsupported();
  const watched = watchedBy(reference);
  if (watched === undefined) throw unsupported();
  return { ...watched, ...optionsOf(watched.of, url.searchParams) };
}

function urlOf(text: string, base: string, version: Version): URL | undefined {
  const isBelow = text.toLowerCase().startsWith(`${base.toLowerCase()}/`);
  const path = isBelow ? text.slice(base.length + 1) : text.replace(/^\//, '');
  const isVersioned = /^(?:v1\.0|beta)\//i.test(path);
  // `URL` would take a backslash for a slash, and drop what stands behind a `#`.
  if (/[\\#\p{Cc}]/u.test(text) || (isBelow && !isVersioned)) return undefined;
  return URL.parse(`https://resource.invalid/${isVersioned ? '' : `${version}/`}${path}`) ?? undefined;
}

function watchedBy(reference: Reference): WatchedReference | undefined {
  if (reference.kind === 'events') return { of: 'events', reference };
  if (reference.kind === 'messages') {
    const [folder, ...deeper] = reference.folders;
    const isInbox = folder === undefined || (folder.toLowerCase() === 'inbox' && deeper.length === 0);
    return isInbox ? { of: 'messages', reference } : undefined;
  }
  if (reference.kind !== 'event' || reference.source.via === 'message' || reference.source.occurrences.length > 0) return undefined;
  const { kind } = reference.tail;
  return kind === 'event' || kind === 'attachments' ? { of: kind, reference } : undefined;
}

const { singleValueExtendedProperties, multiValueExtendedProperties } = eventExpandable;
const extended = { singleValueExtendedProperties, multiValueExtendedProperties };

function optionsOf(of: Resource['of'], params: URLSearchParams): Pick<Resource, 'filter' | 'select'> {
  switch (of) {
    case 'events':
      return asked(parseQueryOptions(params, { ...eventList, options: ['select', 'filter', 'expand'], expandable: extended }));
    case 'event':
      return asked(parseQueryOptions(params, { ...eventList, options: ['select', 'expand'], expandable: extended }));
    case 'attachments':
      return asked(parseQueryOptions(params, only(attachmentList, ['select'])));
    case 'messages':
      return asked(parseQueryOptions(params, only(messageList, ['select', 'filter'])));
  }
}

const only = <P extends string, S extends string, E extends Expanding>(
  schema: QuerySchema<P, S, E>,
  options: QuerySchema['options'],
): QuerySchema<P, S, E> => ({ ...schema, options });

function asked<E extends Expanding>({ filter, select }: QueryOptions<string, string, E>): Pick<Resource, 'filter' | 'select'> {
  const names = select && [...select];
  if (names?.some((name) => name === 'body' || name === 'uniqueBody' || name === 'contentBytes') === true)
    throw badRequest('The resource of a subscription cannot select a body: notifications do not carry one.');
  return { ...(filter && { filter }), ...(names && { select: names }) };
}
