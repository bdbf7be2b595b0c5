// The rules of the architecture, read from the sources: which way imports run, who names a store, what a file looks like.
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Services } from '../../lib/api/call.ts';
import type { Events } from '../../lib/calendar/events/events.ts';
import type { Contents } from '../../lib/stores/contents.ts';
import type { Documents } from '../../lib/stores/documents.ts';
import keptApart from '../../lint/apart.json' with { type: 'json' };
import importLayers from '../../lint/layers.json' with { type: 'json' };
import { readSource, sourcesOf, type Source } from '../support/sources.ts';

const lib = sourcesOf('lib');
const functions = sourcesOf('functions');
const infra = sourcesOf('infra');
const samples = sourcesOf('samples');
const tests = sourcesOf('test');
const all = [...functions, ...lib, ...infra, ...samples];

/** The layers from the top down; a file imports from its own and from those below. The linter says the same while one types. */
const layers: readonly RegExp[] = importLayers.map((folders) => new RegExp(`^(?:${folders.join('|')})/`));
const layerOf = (path: string): number => layers.findIndex((layer) => layer.test(path));

const domain = /^lib\/(?:calendar|directory|attachments|uploads|formats|cleanup)\//;
const adapter = /^lib\/stores\/(?:cosmos|blob)\//;
const storeSdk = /^@azure\/(?:cosmos|storage-blob)$/;

/** The members of something that are stores. */
type StoreOf<T> = { [K in keyof T]: T[K] extends Documents | Contents | undefined ? K : never }[keyof T];

const upward = ({ path, imports }: Source): string[] =>
  imports.filter((target) => layerOf(target) === -1 || layerOf(target) < layerOf(path)).map((target) => `${path} → ${target}`);

const unclocked = new Set(['Date.now', 'Math.random', 'randomUUID', 'randomBytes', 'getRandomValues', 'performance.now', 'new Date()']);
const unclockedUses = ({ path, uses }: Source): string[] => [...uses].filter((use) => unclocked.has(use)).map((use) => `${path}: ${use}`);

/** A way round from a node to itself, or nothing. */
function circle(edges: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] | undefined {
  const finished = new Set<string>();
  const walk = (node: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node];
    if (finished.has(node)) return undefined;
    for (const next of edges.get(node) ?? []) {
      const found = walk(next, [...way, node]);
      if (found !== undefined) return found;
    }
    finished.add(node);
    return undefined;
  };
  for (const node of edges.keys()) {
    const found = walk(node, []);
    if (found !== undefined) return found;
  }
  return undefined;
}

