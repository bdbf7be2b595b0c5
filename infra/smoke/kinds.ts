// The four attachments that the documents the service began with create, and what their answers must hold.

export interface Kind {
  readonly name: 'bare' | 'file' | 'item' | 'reference';
  readonly body: Readonly<Record<string, unknown>>;
  /** Properties of the answer, and of every later one. */
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

/** The bytes of the file's `contentBytes`: base64url without padding, as the document has it. */
export const fileBytes = Buffer.from('contentBytes-value', 'base64url');
