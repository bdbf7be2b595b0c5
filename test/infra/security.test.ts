// SECURITY.md and the list of packages: what they name is there.
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sbomOf } from '../../infra/build/sbom.ts';
import { fileOf } from '../support/projectFiles.ts';

const root = new URL('../../', import.meta.url);

const namedIn = (row: string): string[] => [...row.matchAll(/`(test\/[^`]+)`/g)].map(([, path = '']) => path);

it('the threat model names tests that there are, in every row', () => {
  const rows = fileOf('SECURITY.md')
    .split('\n')
    .filter((line) => /^\| (?!who \||---)/.test(line));
  expect(rows.length).toBeGreaterThan(10);
  for (const row of rows) {
    const named = namedIn(row);
    expect(named, row).not.toEqual([]);
    expect(named.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  }
});

it('the table of attacks has each of them once, and names tests that there are', () => {
  const [findings = '', failed = ''] = fileOf('test/hostile/ATTACKS.md').split('## Attacks that failed');
  for (const [table, last] of [
    [findings, 30],
    [failed, 95],
  ] as const) {
    const rows = table.split('\n').filter((line) => /^\| \d/.test(line));
    const numbers = rows.flatMap((row) => (row.split('|')[1] ?? '').split(',').flatMap(numbersIn));
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: last }, (_, i) => i + 1));
    expect(rows.filter((row) => namedIn(row).length === 0)).toEqual([]);
    expect(rows.flatMap(namedIn).filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  }
});

/** Of `7` or `1–9`. */
function numbersIn(range: string): number[] {
  const [first = 0, last = first] = range.split('–').map(Number);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

it('SECURITY.md is found from the README', () => {
  expect(fileOf('README.md')).toContain('(SECURITY.md)');
});

it('a file of a package that the lock file does not know is no part of any bill', () => {
  expect(() => sbomOf({ name: 'x', version: '1.0.0', packages: {} }, ['node_modules/unknown/index.js'])).toThrow();
});
