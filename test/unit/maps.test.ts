// What the documents for developers promise about the code: sections that comments cite, kinds of documents, folders, commands.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { settingNames } from '../../lib/runtime/settings.ts';
import { kinds } from '../../lib/stores/kinds.ts';
import { sourcesOf } from '../support/sources.ts';

const textOf = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const headings = (text: string, depth: number): string[] =>
  [...text.matchAll(new RegExp(`^#{${depth}} (.*)$`, 'gm'))].map(([, title = '']) => title);

const contractSections = new Set(headings(textOf('CONTRACT.md'), 2).map((title) => /^(\d+)\. /.exec(title)?.[1]));
const architectureHeadings = headings(textOf('ARCHITECTURE.md'), 2);

/** Numbers of sections that a text cites of the contract: `contract, section 2`, `CONTRACT, sections 2 and 3`, `sections 9 to 18`. */
function citedSections(text: string): readonly string[] {
  const joined = text.replace(/\n\s*(?:\/\/|\*) ?/g, ' ');
  const cited = [...joined.matchAll(/contract(?:'s form)?(?:'s)?(?: [a-z ]{1,40})?,? \(?sections? (\d+(?:(?:, | and | to )\d+)*)/gi)];
  return cited.flatMap(([, numbers = '']) => {
    const [first = 0, last = 0] = numbers.split(' to ').map(Number);
    return last > 0 ? Array.from({ length: last - first + 1 }, (_, i) => String(first + i)) : (numbers.match(/\d+/g) ?? []);
  });
}

/** Headings that a text cites of the architecture: `architecture, Data`. */
const citedHeadings = (text: string): readonly string[] =>
  [...text.replace(/\n\s*(?:\/\/|\*) ?/g, ' ').matchAll(/architecture, ([A-Z]\w+)/g)].map(([, heading = '']) => heading);

describe('comments', () => {
  const sources = sourcesOf('lib', 'functions', 'infra', 'samples', 'test').filter(({ path }) => !path.endsWith('unit/maps.test.ts'));

  it('comments cite sections that CONTRACT.md has', () => {
    const cited = sources.flatMap(({ path, text }) => citedSections(text).map((section) => ({ path, section })));
    expect(cited.length).toBeGreaterThan(40);
    expect(cited.filter(({ section }) => !contractSections.has(section))).toEqual([]);
  });

  it('comments cite headings that ARCHITECTURE.md has', () => {
    const cited = sources.flatMap(({ path, text }) => citedHeadings(text).map((heading) => ({ path, heading })));
    expect(cited.length).toBeGreaterThan(5);
    expect(cited.filter(({ heading }) => !architectureHeadings.includes(heading))).toEqual([]);
  });

  it.each([
    ['// (contract, section 99)', ['99']],
    ['/** as it says (CONTRACT, sections 2 and\n * 31) */', ['2', '31']],
    ['// what the contract gives a meaning (sections 9 to 11)', ['9', '10', '11']],
    ["// the contract's section 5", ['5']],
    ['// RFC 9110, section 15.5', []],
  ])('comments are understood where they cite: %s', (text, sections) => {
    expect(citedSections(text)).toEqual(sections);
  });
});

describe('ARCHITECTURE.md', () => {
  const architecture = textOf('ARCHITECTURE.md');

  it('ARCHITECTURE.md has a row for every kind of document, and none for others', () => {
    const table = architecture.split('## Documents')[1]?.split('\n## ')[0] ?? '';
    const rows = [...table.matchAll(/^\| `([^|]*)` \|/gm)].flatMap(([, names = '']) => names.split(/`, `/));
    expect(rows.sort()).toEqual([...kinds.mailboxes, ...kinds.directory, ...kinds.notifications].sort());
  });

  it('ARCHITECTURE.md shows every folder of the product in its tree, and none that is not there', () => {
    const tree = /```text\n([^]*?)```/.exec(architecture)?.[1] ?? '';
    const shown = foldersIn(tree);
    const there = ['functions', 'lib', 'infra', 'samples', 'test', 'lint'].flatMap((top) => [top, ...foldersBelow(top)]);
    expect(shown.filter((folder) => !there.includes(folder))).toEqual([]);
    const told = new Set([...shown, ...foldersToldOf(tree)]);
    // These have READMEs of their own.
    const apart = /^infra\/local\/(?:cosmos|functions)\//;
    expect(there.filter((folder) => /^(?:functions|lib|infra)\//.test(folder) && !apart.test(folder) && !told.has(folder))).toEqual([]);
  });
});

describe('README.md', () => {
  const readme = textOf('README.md');

  it('README.md lists every setting in its table, and no other', () => {
    const table = readme.split('## Settings')[1]?.split('\n### ')[0] ?? '';
    const told = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    expect(told.toSorted()).toEqual(settingNames.toSorted());
  });

  it('README.md is short enough to be read', () => {
    expect(readme.length).toBeLessThan(43_000);
  });
});

describe.each(['README.md', 'CONTRACT.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', 'SECURITY.md', 'infra/README.md', 'samples/README.md'])(
  'the links of %s',
  (path) => {
    it('links lead to files and headings that are there', () => {
      const linked = [...textOf(path).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
      const broken = linked.filter(([, file = '', heading]) => !isThere(path, file, heading));
      expect(broken.map(([link]) => link)).toEqual([]);
    });
  },
);

it.each(['CONTRACT.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', 'infra/README.md'])('%s names files and folders that are there', (path) => {
  const named = [...textOf(path).matchAll(/`((?:functions|lib|infra|samples|test|lint)\/[\w./-]+)`/g)].map(([, name = '']) => name);
  const isFile = (name: string): boolean => existsSync(new URL(`../../${name}`, import.meta.url));
  expect(named.filter((name) => !isFile(name) && !isFile(`${name}.ts`))).toEqual([]);
});

/** Whether a link of a document leads somewhere: to a file beside it, and to a heading there as GitHub names it. */
function isThere(from: string, file: string, heading: string | undefined): boolean {
  const path = file === '' ? from : join(dirname(from), file);
  if (!existsSync(new URL(`../../${path}`, import.meta.url))) return false;
  if (heading === undefined) return true;
  const anchors = [2, 3]
    .flatMap((depth) => headings(textOf(path), depth))
    .map((title) =>
      title
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
  return anchors.includes(heading);
}

/** A line of an indented tree: the folder above it, the folders that it begins with, and what it says of them. */
interface TreeLine {
  readonly above: string;
  readonly names: readonly string[];
  readonly words: string;
}

/** The lines that name folders: two spaces a level, a slash behind each name. */
function treeLines(tree: string): TreeLine[] {
  const way: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [whole = '', indent = '', named = ''] = /^( *)((?:[\w.-]+\/ ?)+)/.exec(line) ?? [];
    const names = named.match(/[\w.-]+/g) ?? [];
    if (names.length === 0) return [];
    way.splice(indent.length / 2, way.length, names[0] ?? '');
    return [{ above: way.slice(0, -1).join('/'), names, words: line.slice(whole.length) }];
  });
}

const joined = (...names: readonly string[]): string => names.filter((name) => name !== '').join('/');

/** Paths of the folders that lines of the tree begin with. */
const foldersIn = (tree: string): string[] => treeLines(tree).flatMap(({ above, names }) => names.map((name) => joined(above, name)));

/** Paths that words of the tree may mean (`telling/ says what changed`): a folder beside the line's own, or in it. */
const foldersToldOf = (tree: string): string[] =>
  treeLines(tree).flatMap(({ above, names: [own = ''], words }) =>
    [...words.matchAll(/(?<![\w/])([\w-]+)\/(?!\w)/g)].flatMap(([, name = '']) => [joined(above, name), joined(above, own, name)]),
  );

const foldersBelow = (top: string): string[] =>
  readdirSync(new URL(`../../${top}`, import.meta.url), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll('\\', '/'))
    .map((path) => path.slice(path.lastIndexOf(`/${top}`) + 1).replace(`${top}/${top}/`, `${top}/`));
