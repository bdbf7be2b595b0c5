// Limits of requests, files, pages, events and the directory, each with where it comes from; those of other topics are in `limits/`.

const mebibyte = 1024 * 1024;

/** Bytes of one request's body (seed "Add attachment": "a limit of 4MB on the total size of each REST request"). */
export const maxRequestBytes = 4 * mebibyte;

/** Bytes of an attachment above which Graph wants an upload session, and the service redirects instead of serving (contract, section 2). */
export const maxInlineBytes = 4 * mebibyte;

/** Characters of an attachment's name (contract, section 6). */
export const maxNameLength = 255;

/** Characters of any other text property of an attachment, so that a document stays far below Cosmos DB's 2 MB. */
export const maxTextLength = 2048;

/** Bytes of a reference attachment's metadata (contract, section 6). */
export const maxReferenceBytes = 32 * 1024;

/** Attachments of one event (contract, section 6). */
export const maxAttachmentsPerEvent = 10_000;

/** Entries on a page of attachments, or of what the directory has, unless the request says otherwise (contract, section 2). */
export const defaultPageSize = 100;

/** The same of events, windows of them, messages and calendars: as in Graph (contract, section 10). */
export const usualPageSize = 10;

/** The largest `$top` (contract, section 2). */
export const maxPageSize = 1_000;

/** The largest page of events: each may hold a body of 32 KiB, and many properties and attendees. */
export const maxEventPageSize = 100;

/** The largest page of events that shows their attachments, and of messages that shows their events: each costs queries and bytes (ours). */
export const maxExpandedEvents = 20;
export const maxExpandedMessages = 20;

/** The largest page that holds `contentBytes` (contract, section 2). */
export const maxPageSizeWithContent = 100;

/** Bytes of `contentBytes` on one page, above which it ends early (contract, section 2). */
export const maxPageContentBytes = 8 * mebibyte;

/** Bytes of documents behind which a page reads no more: what it reads at most, with one answer of the store (4 MB) more (ours). */
export const maxPageReadBytes = maxPageContentBytes;

/** Bytes of a file that `$select=contentBytes` on one entity still gives (contract, section 2). */
export const maxSelectedContentBytes = 32 * mebibyte;

/** Attachments of its series that one occurrence may hide or change: its document and its queries name each. */
export const maxHiddenAttachments = 500;

/** The longest window in days (Graph's own; contract, section 10). */
export const maxWindowDays = 1_825;

/** Days that a deleted event or attachment leaves a tombstone (architecture, Data). */
export const tombstoneDays = 30;

/** Bytes of a file that an upload session takes: 150 MiB (Graph, "Attach large files to Outlook messages or events"). */
export const maxFileBytes = 150 * mebibyte;

/** Bytes that the service copies for one request, or for all requests of a batch together: one file (ours). */
export const maxCopiedBytes = maxFileBytes;

/** A blob is copied in pieces of so many bytes: only one piece is in memory at a time. */
export const maxCopyPieceBytes = 4 * mebibyte;

/** Minutes that a request may take to store its bytes; later its batch isn't tried. Far below the sweep's grace (architecture, Data). */
export const maxBytesAgeMinutes = 5;

/** Hours before the sweep looks at what a crash may have left (architecture, Data). */
export const sweepGraceHours = 48;

/** Operations in one transactional batch (Cosmos DB, "Transactional batch operations": 100 operations, 2 MB). */
export const maxBatchOperations = 100;

/**
 * An event's body of more bytes is stored in a blob (architecture, Data: larger ones don't belong in a document): then a request that
 * doesn't need the body doesn't read it, and a change of anything else doesn't write it.
 */
export const maxDocumentBodyBytes = 32 * 1024;

/** The same for a series or an event longer than a week: many pages show a part of it, and each of them reads the whole document. */
export const maxSpanningBodyBytes = 16 * 1024;

/** So many addresses to look up count as one request more, since a request also reads a few documents (ours). */
export const addressesPerRequest = 5;

/** Locations of an event, and its categories: more than a calendar shows. */
export const maxListedValues = 100;

/** Attachments that come with a new event (contract, section 6). */
export const maxAttachmentsWithEvent = 90;

/** Days for which a request that repeats a `transactionId` gets the first request's event. */
export const transactionDays = 30;

/** Bytes of the documents that one transactional batch writes (Cosmos DB: 2 MB, the request's frame included). */
export const maxBatchBytes = 1_900_000;

/** Levels that a request's JSON may be nested; a recurring meeting in a message in an item has fewer than 20. */
export const maxJsonDepth = 64;

