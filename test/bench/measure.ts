// Measures candidates in turns, so that a busy machine slows all of them equally.

export interface Candidate {
  readonly name: string;
  readonly run: () => unknown;
}

export interface Measured {
  readonly name: string;
  /** The median of all runs, in milliseconds. */
  readonly median: number;
}

/** Runs each candidate this many times in turns, after a tenth as many runs to warm up. */
export async function measure(candidates: readonly Candidate[], runs: number): Promise<Measured[]> {
  const times = candidates.map((): number[] => []);
  for (let run = -Math.ceil(runs / 10); run < runs; run++)
    for (const [i, candidate] of candidates.entries()) {
      const began = performance.now();
      await candidate.run();
      if (run >= 0) times[i]?.push(performance.now() - began);
    }
  return candidates.map(({ name }, i) => ({ name, median: medianOf(times[i] ?? []) }));
}

/** One line for each candidate, as a ratio to the first. */
export function report(title: string, measured: readonly Measured[]): void {
  const first = measured[0]?.median ?? 1;
  console.log(`\n${title}`);
  for (const { name, median } of measured)
    console.log(`  ${name.padEnd(44)} ${median.toFixed(3).padStart(9)} ms  ${(median / first).toFixed(2)}×`);
}

function medianOf(times: number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
