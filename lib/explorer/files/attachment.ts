// An attachment as the list shows it, and the requests that a person makes with it.
import { ask, askAll } from '../graph.ts';
import { listOf, numberOf, objectOf, readObject, textOf, type JsonObject } from '../model/json.ts';

export type AttachmentType = 'file' | 'item' | 'reference' | 'bare';

export interface Attachment {
  readonly id: string;
  /** Its path in the API. */
  readonly path: string;
  readonly type: AttachmentType;
  readonly name: string;
  /** The media type; empty where there is none. */
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
  /** An instant in UTC. */
  readonly modified: string;
  readonly isInline: boolean;
  /** Where a reference leads: http or https alone. */
  readonly sourceUrl: string | undefined;
}

const selected = 'id,name,size,contentType,isInline,lastModifiedDateTime,microsoft.graph.referenceAttachment/sourceUrl';

/** All attachments of an event, without their bytes. Rejects with a GraphError. */
export async function readAttachments(event: string): Promise<readonly Attachment[]> {
  const all = await askAll(`${event}/attachments?$select=${selected}`);
  return all.map((json) => readAttachment(json, `${event}/attachments/${textOf(json, 'id')}`));
}

function readAttachment(json: JsonObject, path: string): Attachment {
  const link = URL.parse(textOf(json, 'sourceUrl'));
  return {
    id: textOf(json, 'id'),
    path,
    type: typeOf(json),
    name: textOf(json, 'name') || '(no name)',
    contentType: textOf(json, 'contentType'),
    size: numberOf(json, 'size') ?? 0,
    modified: textOf(json, 'lastModifiedDateTime'),
    isInline: json.isInline === true,
    sourceUrl: link?.protocol === 'https:' || link?.protocol === 'http:' ? link.href : undefined,
  };
}

function typeOf(json: JsonObject): AttachmentType {
  const type = textOf(json, '@odata.type');
  if (type.endsWith('.fileAttachment')) return 'file';
  if (type.endsWith('.itemAttachment')) return 'item';
  return type.endsWith('.referenceAttachment') ? 'reference' : 'bare';
}

/** The bytes of a file, or an item in its raw form. A large file's come from the storage account. Rejects with a GraphError. */
export async function readBytes({ path }: Attachment, signal?: AbortSignal): Promise<Blob> {
  const { body } = await ask('GET', `${path}/$value`, { as: 'blob', ...(signal && { signal }) });
  return body instanceof Blob ? body : new Blob([]);
}

/** What is attached as an item: an event, a message or a contact, with what it has attached itself. */
export interface Item {
  readonly kind: 'event' | 'message' | 'contact' | 'item';
  readonly subject: string;
  /** Who has sent or organized it. */
  readonly from: string;
  readonly start: string;
  readonly end: string;
  readonly zone: string;
  readonly sent: string;
  readonly location: string;
  readonly text: string;
  readonly attachments: readonly ItemsAttachment[];
}

export interface ItemsAttachment {
  readonly name: string;
  readonly size: number;
  /** An item within the item. */
  readonly item: Item | undefined;
}

export async function readItemOf({ path }: Attachment): Promise<Item> {
  return readItem(readObject((await ask('GET', `${path}/microsoft.graph.itemAttachment/item`)).body));
}

const personIn = (json: JsonObject, name: string): string => {
  const address = objectOf(objectOf(json, name), 'emailAddress');
  return textOf(address, 'name') || textOf(address, 'address');
};

function readItem(json: JsonObject): Item {
  const type = textOf(json, '@odata.type');
  const body = objectOf(json, 'body');
  return {
    kind: (['event', 'contact'] as const).find((kind) => type.endsWith(`.${kind}`)) ?? (/message/i.test(type) ? 'message' : 'item'),
    subject: textOf(json, 'subject') || textOf(json, 'displayName') || '(no subject)',
    from: personIn(json, 'organizer') || personIn(json, 'from') || personIn(json, 'sender'),
    start: textOf(objectOf(json, 'start'), 'dateTime'),
    end: textOf(objectOf(json, 'end'), 'dateTime'),
    zone: textOf(objectOf(json, 'start'), 'timeZone'),
    sent: textOf(json, 'sentDateTime'),
    location: textOf(objectOf(json, 'location'), 'displayName'),
    // HTML is never made elements of.
    text: textOf(json, 'bodyPreview') || (textOf(body, 'contentType').toLowerCase() === 'html' ? '' : textOf(body, 'content')),
    attachments: listOf(json, 'attachments').map((each) => ({
      name: textOf(each, 'name') || '(no name)',
      size: numberOf(each, 'size') ?? 0,
      item: typeof each.item === 'object' && each.item !== null ? readItem(objectOf(each, 'item')) : undefined,
    })),
  };
}
