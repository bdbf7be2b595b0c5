// Limits of webhooks, each with where it comes from.

/** Attachments that one webhook's body makes: one batch writes them with the event, the document that detects repeats, and the quota. */
export const maxAttachmentsPerHook = 90;

/** Parts of a webhook's `multipart/form-data`, fields included: more than a form has. */
export const maxFormParts = 1_000;

/** Bytes of the headers of one part of a form, and of all its parts together. */
export const maxPartHeaderBytes = 8 * 1024;
export const maxFormHeaderBytes = 256 * 1024;

/** Lines of a form that begin like its delimiter but aren't one: a form's writer picks a boundary that its content doesn't contain. */
export const maxNearDelimiters = 1_000;

/** Seconds by which the clock of a webhook's signer may differ from ours (Standard Webhooks, "Verifying webhook authenticity"). */
export const signatureToleranceSeconds = 5 * 60;

/** Milliseconds after which a webhook has got its answer: senders give up at 10 s. */
export const maxHookMs = 8_000;

/** Milliseconds after which a webhook's calls to the stores are cut off: the rest of its time is for the answer, on a busy machine too. */
export const hookDeadlineMs = 7_000;
