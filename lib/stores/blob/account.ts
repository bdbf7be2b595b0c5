// A Blob Storage account as the content store uses it: requests of its own for what is asked all the time, the SDK for the rest.
import type { BlobServiceClient } from '@azure/storage-blob';
import type { Access } from '../access.ts';
import { openHttpClient } from '../transport/httpClient.ts';
import { blobRequests, type SendToBlobs } from './requests.ts';

export interface BlobAccount {
  readonly send: SendToBlobs;
  /** The SDK's client, which must not retry on its own. It is loaded when it is first needed, which no cold start waits for. */
  readonly sdk: () => Promise<BlobServiceClient>;
}

/** Makes no call until it is used. */
export function openBlobAccount(endpoint: string, access: Access): BlobAccount {
  let opened: Promise<BlobServiceClient> | undefined;
  return {
    send: blobRequests(endpoint, access, openHttpClient()),
    sdk: () => (opened ??= import('./client.ts').then(({ openBlob }) => openBlob(endpoint, access))),
  };
}
