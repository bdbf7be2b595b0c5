// The comparison with the floor as a table on a terminal, and as figures for the file.
import { keep } from '../report/results.ts';
import { median, quantile, spreadOf, spreadText, type Spread } from '../report/statistics.ts';
import type { Compared } from './compare.ts';
import type { Round } from './load.ts';
import type { Calls } from './recorder.ts';

/** What a row comes to. Ratios are ours to the floor: of rates more is better, of times less. */
export interface Figures {
  readonly name: string;
  readonly perSecond: Spread;
  readonly p99: Spread;
  readonly cpu: Spread | undefined;
  readonly ours: SideFigures;
  readonly floor: SideFigures;
}

interface SideFigures {
  readonly calls: Calls;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly cpuMs: number | undefined;
  readonly rounds: readonly {
    readonly perSecond: number;
    readonly requests: number;
    readonly p50: number;
    readonly p99: number;
    readonly cpuMs: number | undefined;
  }[];
}

function figuresOf({ name, calls, rounds }: Compared): Figures {
  const spread = (of: (round: Round) => number): Spread => spreadOf(rounds.map(({ ours, floor }) => of(ours) / of(floor)));
  const cpu = spread(({ cpuMs }) => cpuMs ?? NaN);
  const side = (which: 'ours' | 'floor'): SideFigures => {
    const own = rounds.map((round) => round[which]);
    const latencies = own.flatMap((round) => round.latencies);
    const middleCpu = median(own.flatMap(({ cpuMs }) => (cpuMs === undefined ? [] : [cpuMs])));
    return {
      calls: calls[which],
      perSecond: median(own.map(({ perSecond }) => perSecond)),
      p50: quantile(latencies, 0.5),
      p99: quantile(latencies, 0.99),
      cpuMs: Number.isNaN(middleCpu) ? undefined : middleCpu,
      rounds: own.map((round) => ({
        perSecond: round.perSecond,
        requests: round.latencies.length,
        p50: quantile(round.latencies, 0.5),
        p99: quantile(round.latencies, 0.99),
        cpuMs: round.cpuMs,
      })),
    };
  };
  return {
    name,
    perSecond: spread(({ perSecond }) => perSecond),
    p99: spread(({ latencies }) => quantile(latencies, 0.99)),
    cpu: Number.isNaN(cpu.median) ? undefined : cpu,
    ours: side('ours'),
    floor: side('floor'),
  };
}

const columns = [
  ['', 18],
  ['ours/s', 9],
  ['floor/s', 9],
  ['ratio', 20],
  ['p50 ms', 14],
  ['p99 ms', 14],
  ['p99 ratio', 20],
  ['CPU ms', 14],
  ['CPU ratio', 20],
  ['calls of the stores', 0],
] as const;

/** `other` is what ours is compared with. */
export const printHead = (other = 'floor'): void =>
  console.log(`\n${columns.map(([title, width]) => title.replace('floor', other).padEnd(width)).join(' ')}`);

/** Prints a row and keeps it for the file. */
export function printRow(compared: Compared, part = 'floor'): Figures {
  const figures = figuresOf(compared);
  const { name, ours, floor, perSecond, p99, cpu } = figures;
  const both = (of: (side: SideFigures) => number | undefined, digits: number): string =>
    [ours, floor].map((side) => of(side)?.toFixed(digits) ?? '–').join(' / ');
  const cells = [
    name,
    ours.perSecond.toFixed(1),
    floor.perSecond.toFixed(1),
    spreadText(perSecond),
    both((side) => side.p50, 1),
    both((side) => side.p99, 1),
    spreadText(p99),
    both((side) => side.cpuMs, 2),
    cpu === undefined ? '–' : spreadText(cpu),
    part === 'floor' ? callsText(ours.calls, floor.calls) : '',
  ];
  console.log(cells.map((cell, at) => cell.padEnd(columns[at]?.[1] ?? 0)).join(' '));
  keep({ part, title: name, figures });
  return figures;
}

/** The calls of a request: once where both make the same. */
function callsText(ours: Calls, floor: Calls): string {
  const text = (calls: Calls): string => {
    const parts = Object.entries(calls).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return parts.length === 0 ? 'none' : parts.map(([call, count]) => `${count} ${call}`).join(', ');
  };
  return text(ours) === text(floor) ? `both ${text(ours)}` : `ours ${text(ours)}; floor ${text(floor)}`;
}
