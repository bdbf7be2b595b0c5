// Opens a Blob Storage account by the SDK: by identity, or by key where one is set (emulators).
import { BlobServiceClient, newPipeline, StorageSharedKeyCredential } from '@azure/storage-blob';
import type { Access } from '../access.ts';
import { accountName } from './sharedKey.ts';

/** A client that makes no call until it is used, and then sends each request once. */
export function openBlob(endpoint: string, access: Access): BlobServiceClient {
  const credential = 'key' in access ? new StorageSharedKeyCredential(accountName(endpoint), access.key) : access.credential;
  // Retries are this service's own (`stores/retry.ts`), so that all calls of a request share one rule and one deadline.
  return new BlobServiceClient(endpoint, newPipeline(credential, { retryOptions: { maxTries: 1 } }));
}
