// What went wrong with an upload, in words, and what can be done about it; which answers are worth another try (contract, section 5).
import { propertyOf, type Answered } from './wire.ts';

/** What a person can do: try once more, choose another file, sign in again, or nothing here. */
export type WayOut = 'again' | 'another file' | 'sign in' | 'none';

export interface Failure {
  readonly words: string;
  readonly wayOut: WayOut;
  /** What the service has said. */
  readonly said?: string;
  /** By which the service's log knows the request. */
  readonly requestId?: string;
}

/** An upload that ended without its attachment. */
export class UploadFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.words);
    this.name = 'UploadFailed';
    this.failure = failure;
  }
}

/** An answer that may be another one soon. */
export class TryLater extends Error {
  /** Milliseconds that the service asks to wait. */
  readonly afterMs: number | undefined;

  constructor(words: string, afterMs: number | undefined) {
    super(words);
    this.name = 'TryLater';
    this.afterMs = afterMs;
  }
}

/** The session isn't there any more: it has expired, was cancelled, or its event is gone. */
export class SessionGone extends Error {
  constructor() {
    super('The upload session is gone.');
    this.name = 'SessionGone';
  }
}

interface Meaning {
  readonly words: string;
  readonly wayOut: WayOut;
}

const byCode: Readonly<Record<string, Meaning>> = {
  ErrorQuotaExceeded: { words: 'The mailbox is full. Delete files or events there, then try again.', wayOut: 'again' },
  ErrorMessageSizeExceeded: { words: 'The file is too large: at most 150 MiB.', wayOut: 'another file' },
};

const byStatus: Readonly<Record<number, Meaning>> = {
  400: { words: 'The service didn’t understand the upload.', wayOut: 'another file' },
  401: { words: 'You are signed out.', wayOut: 'sign in' },
  403: { words: 'You may not add files to this event.', wayOut: 'none' },
  404: { words: 'The event isn’t there any more.', wayOut: 'none' },
  405: { words: 'This event takes no files here.', wayOut: 'none' },
  409: { words: 'The same upload came with another content.', wayOut: 'another file' },
  412: { words: 'The event has changed meanwhile.', wayOut: 'again' },
  413: { words: 'The file is too large.', wayOut: 'another file' },
  416: { words: 'The service has other parts of this file than were sent.', wayOut: 'again' },
  507: { words: 'There is no more room in this event or its mailbox.', wayOut: 'again' },
};

const isWorthATry = (status: number): boolean => status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 507);

/** The error of an answer that isn't a success. */
export function errorOf(answered: Answered, now: number): UploadFailed | TryLater {
  const { status, text } = answered;
  const [code, said, requestId] = [propertyOf(text, 'error', 'code'), propertyOf(text, 'error', 'message'), answered.header('request-id')];
  if (isWorthATry(status)) {
    const words = status === 429 ? 'The service asks for a pause.' : 'The service is busy.';
    return new TryLater(words, retryAfterMs(answered.header('Retry-After'), now));
  }
  const { words, wayOut } = byCode[String(code)] ??
    byStatus[status] ?? { words: `The service has answered ${status}.`, wayOut: 'again' as const };
  return new UploadFailed({
    words,
    wayOut,
    ...(typeof said === 'string' && { said }),
    ...(requestId !== null && { requestId }),
  });
}

/** `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3); undefined for anything else. At most an hour. */
function retryAfterMs(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), 3_600_000);
}

/** Milliseconds before the next attempt, of which this is the n-th since something moved: 1, 2, 4 … 30 s, each up to half as long again. */
export const pauseMs = (attempt: number, random: () => number): number =>
  Math.min(30_000, 1000 * 2 ** Math.min(attempt, 10)) * (1 + random() / 2);
