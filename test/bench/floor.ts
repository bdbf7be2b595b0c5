// Compares the service with the floor: a bare function app (floor/app) that makes the same calls to the same stores on the same host.
import { attachmentRows } from './floor/attachmentRows.ts';
import { compare } from './floor/compare.ts';
import { eventRows } from './floor/eventRows.ts';
import type { Row } from './floor/row.ts';
import { printHead, printRow } from './floor/table.ts';
import { nameOf, type Options } from './report/options.ts';

export const floorRows: readonly Row[] = [...attachmentRows, ...eventRows];

/** The rows that are asked for: by the whole name or its beginning, or by `floor` all. */
export const chosenRows = ({ only }: Options): readonly Row[] =>
  only.length === 0 || only.includes('floor')
    ? floorRows
    : floorRows.filter(({ name }) => only.some((wanted) => nameOf(name) === wanted || nameOf(name).startsWith(`${wanted}-`)));

export async function benchFloor(options: Options): Promise<void> {
  console.log('\nOurs and a bare function that makes the same calls of the stores; 8 requests at a time');
  printHead();
  await compare(
    chosenRows(options),
    { rounds: options.rounds, ms: options.quick ? 500 : 2_000, as: options.as },
    (row) => void printRow(row),
  );
}
