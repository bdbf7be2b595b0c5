// Reads what the stores hold of a mailbox, with the SDKs and without the service.
import { z } from 'zod';
import type { Settings } from '../../../lib/runtime/settings.ts';
import { blobContainer, cosmosContainer, settingsOf } from './stores.ts';

const document = z.looseObject({ id: z.string(), kind: z.string(), _etag: z.string() });

export type StoredItem = z.infer<typeof document>;

export interface MailboxState {
  /** Sorted by id. */
  readonly documents: readonly StoredItem[];
  /** Names of the blobs whose metadata name the mailbox, sorted. */
  readonly blobs: readonly string[];
}

type Addresses = Parameters<typeof settingsOf>[0];

/** Reads all documents of one partition of `mailboxes`, and all blobs that name it. */
export async function mailboxState(stack: Addresses, partition: string): Promise<MailboxState> {
  return storedIn(settingsOf(stack), partition);
}

/** Reads the same from stores without a stack. */
export async function storedIn(settings: Settings, partition: string): Promise<MailboxState> {
  const [documents, blobs] = await Promise.all([documentsIn(settings, 'mailboxes', partition), blobsIn(settings, partition)]);
  return { documents, blobs };
}

/** All documents of one partition of a container, sorted by id. */
export const documentsOf = (stack: Addresses, container: 'mailboxes' | 'directory', partition: string): Promise<readonly StoredItem[]> =>
  documentsIn(settingsOf(stack), container, partition);

async function documentsIn(settings: Settings, container: 'mailboxes' | 'directory', partition: string): Promise<readonly StoredItem[]> {
  const { items } = cosmosContainer(settings, container);
  const { resources } = await items.query('SELECT * FROM c', { partitionKey: partition }).fetchAll();
  return z
    .array(document)
    .parse(resources)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function blobsIn(settings: Settings, partition: string): Promise<readonly string[]> {
  const names: string[] = [];
  const contents = blobContainer(settings);
  for await (const { name, metadata } of contents.listBlobsFlat({ includeMetadata: true, includeUncommitedBlobs: true }))
    if (metadata?.partition === encodeURIComponent(partition)) names.push(name);
  return names.sort();
}
