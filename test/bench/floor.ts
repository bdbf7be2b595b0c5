// Compares the service with the floor: a bare function app (floor/app) that makes the same calls to the same stores on the same host.
import { attachmentRows } from './floor/attachmentRows.ts';
import { compare } from './floor/compare.ts';
import { eventRows } from './floor/eventRows.ts';
import { compareNotification, notification } from './floor/notification.ts';
import type { Row } from './floor/row.ts';
import { printHead, printRow, type Figures } from './floor/table.ts';
import { nameOf, type Options } from './report/options.ts';

const rows: readonly Row[] = [...attachmentRows, ...eventRows];

/** The names of all rows. */
export const floorRows: readonly string[] = [...rows.map(({ name }) => name), notification];

/** Whether a row is asked for: by its name or the beginning of it, or by `floor` all. */
const isChosen = ({ only }: Options, name: string): boolean =>
  only.length === 0 || only.includes('floor') || only.some((wanted) => `${nameOf(name)}-`.startsWith(`${wanted}-`));

export const chosenRows = (options: Options): readonly string[] => floorRows.filter((name) => isChosen(options, name));

export async function benchFloor(options: Options): Promise<readonly Figures[]> {
  console.log('\nOurs and a bare function that makes the same calls of the stores; 8 requests at a time');
  printHead();
  const settings = { rounds: options.rounds, ms: options.quick ? 500 : 2_000, as: options.as };
  const chosen = rows.filter(({ name }) => isChosen(options, name));
  const figures: Figures[] = [];
  if (chosen.length > 0) await compare(chosen, settings, (row) => void figures.push(printRow(row)));
  if (isChosen(options, notification)) figures.push(printRow(await compareNotification(settings)));
  return figures;
}