/** Values in a request's JSON: parsing and reading more of them takes longer than anybody may hold the process up (ours). */
export const maxJsonValues = 100_000;

/** Properties of all objects in a request's JSON: names cost more than values. A message with 10,000 recipients has 30,000 (ours). */
export const maxJsonProperties = 40_000;

/** Properties of one JSON object: no type of Graph's has a tenth as many (ours). */
export const maxObjectProperties = 1_000;

/** Characters of a request's path and query (Azure Functions, "HTTP trigger limits": URL 4 KB). */
export const maxUrlLength = 4_096;

/** Headers of a request, and their characters together (Kestrel, `MaxRequestHeaderCount` and `MaxRequestHeadersTotalSize`). */
export const maxHeaders = 100;
export const maxHeadersLength = 32 * 1024;

/** Levels of `$expand` in `$expand` (ours). */
export const maxExpandDepth = 10;

/** Properties in `$select` and paths in `$expand`: more than any type has (ours). */
export const maxNamesInOption = 100;

/** Words, signs and values in a `$filter`: more than its 50 conditions need (ours). */
export const maxFilterTokens = 500;

/** Bytes of one range of an upload session (contract, section 6). */
export const maxRangeBytes = 16 * mebibyte;

/** Ranges of one upload session (contract, section 4). */
export const maxRanges = 2_000;

/** Upload sessions that one mailbox may have open where no setting says otherwise: more than any client has, 15 GB at most (ours). */
export const defaultUploadSessions = 100;

/** Hours that an upload session lives (contract, section 4). */
export const uploadHours = 24;

/** Days after an upload session's expiry when TTL deletes its document (architecture, Data). */
export const uploadRetentionDays = 8;

/** Minutes for which a redirect's URL can read its blob (contract, section 2). */
export const redirectMinutes = 10;

/** Permissions of all calendars of a mailbox together: they are one document, which every request of another user reads. */
export const maxPermissionsPerMailbox = 500;

/**
 * The longest `DIRECTORY_CACHE_SECONDS`, in milliseconds: for so long another instance may still take a deleted user for an existing one.
 * After this, and after the longest request, the purge looks once more for documents of that user.
 */
export const longestPresenceAge = 10 * 60_000;

/** Seconds after which every request has surely ended (Azure Functions: an HTTP request ends after 230 s). */
export const maxRequestSeconds = 300;

/** Bytes of a range counted from the end of a large file, which the content store can't serve (contract, section 2). */
export const maxSuffixBytes = 16 * mebibyte;

/** Requests in one batch (Graph, "Combine multiple HTTP requests using JSON batching"), and characters of each one's id (contract, section 6). */
export const maxBatchRequests = 20;
export const maxBatchIdLength = 64;

/** Bytes of a batch's answer (contract, section 8). */
export const maxBatchReplyBytes = 32 * mebibyte;

/** Bytes of a batch's answer that are reserved for each request: more than an error, a new entity's properties or an upload URL take. */
export const ownBatchReplyBytes = 32 * 1024;

/** Requests of one batch that run at once (Graph, throttling limits: 4 concurrent requests of an app to a mailbox). */
export const maxBatchRequestsAtOnce = 4;

/** Characters of an error's message: without a limit it could repeat a very long URL, since a batch's URLs are part of its body. */
export const maxMessageLength = 4_096;

/** Characters of an `Idempotency-Key`, a `webhook-id` or an `X-GitHub-Delivery`. */
export const maxRepeatKeyLength = 255;

/** Hours for which a repeated request gets what the first one made. */
export const repeatHours = 24;

/** Addresses of a user: userPrincipalName, `mail` and `proxyAddresses` (contract, section 17), so that one batch moves all of them. */
export const maxAddresses = 40;

/** `businessPhones` of a user (Graph's page speaks of one; more are kept here). */
export const maxBusinessPhones = 40;

/** `otherMails` of a user (Graph, "user resource type": 250; fewer here, since each is in an index). */
export const maxOtherMails = 40;

/** Bytes of an event's properties together, its body and its attendees aside, so that a page of events stays small (ours). */
export const maxEventPropertyBytes = 64 * 1024;

/** Seconds that a large file waits for its turn to pass through the service: one takes about two, and the platform gives a request 230. */
export const turnPatienceSeconds = 20;

/** Bytes of the budget that each byte of a file takes that passes through the service: once as read, once as sent. */
export const budgetPerServedByte = 2;

/** Bytes of the budget that the service needs if files pass through it: for one whole file, and for what other requests send meanwhile. */
export const minProxyBudgetBytes = budgetPerServedByte * maxFileBytes + 84 * mebibyte;
