// How much memory a process holds: now, and from moment to moment while something happens.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** MiB that are resident. Linux has it in /proc; elsewhere `ps` tells, which Windows doesn't have. */
export async function residentMebibytes(pid: number): Promise<number> {
  const text =
    process.platform === 'linux'
      ? (/^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '')
      : (await run('ps', ['-o', 'rss=', '-p', String(pid)])).stdout;
  const kibibytes = Number(text);
  if (!(kibibytes > 0)) throw new Error(`No memory of process ${pid}.`);
  return kibibytes / 1024;
}

/** Milliseconds between two looks. */
const pause = 20;

export interface Sample {
  /** From 0 to 1, as `progress` said. */
  readonly progress: number;
  readonly mebibytes: number;
}

/** Looks again and again while the work is done. */
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

/** The most among the samples between these parts of the work. */
export const peak = (samples: readonly Sample[], from = 0, to = 1): number =>
  Math.max(...samples.filter(({ progress }) => progress >= from && progress <= to).map(({ mebibytes }) => mebibytes));
