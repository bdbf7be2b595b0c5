// Measures how long the parser takes for all published paths and for paths that lead nowhere, beside the routers of other projects, and for
// garbage of the greatest length that a host accepts.
import { tryParsePath } from '../../lib/paths/grammar.ts';
import { measure, report } from './measure.ts';
import { filled, loadRegExpRouter, loadRouters, templates, type Router } from './routers.ts';

const hostLimit = 4096;
const fill = (piece: string, length: number): string => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

const understood = (path: string) => () => {
  const found = tryParsePath(path);
  return found.kind === 'miss' ? undefined : found;
};

export async function benchPaths(): Promise<void> {
  await besideRouters();
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

/** In turns of all paths: the parser, which also reads `('key')`, casing and encoding and gives a typed reference, and the routers. */
async function besideRouters(): Promise<void> {
  const parser: Router = { name: 'the parser', find: (path) => understood(path)() };
  const routers = loadRouters();
  const tries = routers.filter(({ name }) => name !== 'path-to-regexp');
  await compare('published paths', templates, 600, [parser, ...tries]);
  const some = templates.filter((_, index) => index % 20 === 0);
  await compare('of them, with expressions in a list', some, 100, [parser, ...routers]);
  const { router, taken } = loadRegExpRouter();
  await compare("of them that hono's RegExpRouter takes", taken, 300, [parser, router]);
}

/** A path of each template, and one each that goes on to where nothing is, every second by a word that the grammar has elsewhere. */
async function compare(title: string, of: readonly string[], runs: number, among: readonly Router[]): Promise<void> {
  const hits = of.map(filled);
  const misses = hits.map((path, index) => `${path}/nothing/${index % 2 === 0 ? 'nothing' : '$batch'}`);
  for (const { name, find } of among) {
    const lost = hits.filter((path) => find(path) === undefined);
    if (lost.length > 0) throw new Error(`${name} doesn't find ${lost.length} paths, first ${lost[0] ?? ''}`);
    const found = misses.filter((path) => find(path) !== undefined);
    if (found.length > 0) throw new Error(`${name} finds ${found.length} paths that lead nowhere, first ${found[0] ?? ''}`);
  }
  const taking = (paths: readonly string[]) => among.map(({ name, find }) => ({ name, run: () => paths.forEach(find) }));
  report(`${hits.length} ${title}`, await measure(taking(hits), runs));
  report(`${hits.length} ${title}: as many that lead nowhere`, await measure(taking(misses), runs / 2));
}
