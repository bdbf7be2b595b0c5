// Makes the `@odata.context` of answers about attachments: the URL of the collection in the metadata that they belong to.

/** What the context URL says: the owner, the event, the selection, and whether the answer is a list. */
export interface AttachmentsContext {
  /** Scheme and host of the service, without a slash at the end. */
  readonly base: string;
  readonly version: 'v1.0' | 'beta';
  /** The owner's id, whatever name the request has for the owner. */
  readonly owner: { readonly kind: 'users' | 'groups'; readonly id: string };
  /** The event's id. */
  readonly event: string;
  /** The selection as `QueryOptions.selectText` has it. */
  readonly select?: string | undefined;
  /** Whether the answer is one attachment, and not a list. */
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
