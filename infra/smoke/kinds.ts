// The four attachments that the smoke test creates, and the properties that their answers must have.

export interface Kind {
  readonly name: 'bare' | 'file' | 'item' | 'reference';
  readonly body: Readonly<Record<string, unknown>>;
  /** Properties of this answer and of all later ones. */
  readonly answer: Readonly<Record<string, unknown>>;
}

export const kinds: readonly Kind[] = [
  {
    name: 'bare',
    body: {
      '@odata.type': '#microsoft.graph.attachment',
      name: 'Name value',
      contentType: 'Content Type value',
      size: 4,
      isInline: true,
    },
    answer: {
      '@odata.type': '#microsoft.graph.attachment',
      name: 'Name value',
      contentType: 'Content Type value',
      size: 4,
      isInline: true,
    },
  },
  {
    name: 'file',
    body: { '@odata.type': '#microsoft.graph.fileAttachment', name: 'name-value', contentBytes: 'contentBytes-value' },
    answer: { '@odata.type': '#microsoft.graph.fileAttachment', name: 'name-value', size: 13, isInline: false },
  },
  {
    name: 'item',
    body: { '@odata.type': '#microsoft.graph.itemAttachment', name: 'name-value', item: {} },
    answer: { '@odata.type': '#microsoft.graph.itemAttachment', name: 'name-value', contentType: null, size: 2 },
  },
  {
    name: 'reference',
    body: {
      '@odata.type': '#microsoft.graph.referenceAttachment',
      name: 'Personal pictures',
      sourceUrl: 'https://contoso.com/personal/mario_contoso_net/Documents/Pics',
      providerType: 'oneDriveConsumer',
      permission: 'Edit',
      isFolder: 'True',
    },
    answer: {
      '@odata.type': '#microsoft.graph.referenceAttachment',
      name: 'Personal pictures',
      sourceUrl: 'https://contoso.com/personal/mario_contoso_net/Documents/Pics',
      providerType: 'oneDriveConsumer',
      permission: 'edit',
      isFolder: true,
    },
  },
];

/** The bytes of the file: `contentBytes` is base64url without padding. */
export const fileBytes = Buffer.from('contentBytes-value', 'base64url');
