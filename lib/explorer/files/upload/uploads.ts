// The queue of uploads: a few files at a time, each of which can be paused, resumed (after another load of the page as well), and cancelled.
import { identityOf, isSameFile } from './identity.ts';
import { createRunner, endSession, keptJob, newJob, shown, type Given, type Job, type UploadDependencies } from './job.ts';
import type { Target, Upload, UploadState } from './upload.ts';

export type { Given, UploadDependencies } from './job.ts';

/** Bytes of the largest file that the service takes (contract, section 4). */
const maxFileBytes = 150 * 1024 * 1024;

/** Files that are sent at once. */
const filesAtOnce = 3;

export interface Uploads {
  /** In the order in which they came. */
  all(): readonly Upload[];
  /** Told whenever one of them has changed. Gives a function that ends it. */
  subscribe(listener: () => void): () => void;
  /** One that was interrupted on its way to the same event goes on, if it is the same file. */
  add(target: Target, given: readonly Given[]): Promise<void>;
  /** Shows what was interrupted when the page ended. */
  restore(): Promise<void>;
  pause(id: string): void;
  /** Goes on with one that is paused, has failed or waits; `given`: the file of one that was interrupted. */
  resume(id: string, given?: Given): Promise<void>;
  /** Takes it from the list, and ends it and its session. */
  cancel(id: string): Promise<void>;
  /** Takes one that is over from the list. */
  dismiss(id: string): void;
  /** The connection may be back: whoever waits tries at once. */
  wake(): void;
}

/** An empty queue. */
export function createUploads(deps: UploadDependencies): Uploads {
  const { keep, now } = deps;
  const jobs = new Map<string, Job>();
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const set = (job: Job, state: UploadState): void => {
    job.state = state;
    changed();
  };
  const run = createRunner(deps, changed);

  /** Begins with as many as there is room for. */
  function next(): void {
    const running = [...jobs.values()].filter(({ stop }) => stop !== undefined).length;
    const queued = [...jobs.values()].filter(({ state, stop }) => state.is === 'queued' && stop === undefined);
    for (const job of queued.slice(0, Math.max(0, filesAtOnce - running))) void run(job).finally(next);
  }

  function queue(job: Job, given: Given | undefined): void {
    if (given !== undefined) job.given = given;
    set(job, { is: 'queued' });
    next();
  }

  /** The interrupted one among these that had this file. */
  async function interruptedWith({ file }: Given, among: readonly Job[]): Promise<Job | undefined> {
    const likely = among.filter(({ state, size, name }) => state.is === 'interrupted' && size === file.size && name === file.name);
    if (likely.length === 0) return undefined;
    const identity = await identityOf(file);
    return likely.find(({ kept }) => kept !== undefined && isSameFile(kept.file, identity));
  }

  async function cancel(id: string): Promise<void> {
    const job = jobs.get(id);
    if (job === undefined) return;
    jobs.delete(id);
    job.isCancelled = true;
    job.stop?.abort(new DOMException('Cancelled.', 'AbortError'));
    changed();
    next();
    await endSession(deps, job);
  }

  return {
    all: () => [...jobs.values()].map(shown),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async add(target, given) {
      for (const each of given) {
        const begun = [...jobs.values()].filter(({ kept }) => kept?.attachments === target.attachments);
        const job = (await interruptedWith(each, begun).catch(() => undefined)) ?? newJob(deps, target, each.file);
        jobs.set(job.id, job);
        if (each.file.size > maxFileBytes) set(job, { is: 'failed', failure: tooLarge });
        else queue(job, each);
      }
    },
    async restore() {
      for (const kept of await keep.all()) {
        if (kept.person !== deps.person || jobs.has(kept.id) || !(await keep.claim(kept.id))) continue;
        if (kept.expires <= now()) await keep.remove(kept.id);
        else jobs.set(kept.id, keptJob(deps, kept));
      }
      changed();
    },
    pause(id) {
      const job = jobs.get(id);
      if (job === undefined || !canPause(job.state)) return;
      set(job, { is: 'paused' });
      job.stop?.abort(new DOMException('Paused.', 'AbortError'));
    },
    async resume(id, given) {
      const job = jobs.get(id);
      if (job === undefined) return;
      if (job.state.is === 'waiting') job.waking.abort();
      if (job.state.is === 'interrupted') {
        if (given === undefined) return;
        if ((await interruptedWith(given, [job]).catch(() => undefined)) === undefined) {
          set(job, { is: 'interrupted', wrong: true, handle: job.kept?.handle });
          return;
        }
      } else if (job.state.is !== 'paused' && job.state.is !== 'failed') return;
      queue(job, given);
    },
    cancel,
    dismiss(id) {
      const is = jobs.get(id)?.state.is;
      if (is === 'done' || is === 'failed') void cancel(id);
    },
    wake() {
      for (const { waking } of jobs.values()) waking.abort();
    },
  };
}

const tooLarge = { words: 'The file is too large: at most 150 MiB.', wayOut: 'another file' } as const;

const canPause = ({ is }: UploadState): boolean => is === 'queued' || is === 'sending' || is === 'waiting';
