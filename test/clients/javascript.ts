// The two JavaScript clients for Graph: their steps are scripts, which load the packages from the cache.
import { fileURLToPath } from 'node:url';
import { installedPackages } from './cache.ts';
import type { OutsideClient } from './client.ts';
import { runProgram } from './program.ts';
import type { Explained } from './steps.ts';

const scriptClient = (name: string, script: string, packages: Readonly<Record<string, string>>, explained: Explained): OutsideClient => ({
  name,
  title: Object.entries(packages)
    .slice(0, 1)
    .map(([title, version]) => `${title} ${version}`)
    .join(''),
  explained,
  async run(target, steps) {
    const MODULES = await installedPackages(name, packages);
    await runProgram([process.execPath, fileURLToPath(new URL(script, import.meta.url))], target, steps, { MODULES });
  },
});

export const pnpGraph = scriptClient(
  'pnp',
  './scripts/pnpGraph.js',
  { '@pnp/graph': '4.21.0', '@pnp/queryable': '4.21.0' },
  { 'calendarView.delta': 'It sends a POST, and a function is a GET (OData 4.01, section 11.5.4).' },
);

export const msgraphSdk = scriptClient(
  'sdk',
  './scripts/msgraphSdk.js',
  { '@microsoft/msgraph-sdk': '1.0.0-preview.90', '@microsoft/msgraph-sdk-users': '1.0.0-preview.90' },
  {},
);
