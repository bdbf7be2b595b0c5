// Short-lived, read-only URLs of single blobs: a user-delegation SAS by identity, a service SAS by key (emulators).
import {
  BlobSASPermissions,
  generateBlobSASQueryParameters,
  SASProtocol,
  StorageSharedKeyCredential,
  type BlobServiceClient,
} from '@azure/storage-blob';
import type { Clock } from '../../runtime/clock.ts';
import type { ServedAs } from '../contents.ts';
import { counted } from './counted.ts';
import { delegationKeys } from './delegationKeys.ts';

/** Signs a URL of one blob. */
export type SignUrl = (container: string, blob: string, servedAs: ServedAs, expires: number) => Promise<string>;

/** Milliseconds by which the storage account's clock may be behind. */
const skewMs = 5 * 60 * 1000;

/** `keyMs`: milliseconds that asking the account for a key may take. */
export function signedUrls(service: BlobServiceClient, clock: Clock, keyMs: number): SignUrl {
  const keyFor =
    service.credential instanceof StorageSharedKeyCredential
      ? undefined
      : delegationKeys(
          (from, to) => counted('blobKey', () => service.getUserDelegationKey(from, to, { abortSignal: AbortSignal.timeout(keyMs) })),
          clock,
          skewMs,
        );
  return async (containerName, blobName, { contentType, contentDisposition }, expires) => {
    const blob = service.getContainerClient(containerName).getBlobClient(blobName);
    const values = {
      containerName,
      blobName,
      permissions: BlobSASPermissions.from({ read: true }),
      startsOn: new Date(clock() - skewMs),
      expiresOn: new Date(expires),
      protocol: blob.url.startsWith('https:') ? SASProtocol.Https : SASProtocol.HttpsAndHttp,
      contentType,
      contentDisposition,
      cacheControl: 'private, no-cache',
    };
    if (keyFor === undefined) return blob.generateSasUrl(values);
    const query = generateBlobSASQueryParameters(values, await keyFor(expires), service.accountName);
    return `${blob.url}?${query.toString()}`;
  };
}
