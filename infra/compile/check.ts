// `npm run infra:check`: the real compiler over every template, without one warning, and the compiled files in step with their sources.
// `npm run infra:build` writes these files. Exit code 3: there was no compiler to be had, and nothing was checked.
import { execFile } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { compilerVersion, findCompiler, outputOf, type Compiler } from './compiler.ts';
import { compiledTemplate, entraTemplate, installations, root, snapshotOf, sumFile, sumOfSources, templates } from './sources.ts';

const run = promisify(execFile);

const writing = process.argv.includes('--write');
const say = (line: string): void => console.log(line);

const compiler = await findCompiler(say);
if (compiler === undefined) {
  console.error('\n  NOT CHECKED: there is no Bicep compiler here. Install bicep, az or dotnet, and run npm run infra:check.\n');
  process.exit(3);
}
say(`Bicep ${compiler.version}`);

const faults: string[] = [];
for (const file of [...templates, ...installations]) faults.push(...(await lint(compiler, file)));
if (await isReachable(entraTemplate)) faults.push(...(await lint(compiler, entraTemplate)));
else console.error(`\n  NOT CHECKED: ${entraTemplate}. Its extension for Microsoft Graph can't be fetched from here.\n`);

// Another version may write the same template differently.
if (faults.length > 0) say('The compiled files were left alone.');
else if (compiler.version === compilerVersion) faults.push(...(await (writing ? build(compiler) : compare(compiler))));
else console.error(`\n  NOT COMPARED: the compiled files are made with Bicep ${compilerVersion}.\n`);

for (const fault of faults) console.error(fault);
say(faults.length === 0 ? `${templates.length} templates and ${installations.length} installations are without a warning.` : 'Failed.');
process.exit(faults.length === 0 ? 0 : 1);

/** Reports every finding of the compiler's linter as a fault, and a layout that differs from the formatter's. */
async function lint({ path }: Compiler, file: string): Promise<string[]> {
  const found: string[] = [];
  try {
    const { stdout, stderr } = await run(path, ['lint', join(root, file)]);
    found.push(...`${stdout}${stderr}`.split('\n').filter((line) => line.trim() !== ''));
  } catch (error) {
    found.push(outputOf(error));
  }
  const { stdout } = await run(path, ['format', join(root, file), '--stdout']);
  const text = await readFile(join(root, file), 'utf8');
  if (stdout !== text.replaceAll('\r\n', '\n')) {
    if (writing) await writeFile(join(root, file), stdout);
    else found.push(`${file} isn't laid out as the compiler's formatter does it: npm run infra:build.`);
  }
  return found;
}

async function build(built: Compiler): Promise<string[]> {
  await run(built.path, ['build', join(root, 'infra/main.bicep'), '--outfile', join(root, compiledTemplate)]);
  for (const file of installations) await snapshot(built, file, 'Overwrite');
  await writeFile(join(root, sumFile), `${JSON.stringify({ compiler: compilerVersion, sum: await sumOfSources() }, undefined, 2)}\n`);
  return [];
}

async function compare(built: Compiler): Promise<string[]> {
  const { stdout } = await run(built.path, ['build', join(root, 'infra/main.bicep'), '--stdout'], { maxBuffer: 64 * 1024 * 1024 });
  const kept = await readFile(join(root, compiledTemplate), 'utf8');
  const found = stdout.trim() === kept.replaceAll('\r\n', '\n').trim() ? [] : [`${compiledTemplate} isn't what its source gives.`];
  for (const file of installations) found.push(...(await snapshot(built, file, 'Validate')));
  return found.length === 0 ? [] : [...found, 'npm run infra:build makes them anew.'];
}

/**
 * Predicts an installation's resources and writes them beside it, or compares them with the file that is there. The ids are made up: Azure
 * isn't asked.
 */
async function snapshot({ path }: Compiler, file: string, mode: 'Overwrite' | 'Validate'): Promise<string[]> {
  const made = (digit: string): string => `00000000-0000-0000-0000-00000000000${digit}`;
  const place = ['--subscription-id', made('1'), '--tenant-id', made('2'), '--location', 'westeurope', '--deployment-name', 'test'];
  const isModule = /^using '.*\/modules\//m.test(await readFile(join(root, file), 'utf8'));
  const group = isModule ? ['--resource-group', 'group'] : [];
  try {
    await run(path, ['snapshot', join(root, file), '--mode', mode, ...place, ...group]);
    if (mode === 'Overwrite') await sortOutputs(join(root, snapshotOf(file)));
    return [];
  } catch (error) {
    return [`${snapshotOf(file)}: ${outputOf(error)}`];
  }
}

/** Sorts the outputs, which the compiler writes in another order each time. */
async function sortOutputs(file: string): Promise<void> {
  const foretold = z.looseObject({ outputs: z.record(z.string(), z.unknown()) }).parse(JSON.parse(await readFile(file, 'utf8')));
  const outputs = Object.fromEntries(Object.entries(foretold.outputs).sort(([a], [b]) => (a < b ? -1 : 1)));
  await writeFile(file, `${JSON.stringify({ ...foretold, outputs }, undefined, 2)}\n`);
}

/** Whether the registry with a template's extension can be reached; the compiler itself would try for a long time. */
async function isReachable(template: string): Promise<boolean> {
  const config = await readFile(join(root, template, '../bicepconfig.json'), 'utf8');
  const [, host] = /"br:([^/]+)\//.exec(config) ?? [];
  return (
    host === undefined ||
    lookup(host).then(
      () => true,
      () => false,
    )
  );
}
