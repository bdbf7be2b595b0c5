// JavaScript clients for Graph: their steps are scripts, which load the packages from the cache.
import { fileURLToPath } from 'node:url';
import { installedPackages, unpackedPackage } from './cache.ts';
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
  {
    '@microsoft/msgraph-sdk': '1.0.0-preview.90',
    '@microsoft/msgraph-sdk-users': '1.0.0-preview.90',
    '@microsoft/msgraph-sdk-subscriptions': '1.0.0-preview.90',
  },
  {},
);

export const graphClient = scriptClient('graph', './scripts/graphClient.js', { '@microsoft/microsoft-graph-client': '3.0.7' }, {});

const [n8nName, n8nVersion] = ['n8n-nodes-base', '2.41.2'];

/** One node of n8n, without n8n: of its hundreds of dependencies, those that this node loads. */
export const n8nOutlook: OutsideClient = {
  name: 'n8n',
  title: `${n8nName} ${n8nVersion}: the node Microsoft Outlook`,
  explained: {},
  async run(target, steps) {
    const MODULES = await installedPackages('n8n', { 'n8n-workflow': '2.41.0', luxon: '3.4.4', 'moment-timezone': '0.5.48' });
    unpackedPackage(MODULES, n8nName, n8nVersion);
    await runProgram([process.execPath, fileURLToPath(new URL('./scripts/n8nOutlook.js', import.meta.url))], target, steps, { MODULES });
  },
};

/** What mgt sends, not mgt itself. */
export const mgtRequests: OutsideClient = {
  name: 'mgt',
  title: '@microsoft/mgt-components 4.6.0: its requests alone',
  explained: { 'people who are users': "The client writes `'Person'and` without the space that OData wants there." },
  run: (target, steps) =>
    runProgram([process.execPath, fileURLToPath(new URL('./scripts/mgtRequests.js', import.meta.url))], target, steps),
};
