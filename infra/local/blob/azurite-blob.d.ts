// Types for the part of Azurite that is used here, since Azurite ships none: the blob service with its default store, started in this
// process.
declare module 'azurite/dist/src/blob/BlobConfiguration.js' {
  /** Passed on to the service unchanged. */
  export interface BlobConfiguration {
    readonly host: string;
    readonly port: number;
  }
  /** Positional, as Azurite has it. */
  type Constructor = new (
    host: string,
    port: number,
    keepAliveTimeout: number,
    metadataDBPath: string,
    extentDBPath: string,
    persistencePathArray: readonly { locationId: string; locationPath: string; maxConcurrency: number }[],
    enableAccessLog: boolean,
    accessLogWriteStream: undefined,
    enableDebugLog: boolean,
    debugLogFilePath: undefined,
    loose: boolean,
    skipApiVersionCheck: boolean,
    cert: string,
    key: string,
    pwd: string,
    oauth: 'basic' | undefined,
    disableProductStyleUrl: boolean,
    isMemoryPersistence: boolean,
  ) => BlobConfiguration;
  const exported: { default: Constructor };
  export default exported;
}

declare module 'azurite/dist/src/blob/BlobServer.js' {
  import type { BlobConfiguration } from 'azurite/dist/src/blob/BlobConfiguration.js';
  /** A collection of LokiJS. */
  export interface Collection {
    readonly data: readonly object[];
    clear(): void;
    insert(document: object): unknown;
  }
  export interface BlobServer {
    start(): Promise<void>;
    close(): Promise<void>;
    getHttpServerAddress(): string;
    /** What it knows of accounts, containers, blobs and blocks; private by Azurite's own types. */
    readonly metadataStore: { readonly db: { readonly collections: readonly Collection[] } };
    /** Removes bytes that no blob names. */
    readonly gcManager: { close(): Promise<void> };
  }
  const exported: { default: new (configuration: BlobConfiguration) => BlobServer };
  export default exported;
}
