// Measures how long the parser takes for a short path, a long one, and garbage of the greatest length that a host accepts.
import { parsePath } from '../../lib/paths/grammar.ts';
import { measure, report } from './measure.ts';

const hostLimit = 4096;
const fill = (piece: string, length: number): string => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

const understood = (path: string) => () => {
  try {
    return parsePath(path);
  } catch {
    return undefined;
  }
};

export async function benchPaths(): Promise<void> {
  const paths = {
    'the shortest path': '/v1.0/me/events/AAMkAGE1M88AADUv0uAAAG=/attachments',
    'the longest spelling, percent-encoded': `/v1.0/${fill('%75', 3)}sers('adele%40contoso.example')/calendarGroups('g')/calendars('c')/calendarView('AAMk')/instances('i')/attachments('a')/$value`,
    '2 KB of empty segments': fill('/', hostLimit / 2),
    '4 KB of empty segments': fill('/', hostLimit),
    '4 KB of parentheses': `/v1.0/me/events${fill("('", hostLimit - 15)}`,
    '4 KB of escapes': `/v1.0/me/events/${fill('%27', hostLimit - 16)}`,
    '4 KB of nested folders': `/v1.0/me${fill("/mailFolders('a')", hostLimit - 8)}`,
  };
  const candidates = Object.entries(paths).map(([name, path]) => ({ name, run: understood(path) }));
  report('Parsing a path', await measure(candidates, 2_000));
}
