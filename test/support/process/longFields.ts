// Finds fields in a log that are longer than the service's own words and ids, since they may contain what a caller wrote.
import { z } from 'zod';

const line = z.record(z.string(), z.unknown());

/** The most characters of a field, of a set of counters, and of an error with its causes and places. */
const most = { field: 64, counts: 400, error: 20_000 };

/** The fields of all log lines that are too long, each with its name and its first characters. */
export function longFields(output: string): string[] {
  const lines = output.split('\n').filter((each) => each.startsWith('{"level":') && each.endsWith('}'));
  return lines.flatMap((each) =>
    Object.entries(line.parse(JSON.parse(each)))
      .filter(([name, value]) => lengthOf(value) > mostOf(name, value))
      .map(([name, value]) => `${name}: ${JSON.stringify(value).slice(0, 200)}`),
  );
}

const lengthOf = (value: unknown): number => (typeof value === 'string' ? value : JSON.stringify(value ?? null)).length;

const mostOf = (name: string, value: unknown): number =>
  name === 'error' ? most.error : typeof value === 'object' ? most.counts : most.field;
