// Microsoft.Graph, MSAL and Azure.Identity for .NET: a program of its own (`dotnet/`), which the compiler builds where its source has changed.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder, runOrThrow } from './cache.ts';
import type { OutsideClient } from './client.ts';
import { runProgram } from './program.ts';

const source = fileURLToPath(new URL('./dotnet', import.meta.url));

export const dotnet: OutsideClient = {
  name: 'dotnet',
  title: 'Microsoft.Graph 6.10.0, Microsoft.Identity.Client 4.92.0 and Azure.Identity 1.21.0 for .NET',
  explained: {
    'Events ordered by two properties': 'Two properties are ordered in one direction: the store has an index for each pair.',
  },
  missing: () => (spawnSync('dotnet', ['--version']).status === 0 ? undefined : 'there is no dotnet on this machine'),
  async run(target, steps) {
    const folder = await cacheFolder('dotnet');
    const output = join(folder, 'out');
    // What the compiler leaves goes to the cache, and not beside the source.
    const flags = ['-c', 'Release', '-o', output, `-p:BaseIntermediateOutputPath=${folder}/obj/`, '--nologo', '-v', 'q'];
    runOrThrow('dotnet', ['build', join(source, 'Steps.csproj'), ...flags], folder);
    await runProgram(['dotnet', join(output, 'Steps.dll')], target, steps);
  },
};
