// Lists the differences between an earlier record and this one.
import { z } from 'zod';
import type { Recorded } from './recorder.ts';

const recordSchema = z.array(
  z.object({ request: z.string(), status: z.number(), headers: z.record(z.string(), z.string()), body: z.string() }),
);

/** Characters that are shown around the first difference of a text. */
const shown = 160;

/** One entry for each answer that differs, with the first place of difference. Throws when `earlier` isn't a record. */
export function differences(earlier: string, now: readonly Recorded[]): readonly string[] {
  const before = recordSchema.parse(JSON.parse(earlier));
  const found: string[] = [];
  for (let i = 0; i < Math.max(before.length, now.length); i++) {
    const [a, b] = [before[i], now[i]];
    if (a === undefined || b === undefined) found.push(`${i}: ${a?.request ?? '(nothing)'} | ${b?.request ?? '(nothing)'}`);
    else if (JSON.stringify(a) !== JSON.stringify(b)) found.push(`${i}: ${b.request}\n${firstDifference(a, b)}`);
  }
  return found;
}

function firstDifference(a: Recorded, b: Recorded): string {
  const [before, now] = [JSON.stringify(a), JSON.stringify(b)];
  let at = 0;
  while (before[at] === now[at]) at++;
  const from = Math.max(0, at - shown / 2);
  return `   before: …${before.slice(from, from + shown)}…\n   now:    …${now.slice(from, from + shown)}…`;
}
