// Keeps what Azurite knows of blobs as it is, and puts it back later: for tests that want to begin anew at once.
import type { BlobServer, Collection } from 'azurite/dist/src/blob/BlobServer.js';

export interface BlobBaseline {
  /** Keeps all blobs as they are now. From then on, bytes that nothing names any more stay until the end. */
  keep(): Promise<void>;
  /** Puts the kept blobs back, and removes all others. */
  putBack(): void;
}

/** Over Azurite's own collections, which hold a document for each account, container, blob and block; the bytes lie apart. */
export function createBlobBaseline({ metadataStore: { db }, gcManager }: BlobServer): BlobBaseline {
  let kept: readonly { readonly collection: Collection; readonly documents: readonly object[] }[] | undefined;
  return {
    async keep() {
      if (kept === undefined) await gcManager.close();
      kept = db.collections.map((collection) => ({ collection, documents: collection.data.map(copyOf) }));
    },
    putBack() {
      if (kept === undefined) throw new Error('Nothing was kept.');
      for (const { collection, documents } of kept) {
        collection.clear();
        for (const document of documents) collection.insert(copyOf(document));
      }
    },
  };
}

/** Without what the collection adds to a document of its own. */
const copyOf = (document: object): object =>
  structuredClone(Object.fromEntries(Object.entries(document).filter(([name]) => name !== '$loki' && name !== 'meta')));
