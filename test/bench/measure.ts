// Measures side by side: the runs of all candidates take turns, so that a noisy machine troubles them alike.

export interface Candidate {
  readonly name: string;
  readonly run: () => unknown;
}

export interface Measured {
  readonly name: string;
  /** Milliseconds of one run: the median of all. */
  readonly median: number;
}

/** Runs each candidate so many times, in turns, after a tenth as many that don't count. */
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

/** One line for each, as a ratio to the first. */
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
