// Reads a new attachment, or a change of one, from a request's JSON.
import mime from 'mime';
import {
  referenceProperties,
  type AttachmentProperties,
  type AttachmentType,
  type NewAttachment,
  type ReferenceProperties,
} from '../../attachments/attachment.ts';
import { badRequest, ServiceError } from '../../runtime/errors.ts';
import { maxNameLength, maxReferenceBytes, maxTextLength } from '../../runtime/limits.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { missingProperty, readBody, type BodyReader } from '../types/bodyReader.ts';
import { namesOf } from '../types/edm.ts';
import { readRows } from '../types/entity.ts';
import { readItem } from '../item/itemBody.ts';
import { attachmentTypeNames, fileAttachmentRows, referenceAttachmentRows, type ownProperties } from './attachmentSchema.ts';

const typesByName: ReadonlyMap<string, AttachmentType> = new Map(
  namesOf(attachmentTypeNames).map((type) => [`microsoft.graph.${attachmentTypeNames[type].toLowerCase()}`, type]),
);

/** Reads properties of any type of attachment; the code for one type decides which of them it accepts. */
type AttachmentReader = BodyReader<Own['attachment'] & Own['fileAttachment'] & Own['referenceAttachment']>;
type Own = typeof ownProperties;

/**
 * The attachment that a body asks to make (contract, section 2; both seeds). Throws 400: `UnprocessableType` for a type that is missing
 * or unknown, `ErrorInvalidRequest` for a required property that is missing, `RequestBodyRead` for a value of the wrong type.
 */
export function readNewAttachment(json: JsonObject): NewAttachment {
  const body: AttachmentReader = readBody(json);
  const type = readType(body);
  const isInline = body.boolean('isInline') ?? false;
  const contentType = body.text('contentType', maxTextLength) ?? null;
  switch (type) {
    case 'base': {
      const name = body.text('name', maxNameLength) ?? null;
      return { properties: { type, name, contentType, size: body.int32('size') ?? null, isInline } };
    }
    case 'file': {
      const name = readName(body);
      const bytes = body.binary('contentBytes');
      if (bytes === undefined) throw missingProperty('contentBytes');
      const own = { contentId: null, ...readRows(fileAttachmentRows, readBody(json)) };
      return {
        properties: { type, name, contentType: contentType ?? typeOfName(name), size: bytes.byteLength, isInline, ...own },
        bytes,
      };
    }
    case 'item': {
      const name = readName(body);
      return { properties: { type, name, contentType: null, size: 0, isInline }, item: readGivenItem(body) };
    }
    case 'reference': {
      const own = readReference(json);
      const size = sizeOfReference(own);
      return { properties: { type, name: readName(body), contentType, size, isInline, ...own } };
    }
  }
}

/**
 * The change that a body asks for (contract, section 2, update): name, contentType, isInline, contentId and a reference's own properties.
 * Null takes away what may be missing, and gives a file the type of its name again. Content isn't changed, nor is the size of a bare
 * description: a body with another size is refused with 400, as is one of another type.
 */
export function readAttachmentChange(json: JsonObject): (properties: AttachmentProperties) => AttachmentProperties {
  const body: AttachmentReader = readBody(json);
  const name = body.text('name', maxNameLength);
  if (name === '') throw badRequest("The property 'name' must not be empty.");
  const isInline = body.boolean('isInline');
  const contentType = body.text('contentType', maxTextLength);
  const ofFile = readRows(fileAttachmentRows, readBody(json));
  const type = body.has('@odata.type') ? readType(body) : undefined;
  const size = body.int32('size');
  const typeOr = (otherwise: string | null, given: string | null): string | null =>
    contentType ?? (body.isNull('contentType') ? otherwise : given);

  return (properties) => {
    if (type !== undefined && type !== 'base' && type !== properties.type) throw unchangeable('@odata.type');
    if (properties.type === 'base' && size !== undefined && size !== properties.size) throw unchangeable('size');
    const common = { name: name ?? properties.name, isInline: isInline ?? properties.isInline };
    switch (properties.type) {
      case 'base':
        return {
          ...properties,
          ...common,
          ...(body.isNull('name') && { name: null }),
          contentType: typeOr(null, properties.contentType),
        };
      case 'file':
        return {
          ...properties,
          ...common,
          contentType: typeOr(typeOfName(common.name ?? ''), properties.contentType),
          ...ofFile,
        };
      case 'item':
        return { ...properties, ...common };
      case 'reference': {
        const own = { ...properties, ...readRows(referenceAttachmentRows, readBody(json)) };
        return { ...own, ...common, contentType: typeOr(null, properties.contentType), size: sizeOfReference(own) };
      }
    }
  };
}

/** The error 400 for a property that nobody can change once the attachment exists. */
export const unchangeable = (property: string): ServiceError =>
  badRequest(`The property '${property}' cannot be changed; delete the attachment and create another.`);

function readType(body: AttachmentReader): AttachmentType {
  const named = body.text('@odata.type', maxTextLength);
  const type = named === undefined ? undefined : typesByName.get(named.replace(/^#/, '').toLowerCase());
  if (type !== undefined) return type;
  throw new ServiceError(
    400,
    'UnprocessableType',
    named === undefined
      ? "The property '@odata.type' is missing; it is one of #microsoft.graph.fileAttachment, itemAttachment, referenceAttachment, attachment."
      : `The type '${named.slice(0, 100)}' is none of #microsoft.graph.fileAttachment, itemAttachment, referenceAttachment, attachment.`,
  );
}

function readName(body: AttachmentReader): string {
  const name = body.text('name', maxNameLength);
  if (name === undefined || name === '') throw missingProperty('name');
  return name;
}

/** The media type that a name's extension stands for (contract, section 2). */
export const typeOfName = (name: string): string => mime.getType(name) ?? 'application/octet-stream';

function readGivenItem(body: AttachmentReader): JsonObject {
  const item = body.object('item');
  if (item === undefined) throw missingProperty('item');
  return readItem(item, readNewAttachment);
}

function readReference(json: JsonObject): ReferenceProperties {
  const { sourceUrl, ...given } = readRows(referenceAttachmentRows, readBody(json));
  if (sourceUrl === undefined) throw missingProperty('sourceUrl');
  return referenceProperties({ sourceUrl, ...given });
}

/** The size in bytes of the reference's own properties as JSON. Throws 400 for more than 64 KB. */
function sizeOfReference(reference: ReferenceProperties): number {
  const size = Buffer.byteLength(JSON.stringify(referenceProperties(reference)));
  if (size > maxReferenceBytes) throw badRequest(`The metadata of a reference may have at most ${maxReferenceBytes} bytes.`);
  return size;
}
