// The options of `npm run bench`.
import { parseArgs } from 'node:util';

export interface Options {
  /** Parts and rows that were asked for; all without one. */
  readonly only: readonly string[];
  readonly rounds: number;
  /** A try whether everything runs, rather than a measurement. */
  readonly quick: boolean;
  /** Files to write. */
  readonly json: string | undefined;
  readonly chart: string | undefined;
  readonly as: 'bundles' | 'sources';
}

export const usage = `npm run bench -- [--only <part or row,…>] [--rounds 5] [--quick] [--json <file>] [--chart <file.svg>] [--sources]
`;

/** Throws an error that says what is wrong. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      chart: { type: 'string' },
      sources: { type: 'boolean', default: false },
    },
  });
  const rounds = Number(values.rounds ?? (values.quick ? 2 : 5));
  if (!Number.isSafeInteger(rounds) || rounds < 1) throw new Error(`--rounds must be a whole number from 1, not '${values.rounds ?? ''}'.`);
  return {
    only: (values.only ?? []).flatMap((given) => given.split(',')).map(nameOf),
    rounds,
    quick: values.quick,
    json: values.json,
    chart: values.chart,
    as: values.sources ? 'sources' : 'bundles',
  };
}

/** A name as it is written behind `--only`: `$value 10 KB` is `value-10-kb`. */
export const nameOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
