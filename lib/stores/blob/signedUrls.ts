// Short-lived, read-only URLs of single blobs: a user-delegation SAS by identity, a service SAS by key (emulators).
import {
  BlobSASPermissions,
  generateBlobSASQueryParameters,
  SASProtocol,
  StorageSharedKeyCredential,
  type BlobServiceClient,
  type UserDelegationKey,
} from '@azure/storage-blob';
import type { Clock } from '../../clock.ts';
import type { ServedAs } from '../contents.ts';
import { counted } from './counted.ts';

/** Signs a URL of one blob. */
export type SignUrl = (container: string, blob: string, servedAs: ServedAs, expires: number) => Promise<string>;

const hourMs = 60 * 60 * 1000;
/** Hours that a delegation key is asked for; Azure gives at most seven days. */
const keyHours = 12;
/** Milliseconds before a key's end from which a new one is asked for. */
const renewBeforeMs = 2 * hourMs;
/** Milliseconds by which the storage account's clock may be behind. */
const skewMs = 5 * 60 * 1000;

export function signedUrls(service: BlobServiceClient, clock: Clock): SignUrl {
  const delegation = service.credential instanceof StorageSharedKeyCredential ? undefined : delegationKeys(service, clock);
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
    if (delegation === undefined) return blob.generateSasUrl(values);
    const query = generateBlobSASQueryParameters(values, await delegation(), service.accountName);
    return `${blob.url}?${query.toString()}`;
  };
}

/** The current delegation key: one call for many hours, shared by all who ask at the same time. */
function delegationKeys(service: BlobServiceClient, clock: Clock): () => Promise<UserDelegationKey> {
  let kept: { readonly key: Promise<UserDelegationKey>; readonly until: number } | undefined;
  return () => {
    const now = clock();
    if (kept === undefined || kept.until - renewBeforeMs < now) {
      const until = now + keyHours * hourMs;
      const key = counted('blobKey', () => service.getUserDelegationKey(new Date(now - skewMs), new Date(until)));
      const asked = { key, until };
      kept = asked;
      // A failure isn't kept: the next request asks again.
      key.catch(() => {
        if (kept === asked) kept = undefined;
      });
    }
    return kept.key;
  };
}
