// Declares Graph's attachment and the types that are derived from it, property by property; everything else follows from this declaration.
import { sortProperties, type AttachmentProperties, type AttachmentRecord, type AttachmentType } from '../../attachments/attachment.ts';
import { badRequest } from '../../runtime/errors.ts';
import { maxReferenceBytes, maxTextLength } from '../../runtime/limits.ts';
import { Base64, type JsonObject } from '../../runtime/json.ts';
import { booleanProperty, numberProperty, secondsProperty, textProperty } from '../filter/filterable.ts';
import { namedAmong } from '../query/vocabulary.ts';
import type { BodyReader } from '../types/bodyReader.ts';
import { namesOf, type NavigationTable } from '../types/edm.ts';
import { entityType, fixed, typesOf, type Rows } from '../types/entity.ts';
import { enumTypes } from '../types/enums.ts';
import { toUtcSeconds } from '../types/literals.ts';

/** An attachment with all that its answer needs. */
export interface ShownAttachment<P extends AttachmentProperties = AttachmentProperties> {
  readonly properties: P;
  /** The id and the date of a stored attachment; undefined for one in an item, which has neither. */
  readonly stored?: Pick<AttachmentRecord, 'attachmentId' | 'modified'>;
  /** The file's bytes, if the answer shows them. */
  readonly bytes?: Uint8Array | undefined;
  /** The item, if the caller expands it; then answers show it whatever `$select` names (OData 4.01, part 1, section 11.2.5.2). */
  readonly item?: JsonObject | undefined;
  /** The item's context URL. */
  readonly itemContext?: string | undefined;
}

type Shown<T extends AttachmentType> = ShownAttachment<Extract<AttachmentProperties, { type: T }>>;

/** Graph's names of types, by the names that records have for them. */
export const attachmentTypeNames = {
  base: 'attachment',
  file: 'fileAttachment',
  item: 'itemAttachment',
  reference: 'referenceAttachment',
} as const satisfies Readonly<Record<AttachmentType, string>>;

/** The properties in the order of answers (contract, section 2). `attachmentBody.ts` reads bodies, since they depend on the type. */
export const attachmentRows = {
  id: { type: 'Edm.String not null', always: true, show: ({ stored }) => stored?.attachmentId },
  lastModifiedDateTime: {
    type: 'Edm.DateTimeOffset',
    show: ({ stored }) => stored && toUtcSeconds(new Date(stored.modified)),
    filter: secondsProperty(sortProperties.lastModifiedDateTime),
  },
  name: {
    type: 'Edm.String',
    show: ({ properties }) => properties.name,
    body: 'any',
    filter: textProperty('sortKeys.texts.name', sortProperties.name),
  },
  contentType: {
    type: 'Edm.String',
    show: ({ properties }) => properties.contentType,
    body: 'any',
    filter: textProperty('sortKeys.texts.contentType', sortProperties.contentType),
  },
  size: { type: 'Edm.Int32', show: ({ properties }) => properties.size, filter: numberProperty(sortProperties.size) },
  isInline: {
    type: 'Edm.Boolean not null',
    show: ({ properties }) => properties.isInline,
    body: 'any',
    filter: booleanProperty('sortKeys.isInline'),
  },
} as const satisfies Rows<ShownAttachment>;

export const fileAttachmentRows = {
  contentId: {
    type: 'Edm.String',
    show: ({ properties }) => properties.contentId,
    filter: textProperty('sortKeys.texts.contentId', 'sortKeys.contentId'),
    read: (body: BodyReader) => orNull(body, 'contentId', body.text('contentId', maxTextLength)),
  },
  // Always null, as in Graph, which advises against its use.
  contentLocation: fixed('Edm.String', null),
  contentBytes: { type: 'Edm.Binary', show: ({ bytes }) => bytes && new Base64(bytes), body: 'new', needed: true },
} as const satisfies Rows<Shown<'file'>>;

export const referenceAttachmentRows = {
  sourceUrl: {
    type: 'Edm.String',
    show: ({ properties }) => properties.sourceUrl,
    needed: true,
    read: (body: BodyReader) => readUrl(body, 'sourceUrl'),
  },
  providerType: {
    type: 'graph.referenceAttachmentProvider',
    show: ({ properties }) => properties.providerType,
    read: (body: BodyReader) => body.oneOf('providerType', enumTypes.referenceAttachmentProvider),
  },
  thumbnailUrl: {
    type: 'Edm.String',
    show: ({ properties }) => properties.thumbnailUrl,
    read: (body: BodyReader) => orNull(body, 'thumbnailUrl', readUrl(body, 'thumbnailUrl')),
  },
  previewUrl: {
    type: 'Edm.String',
    show: ({ properties }) => properties.previewUrl,
    read: (body: BodyReader) => orNull(body, 'previewUrl', readUrl(body, 'previewUrl')),
  },
  permission: {
    type: 'graph.referenceAttachmentPermission',
    show: ({ properties }) => properties.permission,
    read: (body: BodyReader) => body.oneOf('permission', enumTypes.referenceAttachmentPermission),
  },
  isFolder: {
    type: 'Edm.Boolean',
    show: ({ properties }) => properties.isFolder,
    read: (body: BodyReader) => body.boolean('isFolder'),
  },
} as const satisfies Rows<Shown<'reference'>>;

const itemAttachmentNavigation = { item: 'graph.outlookItem contained' } as const satisfies NavigationTable;

/** For each type of attachment the properties that it declares itself, with their types. */
export const ownProperties = {
  attachment: typesOf(attachmentRows),
  fileAttachment: typesOf(fileAttachmentRows),
  referenceAttachment: typesOf(referenceAttachmentRows),
} as const;

/** The entity types for `$metadata` and `checkBody`. Graph's attachment is abstract; here it isn't, since a bare description is one. */
export const attachmentTypes = {
  attachment: entityType(attachmentRows, { base: 'entity', writable: { new: ['size'] } }),
  fileAttachment: entityType(fileAttachmentRows, { base: 'attachment', writable: { needed: ['name'] } }),
  itemAttachment: entityType(
    {},
    {
      base: 'attachment',
      navigation: itemAttachmentNavigation,
      inline: ['item'],
      notKept: { fixed: { contentType: null } },
      writable: { new: ['item'], needed: ['name', 'item'] },
    },
  ),
  referenceAttachment: entityType(referenceAttachmentRows, { base: 'attachment', writable: { needed: ['name'] } }),
} as const;

/** A property of any of the types; no two types own one of the same name. */
export type PropertyName =
  | keyof typeof attachmentRows
  | keyof typeof fileAttachmentRows
  | keyof typeof itemAttachmentNavigation
  | keyof typeof referenceAttachmentRows;

/** Finds the property that a query option names. Throws 400 for an unknown one. */
export const namedProperty = namedAmong<PropertyName>('attachment', namesOf(attachmentRows), {
  fileAttachment: namesOf(fileAttachmentRows),
  itemAttachment: namesOf(itemAttachmentNavigation),
  referenceAttachment: namesOf(referenceAttachmentRows),
});

/** The value that was read; null if the body clears the property. */
const orNull = (body: BodyReader, name: string, read: string | undefined): string | null | undefined => (body.isNull(name) ? null : read);

/** Reads an absolute http(s) URL, and keeps the caller's spelling. The service stores the URL and never fetches it. */
function readUrl(body: BodyReader, name: string): string | undefined {
  const text = body.text(name, maxReferenceBytes);
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw badRequest(`The property '${name}' must be an absolute http or https URL.`);
  return text;
}
