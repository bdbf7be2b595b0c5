// Measures the memory of a process: once, and repeatedly while something runs.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Resident memory in MiB, from /proc on Linux and from `ps` elsewhere; Windows has neither. */
export async function residentMebibytes(pid: number): Promise<number> {
  const text =
    process.platform === 'linux'
      ? (/^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '')
      : (await run('ps', ['-o', 'rss=', '-p', String(pid)])).stdout;
  const kibibytes = Number(text);
  if (!(kibibytes > 0)) throw new Error(`No memory of process ${pid}.`);
  return kibibytes / 1024;
}

/** Milliseconds between two measurements. */
const pause = 20;

export interface Sample {
  /** From 0 to 1, as `progress` returned it. */
  readonly progress: number;
  readonly mebibytes: number;
}

/** Measures repeatedly while the work runs. */
export async function memoryDuring(pid: number, work: () => Promise<unknown>, progress: () => number = () => 0): Promise<Sample[]> {
  const samples: Sample[] = [];
  const over = new AbortController();
  const looking = (async () => {
    while (!over.signal.aborted) {
      samples.push({ progress: progress(), mebibytes: await residentMebibytes(pid) });
      await setTimeout(pause);
    }
  })();
  try {
    await work();
  } finally {
    over.abort();
    await looking;
  }
  return samples;
}

/** The largest measurement between these two points of the progress. */
export const peak = (samples: readonly Sample[], from = 0, to = 1): number =>
  Math.max(...samples.filter(({ progress }) => progress >= from && progress <= to).map(({ mebibytes }) => mebibytes));
