// One upload of the queue: what it is, and how it runs until it is over or somebody stops it.
import { UploadFailed, type Failure } from './failures.ts';
import { identityOf } from './identity.ts';
import type { Keep, KeptUpload } from './keep.ts';
import { createPace, type Pace } from './pace.ts';
import { withPatience, type Wait } from './patience.ts';
import type { UploadSession } from './session.ts';
import { createSlots } from './slots.ts';
import { transfer, type TransferWire } from './transfer.ts';
import type { Target, Upload, UploadState } from './upload.ts';
import type { Chosen, Send } from './wire.ts';

/** Requests with bytes at once, over all files; the page keeps two of a browser's six connections for itself. */
const requestsAtOnce = 4;

/** Milliseconds that a request without a known progress may take: 4 MiB at 200 kbit a second. */
const untoldMs = 180_000;

export interface UploadDependencies {
  /** Requests to the API, with the caller's token. */
  readonly ask: Send;
  /** Requests to the URLs of sessions, without a token. */
  readonly send: Send;
  readonly keep: Keep;
  /** Who is signed in. */
  readonly person: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly wait: Wait;
  readonly random: () => number;
  readonly newId: () => string;
}

/** A file, and what leads to it after another load of the page, where the browser gives such a thing. */
export interface Given {
  readonly file: Chosen;
  readonly handle?: unknown;
}

export interface Job {
  readonly id: string;
  readonly target: Target;
  readonly name: string;
  readonly size: number;
  readonly pace: Pace;
  given?: Given;
  session?: UploadSession | undefined;
  kept?: KeptUpload | undefined;
  sent: number;
  state: UploadState;
  /** While it runs: stops it. */
  stop?: AbortController | undefined;
  isCancelled?: boolean;
  /** Ends the pause that it is in. */
  waking: AbortController;
}

export function newJob({ now, newId }: UploadDependencies, target: Target, { name, size }: Chosen): Job {
  return { id: newId(), target, name, size, pace: createPace(now), sent: 0, state: { is: 'queued' }, waking: new AbortController() };
}

/** One that was interrupted when its page ended. */
export function keptJob({ now }: UploadDependencies, kept: KeptUpload): Job {
  const { id, attachments, event, uploadUrl, expires, file, handle } = kept;
  return {
    id,
    target: { attachments, event },
    name: file.name,
    size: file.size,
    pace: createPace(now),
    session: { uploadUrl, expires },
    kept,
    sent: 0,
    state: { is: 'interrupted', wrong: false, handle },
    waking: new AbortController(),
  };
}

export function shown({ id, target, name, size, sent, pace, state, kept }: Job): Upload {
  return { id, target, name, size, sent, speed: state.is === 'sending' ? pace.speed() : 0, state, isKept: kept !== undefined };
}

/** Runs a job until it is done, has failed or is stopped; never rejects. `changed` is called whenever there is something new to show. */
export function createRunner(deps: UploadDependencies, changed: () => void): (job: Job) => Promise<void> {
  const { now, wait, random } = deps;
  const shared = {
    ask: withPatience(deps.ask, wait, untoldMs),
    send: withPatience(deps.send, wait),
    slots: createSlots(requestsAtOnce),
    now,
    wait,
    random,
  };

  return async (job) => {
    const file = job.given?.file;
    if (file === undefined) return;
    const stop = new AbortController();
    job.stop = stop;
    job.pace.reset();
    const set = (state: UploadState): void => {
      job.state = state;
      changed();
    };
    const wire: TransferWire = { ...shared, signal: stop.signal, ...eventsOf(deps, job, set, changed) };
    set({ is: 'sending' });
    try {
      const attachment = await transfer(wire, { id: job.id, file, attachments: job.target.attachments, session: job.session });
      job.sent = job.size;
      job.session = undefined;
      await forget(deps, job);
      set({ is: 'done', attachment });
    } catch (error) {
      // Whoever stopped the job has set its state already.
      if (!stop.signal.aborted) set({ is: 'failed', failure: failureOf(error) });
    } finally {
      if (job.stop === stop) job.stop = undefined;
    }
  };
}

/** What a transfer tells, noted in its job. */
function eventsOf(
  deps: UploadDependencies,
  job: Job,
  set: (state: UploadState) => void,
  changed: () => void,
): Omit<TransferWire, 'ask' | 'send' | 'slots' | 'now' | 'wait' | 'random' | 'signal'> {
  return {
    onProgress: (bytes) => {
      job.sent = bytes;
      job.pace.note(bytes);
      changed();
    },
    onArrival: () => undefined,
    onPause: (why, until) => {
      job.pace.reset();
      set({ is: 'waiting', why, until });
    },
    onResume: () => set({ is: 'sending' }),
    wake: () => (job.waking = new AbortController()).signal,
    onSession: async (session) => {
      job.session = session;
      if (session === undefined) await forget(deps, job);
      else if (job.isCancelled === true) await endSession(deps, job);
      else await remember(deps, job, session);
    },
  };
}

const failureOf = (error: unknown): Failure =>
  error instanceof UploadFailed ? error.failure : { words: `The page couldn’t send the file: ${String(error)}`, wayOut: 'again' };

/** Keeps the session for another load of the page. A browser that keeps nothing (a private window) sends all the same. */
async function remember({ keep, person }: UploadDependencies, job: Job, { uploadUrl, expires }: UploadSession): Promise<void> {
  const { id, target, given } = job;
  if (given === undefined) return;
  const { file, handle } = given;
  try {
    job.kept = { id, person, ...target, uploadUrl, expires, file: await identityOf(file), ...(handle !== undefined && { handle }) };
    await keep.put(job.kept);
    await keep.claim(id);
  } catch {
    job.kept = undefined;
  }
}

async function forget({ keep }: UploadDependencies, job: Job): Promise<void> {
  if (job.kept === undefined) return;
  job.kept = undefined;
  await keep.remove(job.id).catch(() => undefined);
}

/** Ends the session of a job that was cancelled; without an answer it ends by itself within a day. */
export async function endSession(deps: UploadDependencies, job: Job): Promise<void> {
  const { session } = job;
  await forget(deps, job);
  if (session === undefined) return;
  job.session = undefined;
  await deps.send({ method: 'DELETE', url: session.uploadUrl, signal: AbortSignal.timeout(30_000) }).catch(() => undefined);
}
