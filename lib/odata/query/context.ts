// The `@odata.context` of answers: which collection of the service's metadata they belong to.

/** What the answer contains, and to which owner and event it belongs. */
export interface AttachmentsContext {
  /** Scheme and host of the service, without a slash at the end. */
  readonly base: string;
  readonly version: 'v1.0' | 'beta';
  /** By id, however the request named the owner. */
  readonly owner: { readonly kind: 'users' | 'groups'; readonly id: string };
  /** The event's id. */
  readonly event: string;
  /** `QueryOptions.selectText`. */
  readonly select?: string | undefined;
  /** One attachment rather than a list. */
  readonly entity: boolean;
}

/** The context URL (OData 4.01, part 1, section 10) in the contract's form, section 2: quoted keys, percent-encoded. */
export function attachmentsContext({ base, version, owner, event, select, entity }: AttachmentsContext): string {
  const selection = select === undefined ? '' : `(${select})`;
  const collection = `${owner.kind}(${quotedKey(owner.id)})/events(${quotedKey(event)})/attachments`;
  return `${base}/${version}/$metadata#${collection}${selection}${entity ? '/$entity' : ''}`;
}

/** A string key in a URL: quoted, a quote inside doubled, percent-encoded (OData 4.01, URL conventions, section 4.3.1). */
export const quotedKey = (key: string): string => `'${encodeURIComponent(key.replaceAll("'", "''"))}'`;
