// Brings one file to its event, however often the connection is lost: a small one by one request, a larger one by a session.
import { errorOf, pauseMs, SessionGone, TryLater, UploadFailed } from './failures.ts';
import { maxSingleBytes, sendSingle } from './single.ts';
import { announced, askSession, sendMissing, sessionIn, type SessionWire, type UploadSession } from './session.ts';
import type { Wait } from './patience.ts';
import { ConnectionLost, type Chosen, type Send } from './wire.ts';

export interface TransferWire extends SessionWire {
  /** Requests to the API, with the caller's token; `send` is for the URLs of sessions. */
  readonly ask: Send;
  readonly wait: Wait;
  readonly random: () => number;
  /** It goes on at this time; the promise that it waits for may be cut short by `wake`. */
  readonly onPause: (why: string, until: number) => void;
  /** It goes on now. */
  readonly onResume: () => void;
  /** A signal of its own for each pause: aborted where it is worth a try at once. */
  readonly wake: () => AbortSignal;
  /** A session was made, or is of no use any more (undefined). */
  readonly onSession: (session: UploadSession | undefined) => Promise<void>;
}

export interface Transfer {
  /** Names the upload for the service (`Idempotency-Key`). */
  readonly id: string;
  readonly file: Chosen;
  readonly attachments: string;
  /** The session to go on with. */
  readonly session?: UploadSession | undefined;
}

/** How often a service that is busy is asked, without anything arriving in between. A lost connection is waited for without end. */
const busyAttempts = 8;

/** Resolves to the attachment's id. Rejects with `UploadFailed`, or with the signal's reason. */
export async function transfer(wire: TransferWire, given: Transfer): Promise<string> {
  const { file } = given;
  let { session } = given;
  let fresh = false;
  let renewed = false;
  let attempts = 0;
  const tracked = { ...wire, onArrival: () => void (attempts = 0) };

  async function round(): Promise<string> {
    if (session === undefined && file.size <= maxSingleBytes)
      return sendSingle({ ...wire, send: wire.ask }, file, given.attachments, given.id, wire.onProgress);
    if (session === undefined) {
      session = await makeSession(wire, given);
      fresh = true;
    }
    const asked = fresh ? [{ first: 0, end: file.size }] : await askSession(tracked, file, session.uploadUrl);
    fresh = false;
    return typeof asked === 'string' ? asked : sendMissing(tracked, file, session.uploadUrl, asked);
  }

  for (;;) {
    try {
      return await round();
    } catch (error) {
      wire.signal.throwIfAborted();
      if (error instanceof SessionGone && !renewed) {
        // It has expired, or somebody has ended it: from the beginning, once.
        [session, renewed] = [undefined, true];
        await wire.onSession(undefined);
        continue;
      }
      if (error instanceof SessionGone) throw errorOf({ status: 404, text: '', header: () => null }, wire.now());
      if (!(error instanceof ConnectionLost) && !(error instanceof TryLater)) throw error;
      await requireReadable(file);
      if (error instanceof TryLater && attempts >= busyAttempts) throw new UploadFailed({ words: error.message, wayOut: 'again' });
      await pause(wire, error, attempts);
      attempts += 1;
    }
  }
}

/** It isn't cut short: nobody could end a session whose answer wasn't heard, and it takes room for a day. */
async function makeSession(wire: TransferWire, { file, attachments }: Transfer): Promise<UploadSession> {
  const { ask, signal, now, slots } = wire;
  const headers = { 'Content-Type': 'application/json' };
  const asked = {
    method: 'POST',
    url: `${attachments}/createUploadSession`,
    headers,
    body: announced(file),
    signal: new AbortController().signal,
  };
  const session = sessionIn(await slots.use(signal, () => ask(asked)), now());
  await wire.onSession(session);
  signal.throwIfAborted();
  return session;
}

async function pause(wire: TransferWire, error: ConnectionLost | TryLater, attempts: number): Promise<void> {
  const ms = (error instanceof TryLater ? error.afterMs : undefined) ?? pauseMs(attempts, wire.random);
  if (ms > 0) {
    wire.onPause(error.message, wire.now() + ms);
    await wire.wait(ms, AbortSignal.any([wire.signal, wire.wake()])).catch(() => undefined);
  }
  wire.signal.throwIfAborted();
  wire.onResume();
}

/** A file that was moved or changed since it was chosen fails like a connection: then waiting is of no use. */
async function requireReadable(file: Chosen): Promise<void> {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch {
    throw new UploadFailed({ words: 'The file can’t be read any more: it was moved, changed or deleted.', wayOut: 'another file' });
  }
}
