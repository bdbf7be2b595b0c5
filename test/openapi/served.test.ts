// The document as the running stack serves it, by tools that others have made: a linter, and generators of clients.
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sharedStack, type SharedStack } from '../support/process/sharedStack.ts';

const packages = fileURLToPath(new URL('node_modules', import.meta.url));

let stack: SharedStack;
let folder: string;
/** The document's address. */
let served: string;

/** Runs a file of a package, or one that was compiled, in the folder; rejects with all that it says when it fails. */
async function run(file: string, ...given: readonly string[]): Promise<string> {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const options = { cwd: folder, env, maxBuffer: 16 * 1024 * 1024 };
  return promisify(execFile)(process.execPath, [join(folder, file), ...given], options).then(
    ({ stdout }) => stdout,
    (error: unknown) => {
      const { stdout, stderr } = z.object({ stdout: z.string(), stderr: z.string() }).parse(error);
      throw new Error(`${file} failed:\n${stdout}\n${stderr}`, { cause: error });
    },
  );
}

/** How applications are compiled. What one generator writes itself doesn't compile by `exactOptionalPropertyTypes`. */
const compilerOptions = {
  target: 'ES2022',
  lib: ['ES2023', 'DOM', 'DOM.Iterable'],
  module: 'NodeNext',
  strict: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  types: ['node'],
  outDir: 'out',
};

/** Compiles an application with what was generated for it. */
async function compile(application: string): Promise<void> {
  await copyFile(new URL(`applications/${application}.ts`, import.meta.url), join(folder, `${application}.ts`));
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [`${application}.ts`] }));
  await run('node_modules/typescript/bin/tsc');
}

/** What an application tells that did all there is to do. */
const done = {
  calendars: [true],
  importance: 'high',
  files: ['the plan'],
  content: 'the plan',
  deleted: 204,
  refused: 'ErrorItemNotFound',
};

beforeAll(async () => {
  stack = sharedStack();
  served = `${stack.url}/openapi.json`;
  folder = await mkdtemp(join(tmpdir(), 'openapi-'));
  await symlink(packages, join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const told = async (application: string): Promise<unknown> => {
  const token = await stack.token({ user: `${application}@contoso.example`, scope: 'Calendars.ReadWrite User.Read' });
  return JSON.parse(await run(`out/${application}.js`, `${stack.url}/v1.0`, token));
};

describe('the document that is served', () => {
  it('the linter finds nothing in the document by its strict rules, examples included', async () => {
    const output = await run('node_modules/@redocly/cli/bin/cli.js', 'lint', served, '--extends', 'recommended-strict', '--format', 'json');
    const { totals } = z.object({ totals: z.record(z.string(), z.number()) }).parse(JSON.parse(output));
    expect(totals).toEqual({ errors: 0, warnings: 0, ignored: 0 });
  });

  it('an application compiles with the types that openapi-typescript generates, and does by openapi-fetch what it is told', async () => {
    await run('node_modules/openapi-typescript/bin/cli.js', served, '--output', 'types.ts');
    await compile('openapiFetch');
    expect(await told('openapiFetch')).toEqual(done);
  });

  it('an application compiles with the client that @hey-api/openapi-ts generates, and does by it what it is told', async () => {
    await run('node_modules/@hey-api/openapi-ts/bin/run.js', '--input', served, '--output', 'hey', '--client', '@hey-api/client-fetch');
    await compile('heyApi');
    expect(await told('heyApi')).toEqual(done);
  });
});
