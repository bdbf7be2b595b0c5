// Sends a file to an upload session: several ranges at once, what is missing and nothing twice (contract, section 4).
import { errorOf, SessionGone, TryLater, UploadFailed } from './failures.ts';
import { createPlan, expectedPieces, pieceBytesAt, type Piece } from './pieces.ts';
import { propertyOf, type Answered, type Chosen, type Send } from './wire.ts';
import type { Slots } from './slots.ts';

/** Ranges of one file that are on their way at once. */
const rangesAtOnce = 3;

export interface SessionWire {
  readonly send: Send;
  readonly slots: Slots;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** So many bytes of the file have arrived or are on their way by now. */
  readonly onProgress: (bytes: number) => void;
  /** A range has arrived. */
  readonly onArrival: () => void;
}

export interface UploadSession {
  readonly uploadUrl: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/** What a file is announced with. */
export const announced = ({ name, size, type }: Chosen): string =>
  JSON.stringify({ AttachmentItem: { attachmentType: 'file', name, size, ...(type !== '' && { contentType: type }) } });

/** The session that an answer to `createUploadSession` tells of. Throws what the answer says otherwise. */
export function sessionIn(answered: Answered, now: number): UploadSession {
  const [uploadUrl, expires] = [propertyOf(answered.text, 'uploadUrl'), propertyOf(answered.text, 'expirationDateTime')];
  if (answered.status !== 201 || typeof uploadUrl !== 'string') throw errorOf(answered, now);
  return { uploadUrl, expires: Date.parse(String(expires)) };
}

/** What is missing of the file, or the id of the attachment, if the file is complete. Throws `SessionGone`. */
export async function askSession(wire: SessionWire, file: Chosen, uploadUrl: string): Promise<readonly Piece[] | string> {
  const { send, signal, now, slots } = wire;
  const answered = await slots.use(signal, () => send({ method: 'GET', url: uploadUrl, signal }));
  if (answered.status === 200) {
    const pieces = expectedPieces(propertyOf(answered.text, 'nextExpectedRanges'), file.size);
    if (pieces !== undefined) return pieces;
    throw new UploadFailed({ words: 'The session belongs to a file of another size.', wayOut: 'another file' });
  }
  if (answered.status !== 404) throw errorOf(answered, now());
  // A session that has ended with its attachment is 404 as well, but still answers any range as the one that completed it.
  const made = await sendRange(wire, file, uploadUrl, { first: 0, end: 1 });
  if (made === undefined) throw new SessionGone();
  return made;
}

/** Sends what is missing, and resolves to the attachment's id. Throws `ConnectionLost`, `TryLater`, `SessionGone` or `UploadFailed`. */
export async function sendMissing(wire: SessionWire, file: Chosen, uploadUrl: string, missing: readonly Piece[]): Promise<string> {
  const plan = createPlan(missing, file.size);
  const ends = new AbortController();
  const signal = AbortSignal.any([wire.signal, ends.signal]);
  let made: string | undefined;
  let troubles: unknown[] = [];
  let speed = 0;
  const report = (): void => wire.onProgress(plan.sent);

  const sendNext = async (piece: Piece): Promise<void> => {
    const onProgress = (bytes: number): void => {
      plan.progress(piece, bytes);
      report();
    };
    try {
      const begun = wire.now();
      made = (await sendRange({ ...wire, signal }, file, uploadUrl, piece, onProgress)) ?? made;
      speed = ((piece.end - piece.first) * 1000) / Math.max(1, wire.now() - begun);
      plan.arrived(piece);
      wire.onArrival();
    } catch (error) {
      plan.failed(piece);
      troubles = [...troubles, error];
      // Others that are on their way may still arrive, unless there is no hope for any of them.
      if (error instanceof UploadFailed || error instanceof SessionGone) ends.abort(error);
    }
    report();
  };
  const worker = async (): Promise<void> => {
    while (made === undefined && troubles.length === 0) {
      const piece = plan.take(pieceBytesAt(speed));
      if (piece === undefined) return;
      await sendNext(piece);
    }
  };

  report();
  await Promise.all(Array.from({ length: rangesAtOnce }, worker));
  if (made !== undefined) return made;
  wire.signal.throwIfAborted();
  if (troubles.length > 0) throw troubles[0];
  // All of it has arrived, but the answer that says so was given to a request that was thought lost.
  const asked = await askSession(wire, file, uploadUrl);
  return typeof asked === 'string' ? asked : sendMissing(wire, file, uploadUrl, asked);
}

/** Sends one range; resolves to the attachment's id if it has completed the file. */
async function sendRange(
  { send, slots, signal, now }: SessionWire,
  file: Chosen,
  url: string,
  { first, end }: Piece,
  onProgress?: (bytes: number) => void,
): Promise<string | undefined> {
  const headers = { 'Content-Range': `bytes ${first}-${end - 1}/${file.size}`, 'Content-Type': 'application/octet-stream' };
  const body = file.slice(first, end);
  const answered = await slots.use(signal, () => send({ method: 'PUT', url, headers, body, signal, ...(onProgress && { onProgress }) }));
  if (answered.status === 201) return String(propertyOf(answered.text, 'id'));
  if (answered.status === 404) throw new SessionGone();
  // A range that was thought lost has arrived after all, and was cut otherwise: the session is asked what it has.
  if (answered.status === 416) throw new TryLater('Parts of the file have arrived twice.', 0);
  if (answered.status !== 200 && answered.status !== 202) throw errorOf(answered, now());
  return undefined;
}
