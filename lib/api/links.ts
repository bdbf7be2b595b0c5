// The URLs in answers: all of them stand on one base.
import type { EventKey, Mailbox } from '../calendar/mailbox.ts';
import { attachmentsContext, quotedKey } from '../odata/query/context.ts';
import type { Version } from '../paths/reference.ts';

/** Builds URLs for answers. They begin with `PUBLIC_URL`, or without it with the request's scheme and Host (contract, section 2). */
export interface Links {
  /** `…/users('{oid}')/events('{id}')` */
  event(key: EventKey): string;
  /** `…/attachments('{id}')` */
  attachment(key: EventKey, attachmentId: string): string;
  eventContext(mailbox: Mailbox): string;
  attachmentsContext(key: EventKey, selection: string | undefined, entity: boolean): string;
  /** Where an attachment's item belongs: `…/attachments('{id}')/microsoft.graph.itemAttachment/item`, as its own context begins. */
  itemContext(key: EventKey, attachmentId: string): string;
  /** The attachment that an upload has made: `…/Events('{id}')/Attachments('{id}')`, as Graph spells it there. */
  uploaded(key: EventKey, attachmentId: string): string;
  /** An upload session's own URL. */
  upload(token: string): string;
  readonly uploadContext: string;
  /** Of all of them: scheme, host and what `PUBLIC_URL` has behind it; no slash at the end. */
  readonly base: string;
  /** What lies at this path below the version: `users('{oid}')/calendars('{id}')`. */
  resource(path: string): string;
  /** The context of a collection at this path, or of one of its entities. */
  context(path: string, selection: string | undefined, entity: boolean): string;
  /** The list that was asked for, at its next page. */
  next(url: URL, skipToken: string): string;
  /** The delta that was asked for, at its next page or its next round: all else stands in the token. */
  delta(url: URL, option: '$skiptoken' | '$deltatoken', token: string): string;
  /** The first request of a round, with these options. */
  deltaFrom(url: URL, options: URLSearchParams): string;
}

/** `kept`: options that a link to the next page keeps, though the URL that it is made of hasn't them. */
export function createLinks(publicUrl: string | undefined, received: URL, version: Version, kept = new URLSearchParams()): Links {
  const base = publicUrl ?? received.origin;
  const withQuery = ({ pathname }: URL, query: URLSearchParams): string => `${base}${pathname}?${query.toString().replaceAll('%24', '$')}`;
  const event = ({ mailbox, event: id }: EventKey): string =>
    `${base}/${version}/${mailbox.kind}(${quotedKey(mailbox.id)})/events(${quotedKey(id)})`;
  const attachments: Links['attachmentsContext'] = (key, select, entity) =>
    attachmentsContext({ base, version, owner: key.mailbox, event: key.event, select, entity });
  return {
    event,
    attachment: (key, attachmentId) => `${event(key)}/attachments(${quotedKey(attachmentId)})`,
    eventContext: ({ kind, id }) => `${base}/${version}/$metadata#${kind}(${quotedKey(id)})/events/$entity`,
    attachmentsContext: attachments,
    itemContext: (key, attachmentId) =>
      `${attachments(key, undefined, false)}(${quotedKey(attachmentId)})/microsoft.graph.itemAttachment/item`,
    uploaded: (key, attachmentId) => event(key).replace('/events(', '/Events(') + `/Attachments(${quotedKey(attachmentId)})`,
    upload: (token) => `${base}/uploads/${token}`,
    uploadContext: `${base}/${version}/$metadata#microsoft.graph.uploadSession`,
    base,
    resource: (path) => `${base}/${version}/${path}`,
    context: (path, select, entity) =>
      `${base}/${version}/$metadata#${path}${select === undefined ? '' : `(${select})`}${entity ? '/$entity' : ''}`,
    next(url, skipToken) {
      const query = new URLSearchParams([...url.searchParams, ...kept].filter(([name]) => !/^\$?skip(token)?$/i.test(name)));
      query.set('$skiptoken', skipToken);
      return withQuery(url, query);
    },
    delta: (url, option, token) => withQuery(url, new URLSearchParams([...kept, [option, token]])),
    deltaFrom: (url, options) => withQuery(url, new URLSearchParams([...options, ...kept])),
  };
}
