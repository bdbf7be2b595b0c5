// Opens a Blob Storage account: by identity, or by key where one is set (emulators).
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import type { Access } from '../access.ts';

/** A client that makes no call until it is used. The account's name is the path of an emulator's endpoint, else its host's first label. */
export function openBlob(endpoint: string, access: Access): BlobServiceClient {
  const credential = 'key' in access ? new StorageSharedKeyCredential(accountName(endpoint), access.key) : access.credential;
  // Retries are this service's own (`stores/retry.ts`), so that all calls of a request share one rule and one deadline.
  return new BlobServiceClient(endpoint, credential, { retryOptions: { maxTries: 1 } });
}

function accountName(endpoint: string): string {
  const { hostname, pathname } = new URL(endpoint);
  const path = pathname.replaceAll('/', '');
  return path === '' ? hostname.slice(0, hostname.indexOf('.')) : path;
}
