// The compiled files are what their sources give. Where the compiler is at hand, `npm run infra:check` compiles and compares them itself.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compilerVersion } from '../../infra/compile/compiler.ts';
import { sumFile, sumOfSources } from '../../infra/compile/sources.ts';
import { installationNames, readInstallation } from '../support/installations.ts';

const fileOf = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

it('nothing was changed since the templates were compiled: npm run infra:build', async () => {
  expect(JSON.parse(fileOf(sumFile))).toEqual({ compiler: compilerVersion, sum: await sumOfSources() });
});

it.each(installationNames)('the compiler foretells all of the installation %s', (name) => {
  expect(readInstallation(name).diagnostics).toEqual([]);
});

it('the notes on the "Deploy to Azure" button say what it brings', () => {
  expect(fileOf('infra/README.md')).toContain('infra%2Fmain.json');
  expect(fileOf('infra/README.md')).toMatch(/infrastructure only, unless .*packageUrl/);
});
