// Opens a Blob Storage account: by identity, or by key where one is set (emulators).
import { createSecretKey } from 'node:crypto';
import type { HttpClient } from '@azure/core-rest-pipeline';
import { BlobServiceClient, newPipeline, StorageSharedKeyCredential } from '@azure/storage-blob';
import type { Access } from '../access.ts';
import { openHttpClient } from '../transport/httpClient.ts';

/** A client that makes no call until it is used. The account's name is the path of an emulator's endpoint, else its host's first label. */
export function openBlob(endpoint: string, access: Access, http: HttpClient = openHttpClient()): BlobServiceClient {
  const credential = 'key' in access ? keyCredential(endpoint, access.key) : access.credential;
  // Retries are this service's own (`stores/retry.ts`), so that all calls of a request share one rule and one deadline.
  const pipeline = newPipeline(credential, { retryOptions: { maxTries: 1 } });
  // The option for this takes clients of the SDK's former core alone, and converts each request and answer. Where the SDK keeps its client by
  // another name one day, it sends by its own.
  Reflect.set(pipeline, '_coreHttpClient', http);
  return new BlobServiceClient(endpoint, pipeline);
}

/** The SDK would make a key of its bytes for each request, which takes longer than to sign. */
function keyCredential(endpoint: string, key: string): StorageSharedKeyCredential {
  const credential = new StorageSharedKeyCredential(accountName(endpoint), key);
  Reflect.set(credential, 'accountKey', createSecretKey(key, 'base64'));
  return credential;
}

function accountName(endpoint: string): string {
  const { hostname, pathname } = new URL(endpoint);
  const path = pathname.replaceAll('/', '');
  return path === '' ? hostname.slice(0, hostname.indexOf('.')) : path;
}
