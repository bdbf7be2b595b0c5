// The vocabulary of attachments: their types, each type's own properties, and how a query option names one.
import { unknownProperty, type ServiceError } from '../../runtime/errors.ts';
import { namesOf, type NavigationTable, type PropertyTable } from '../types/edm.ts';
import type { NamedProperty } from '../query/queryOptions.ts';

/** The types' own properties, in the order in which answers give them (contract, section 2). */
export const ownProperties = {
  attachment: {
    id: 'Edm.String not null',
    lastModifiedDateTime: 'Edm.DateTimeOffset',
    name: 'Edm.String',
    contentType: 'Edm.String',
    size: 'Edm.Int32',
    isInline: 'Edm.Boolean not null',
  },
  fileAttachment: { contentId: 'Edm.String', contentLocation: 'Edm.String', contentBytes: 'Edm.Binary' },
  itemAttachment: {},
  referenceAttachment: {
    sourceUrl: 'Edm.String',
    providerType: 'graph.referenceAttachmentProvider',
    thumbnailUrl: 'Edm.String',
    previewUrl: 'Edm.String',
    permission: 'graph.referenceAttachmentPermission',
    isFolder: 'Edm.Boolean',
  },
} as const satisfies Readonly<Record<string, PropertyTable>>;

export const itemAttachmentNavigation = { item: 'graph.outlookItem contained' } as const satisfies NavigationTable;

export type AttachmentType = keyof typeof ownProperties;

type OwnNames = { [Type in AttachmentType]: keyof (typeof ownProperties)[Type] };

/** A property of any of the types; no two types own one of the same name. */
export type PropertyName = OwnNames[AttachmentType] | keyof typeof itemAttachmentNavigation;

const namesByType: Readonly<Record<AttachmentType, readonly PropertyName[]>> = {
  attachment: namesOf(ownProperties.attachment),
  fileAttachment: namesOf(ownProperties.fileAttachment),
  itemAttachment: namesOf(itemAttachmentNavigation),
  referenceAttachment: namesOf(ownProperties.referenceAttachment),
};

const baseType = 'attachment';
const types: readonly AttachmentType[] = [baseType, 'fileAttachment', 'itemAttachment', 'referenceAttachment'];
const qualified = (type: AttachmentType): string => `microsoft.graph.${type}`;

/** Every accepted spelling, in lower case. */
const named: ReadonlyMap<string, NamedProperty<PropertyName>> = new Map(
  types
    .flatMap((type): NamedProperty<PropertyName>[] => {
      const own = namesByType[type];
      const inherited: readonly PropertyName[] = type === baseType ? [] : namesByType[baseType];
      return [
        ...own.map((name) => ({ name, path: name })),
        ...[...inherited, ...own].map((name) => ({ name, path: `${qualified(type)}/${name}` })),
      ];
    })
    .map((property) => [property.path.toLowerCase(), property]),
);

/**
 * The property that a query option names: `name`, by its cast `microsoft.graph.fileAttachment/contentId`, or, as clients send it, a
 * derived type's property without the cast; in any case of letters. Throws 400 `RequestBroker--ParseUri` for any other text.
 */
export function namedProperty(asked: string): NamedProperty<PropertyName> {
  const property = named.get(asked.toLowerCase());
  if (!property) throw notOfAttachments(asked);
  return property;
}

function notOfAttachments(asked: string): ServiceError {
  const castTo = types.find((type) => asked.toLowerCase().startsWith(`${qualified(type).toLowerCase()}/`));
  const name = castTo ? asked.slice(qualified(castTo).length + 1) : asked;
  return unknownProperty(name, qualified(castTo ?? baseType));
}
