// `npm run bench`: how fast things are, as ratios that are measured side by side in one run. CONTRIBUTING.md, Bench, says how to read it.
//
// A part is one file: a function that measures candidates in turns (`measure`) and reports each comparison (`report`), which prints it and
// keeps it for the JSON file. Its line in `parts` gives it the name behind `--only`. A row of the comparison with the floor is an object in
// floor/attachmentRows.ts or floor/eventRows.ts (`Row`); its name behind `--only` is its title in lower case with hyphens.
import { writeFile } from 'node:fs/promises';
import { benchAttachments } from './growth/attachments.ts';
import { benchColdStart } from './coldStart.ts';
import { benchEvents } from './growth/events.ts';
import { benchExplorer } from './explorer.ts';
import { benchFloor, chosenRows, floorRows } from './floor.ts';
import { benchHostile } from './hostile.ts';
import { begin } from './measure.ts';
import { benchMailboxes } from './growth/mailboxes.ts';
import { benchMemory } from './memory.ts';
import { benchPaths } from './paths.ts';
import { drawChart } from './report/chart.ts';
import { benchCyrus, benchExpress } from './peers.ts';
import { nameOf, readOptions, usage, type Options } from './report/options.ts';
import { allResults } from './report/results.ts';
import { benchScale } from './scale.ts';
import { benchSuite } from './suite.ts';
import { benchWindows } from './growth/windows.ts';

const parts: readonly (readonly [name: string, run: (options: Options) => Promise<void>])[] = [
  ['express', benchExpress],
  ['cyrus', benchCyrus],
  ['cold-start', benchColdStart],
  ['paths', benchPaths],
  ['attachments', benchAttachments],
  ['events', benchEvents],
  ['suite', benchSuite],
  ['windows', benchWindows],
  ['mailboxes', benchMailboxes],
  ['explorer', benchExplorer],
  ['hostile', benchHostile],
  ['memory', benchMemory],
  ['scale', benchScale],
];

const args = process.argv.slice(2);
const options = optionsOf(args);
const { only, quick, json, chart } = options;

const failed: string[] = [];
const figures = chosenRows(options).length > 0 ? await benchFloor(options) : [];
for (const [name, run] of parts)
  if (only.length === 0 || only.includes(name)) {
    begin(name, quick);
    try {
      await run(options);
    } catch (error) {
      // What the other parts have measured isn't lost by it.
      failed.push(name);
      console.error(error);
    }
  }
const all = allResults(args);
const { machine } = all;
if (json !== undefined) await writeFile(json, `${JSON.stringify(all, rounded, 1)}\n`);
if (chart !== undefined)
  await writeFile(
    chart,
    drawChart(
      figures.map(({ name, perSecond }) => ({ name, ratio: perSecond })),
      {
        title: 'Requests a second, beside a bare function that makes the same calls of the stores',
        captions: [
          `${all.date.slice(0, 10)}, ${machine.cores} cores with a load of ${machine.load.atStart.toFixed(1)}, Node ${process.version}; median of ${options.rounds} rounds, and their spread`,
          all.command,
        ],
        line: { at: 1, text: 'the bare function' },
      },
    ),
  );
if (failed.length > 0) process.stderr.write(`Not measured to its end: ${failed.join(', ')}.\n`);
process.exit(failed.length > 0 ? 1 : 0);

/** Ten thousandths are below what is measured. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1e4) / 1e4 : value;
}

function optionsOf(given: readonly string[]): Options {
  try {
    const read = readOptions(given);
    const known = ['floor', ...parts.map(([name]) => name)];
    const rows = floorRows.map(nameOf);
    const unknown = read.only.filter((name) => !known.includes(name) && !rows.some((row) => `${row}-`.startsWith(`${name}-`)));
    if (unknown.length > 0) throw new Error(`There is no '${unknown.join("', '")}'; these are: ${[...known, ...rows].join(', ')}.`);
    return read;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    process.exit(2);
  }
}