describe('imports', () => {
  it('imports run one way, from the functions down to the leaves', () => {
    expect(lib.length).toBeGreaterThan(50);
    expect(lib.map(({ path }) => path).filter((path) => layerOf(path) === -1)).toEqual([]);
    expect([...functions, ...lib].flatMap(upward)).toEqual([]);
  });

  it('imports go round in no circle of files', () => {
    expect(circle(new Map(all.map(({ path, imports }) => [path, new Set(imports)])))).toBeUndefined();
  });

  it('imports go round in no circle of the folders of lib', () => {
    const folderOf = (path: string): string => path.split('/').slice(0, 2).join('/');
    const edges = new Map<string, Set<string>>();
    for (const { path, imports } of lib.filter(({ path }) => path.split('/').length > 2)) {
      const targets = edges.get(folderOf(path)) ?? new Set();
      for (const target of imports) if (folderOf(target) !== folderOf(path)) targets.add(folderOf(target));
      edges.set(folderOf(path), targets);
    }
    expect(circle(edges)).toBeUndefined();
  });

  it('imports name a concrete store in the composition root alone', () => {
    const naming = [...functions, ...lib].filter(
      ({ path, imports, packages }) =>
        !adapter.test(path) && (imports.some((target) => adapter.test(target)) || packages.some((name) => storeSdk.test(name))),
    );
    expect(naming.map(({ path }) => path)).toEqual(['functions/compose/app.ts']);
  });

  it('imports leave the stores to the domain: nothing that answers requests names one', () => {
    expect(keptApart).toMatchObject([{ from: 'lib/api', to: 'lib/stores' }]);
    for (const { from, to } of keptApart) {
      const those = lib.filter(({ path }) => path.startsWith(`${from}/`));
      expect(those.length).toBeGreaterThan(20);
      expect(those.filter(({ imports }) => imports.some((target) => target.startsWith(`${to}/`))).map(({ path }) => path)).toEqual([]);
    }
    expectTypeOf<StoreOf<Services>>().toBeNever();
    expectTypeOf<StoreOf<{ readonly events: Events; readonly documents: Documents }>>().toEqualTypeOf<'documents'>();
  });

  it('imports leave the platform out of lib', () => {
    expect(lib.filter(({ packages }) => packages.some((name) => name.startsWith('@azure/functions'))).map(({ path }) => path)).toEqual([]);
  });

  it('imports leave HTTP out of the domain', () => {
    const http = ['Request', 'Response', 'Headers', 'HttpRequest', 'IncomingMessage', 'ServerResponse', 'fetch'];
    const knowing = lib.filter(
      ({ path, imports, packages, uses }) =>
        domain.test(path) &&
        (imports.some((target) => /^lib\/(?:http|api)\//.test(target)) ||
          packages.some((name) => /^node:https?2?$/.test(name)) ||
          http.some((name) => uses.has(name))),
    );
    expect(knowing.map(({ path }) => path)).toEqual([]);
  });

  it('imports leave the project out of the samples, so that they can be copied', () => {
    expect(samples.length).toBeGreaterThan(1);
    const outside = samples.filter(({ imports }) => imports.some((target) => !target.startsWith('samples/')));
    expect(outside.map(({ path }) => path)).toEqual([]);
  });

  it('imports leave the local stack and the tests out of what is deployed', () => {
    const local = [...functions, ...lib].flatMap(({ path, imports }) =>
      imports.filter((target) => /^(?:infra|samples|test)\//.test(target)).map((target) => `${path} → ${target}`),
    );
    expect(local).toEqual([]);
  });
});

it('time and chance are handed in: only the clock and the pacing of retries ask the system', () => {
  const clocks = ['lib/runtime/clock.ts', 'lib/stores/retry.ts', 'lib/explorer/clock.ts'];
  const asking = lib.filter(({ path }) => !clocks.includes(path));
  expect(asking.flatMap(unclockedUses)).toEqual([]);
});

it('a request’s body comes in by one way, which judges its coding and its size', () => {
  const asking = lib.filter(({ text }) => /\brequest\.body\(/.test(text));
  expect(asking.map(({ path }) => path)).toEqual(['lib/http/receiveBody.ts']);
});

describe('a file', () => {
  it('a file begins with a comment sentence', () => {
    const silent = all.filter(({ text }) => !/^\/\/ \S[^\n]{15,}/.test(text) || !/^(?:\/\/[^\n]*\n)*?\/\/[^\n]*[.:]\s*(?:\n|$)/.test(text));
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it('a file has at most 300 lines', () => {
    expect(all.filter(({ text }) => text.split('\n').length > 301).map(({ path }) => path)).toEqual([]);
  });

  it('a file shares its folder with at most 13 others', () => {
    const counts = Map.groupBy([...all, ...tests], ({ path }) => path.slice(0, path.lastIndexOf('/')));
    expect([...counts].filter(([, files]) => files.length > 14).map(([folder]) => folder)).toEqual([]);
  });

  it('a file lies at most three folders below its top folder', () => {
    expect(all.map(({ path }) => path).filter((path) => path.split('/').length > 5)).toEqual([]);
  });
});

describe('these rules see', () => {
  const upwards = [
    "import { a } from '../../odata/types/edm.ts';",
    "import type { A } from '../../odata/types/edm.ts';",
    "export { a } from '../../odata/types/edm.ts';",
    "export const a = () => import('../../odata/types/edm.ts');",
    "export type A = import('../../odata/types/edm.ts').A;",
    "import '../../infra/local/cli/cli.ts';",
  ];
  it.each(upwards)('these rules see an import upwards: %s', (text) => {
    expect(upward(readSource('lib/calendar/events/events.ts', text))).toHaveLength(1);
  });

  it('these rules see a circle', () => {
    expect(
      circle(
        new Map([
          ['a', new Set(['b'])],
          ['b', new Set(['c'])],
          ['c', new Set(['b'])],
        ]),
      ),
    ).toEqual(['b', 'c', 'b']);
  });

  it('these rules see a clock and chance', () => {
    const text = 'export const a = [Date.now(), new Date(), Math.random(), crypto.randomUUID(), randomBytes(3), new Date(0)];';
    expect(unclockedUses(readSource('lib/x.ts', text)).map((use) => use.replace('lib/x.ts: ', ''))).toEqual(
      expect.arrayContaining(['Date.now', 'new Date()', 'Math.random', 'randomUUID', 'randomBytes']),
    );
  });
});
