// Measures candidates in turns, so that a busy machine slows all of them equally. The tool of the parts of `npm run bench`.
import { keep } from './report/results.ts';
import { median, quantile } from './report/statistics.ts';

export interface Candidate {
  readonly name: string;
  readonly run: () => unknown;
}

export interface Measured {
  readonly name: string;
  /** The median of all runs, in milliseconds. */
  readonly median: number;
  /** Each run, in milliseconds; runs of one number are one turn. */
  readonly times: readonly number[];
}

/** How many runs a part makes of those that it wishes for: fewer with `--quick`. */
let share = 1;

/** The part whose comparisons are reported. */
let part = '';

/** Begins a part. */
export function begin(name: string, quick: boolean): void {
  part = name;
  share = quick ? 0.1 : 1;
}

/** Runs each candidate this many times in turns, after a tenth as many runs to warm up. */
export async function measure(candidates: readonly Candidate[], wanted: number): Promise<Measured[]> {
  const runs = Math.ceil(wanted * share);
  const times = candidates.map((): number[] => []);
  for (let run = -Math.ceil(runs / 10); run < runs; run++)
    for (const [i, candidate] of candidates.entries()) {
      const began = performance.now();
      await candidate.run();
      if (run >= 0) times[i]?.push(performance.now() - began);
    }
  return candidates.map(({ name }, i) => ({ name, median: median(times[i] ?? []), times: times[i] ?? [] }));
}

/** One line for each candidate, as a ratio to the first: of the medians, and the middle half of the turns' own ratios. */
export function report(title: string, measured: readonly Measured[]): void {
  const [first] = measured;
  if (first === undefined) return;
  console.log(`\n${title}`);
  const figures = measured.map(({ name, median: middle, times }) => {
    const ratios = times.map((time, turn) => time / (first.times[turn] ?? NaN));
    const ratio = { median: middle / first.median, from: quantile(ratios, 0.25), to: quantile(ratios, 0.75) };
    const spread = `(${ratio.from.toFixed(2)}–${ratio.to.toFixed(2)})`;
    console.log(
      `  ${name.padEnd(44)} ${middle.toFixed(3).padStart(9)} ms  ${ratio.median.toFixed(2)}× ${name === first.name ? '' : spread}`,
    );
    return { name, median: middle, p99: quantile(times, 0.99), ratio, times };
  });
  keep({ part, title, figures });
}
