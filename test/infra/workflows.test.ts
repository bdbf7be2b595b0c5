// The workflows: the least rights, actions that can't change, code and infrastructure apart, and one run of the tests per push.
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fileOf, isSecret, template, variableOf, variables, yamlOf } from '../support/projectFiles.ts';

const permissions = z.record(z.string(), z.enum(['read', 'write']));
const environment = z.record(z.string(), z.string()).optional();
const workflow = z.looseObject({
  on: z.record(z.string(), z.unknown()),
  permissions,
  jobs: z.record(
    z.string(),
    z.looseObject({
      if: z.string().optional(),
      uses: z.string().optional(),
      env: environment,
      environment: z.string().optional(),
      permissions: permissions.optional(),
      'timeout-minutes': z.number().optional(),
      steps: z.array(z.looseObject({ uses: z.string().optional(), run: z.string().optional(), env: environment })).optional(),
    }),
  ),
});
type Job = z.output<typeof workflow>['jobs'][string];

const workflows = readdirSync(new URL('../../.github/workflows', import.meta.url)).map(
  (name) => [name, workflow.parse(yamlOf(`.github/workflows/${name}`))] as const,
);
const jobs: readonly (readonly [string, string, Job])[] = workflows.flatMap(([name, { jobs: all }]) =>
  Object.entries(all).map(([job, each]) => [name, job, each] as const),
);
const textOf = (name: string): string => fileOf(`.github/workflows/${name}`);

it('the workflows read the sources, and get more only where a job needs it', () => {
  expect(workflows.map(([name]) => name)).toEqual(['ci.yml', 'deploy.yml', 'provision.yml', 'release.yml', 'weekly.yml']);
  for (const [, { permissions: least }] of workflows) expect(least).toEqual({ contents: 'read' });
  const more = jobs.flatMap(([name, job, { permissions: own }]) => (own === undefined ? [] : [[name, job, own]]));
  expect(more).toEqual([
    ['deploy.yml', 'deploy', { contents: 'read', 'id-token': 'write' }],
    ['provision.yml', 'provision', { contents: 'read', 'id-token': 'write' }],
    ['release.yml', 'publish', { contents: 'write', 'id-token': 'write' }],
  ]);
});

it('the workflows use actions by the hash of a commit, and say the version', () => {
  const used = workflows.flatMap(([name]) => [...textOf(name).matchAll(/uses: (?!\.\/)(.*)/g)].map(([, action = '']) => action));
  expect(used.length).toBeGreaterThan(5);
  for (const action of used) expect(action).toMatch(/^(?:actions|azure)\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  const versions = new Map(used.map((action) => [action.split('@')[0], action]));
  expect(new Set(used).size).toBe(versions.size);
});

it('the workflows end', () => {
  for (const [name, , { uses, 'timeout-minutes': minutes }] of jobs)
    if (uses === undefined) expect(minutes).toBeLessThanOrEqual(name === 'weekly.yml' ? 120 : 60);
});

it('the workflows put nothing that others write into a script', () => {
  for (const [, , { steps = [] }] of jobs) for (const { run } of steps) expect(run ?? '').not.toContain('${{');
});

it('the workflows hold no secret but those that become settings, and give these to no step of another kind', () => {
  for (const [name] of workflows) expect(textOf(name)).not.toMatch(/client-secret|creds:|publish-profile|secrets: inherit/);
  const given = workflows.flatMap(([name]) => [...textOf(name).matchAll(/secrets\.(\w+)/g)].map(([, secret]) => [name, secret]));
  const settings = Object.keys(template.parameters).filter((each) => isSecret(each) && each !== 'packageUrl');
  expect(given).toEqual(settings.map((each) => ['provision.yml', variableOf(each)]));
});

it('a push, a pull request and a tag run the tests once each', () => {
  const begun = (event: string): string[] => workflows.filter(([, { on }]) => event in on).map(([name]) => name);
  expect(begun('pull_request')).toEqual(['ci.yml']);
  expect(begun('push')).toEqual(['deploy.yml', 'release.yml']);
  expect(workflows.map(([name, { on }]) => [name, on.push]).filter(([, push]) => push !== undefined)).toEqual([
    ['deploy.yml', { branches: ['main'] }],
    ['release.yml', { tags: ['v*'] }],
  ]);
  for (const name of ['deploy.yml', 'release.yml']) {
    const tests = jobs.filter(([each, , { uses }]) => each === name && uses === './.github/workflows/ci.yml');
    expect(tests.map(([, , { if: condition }]) => condition)).toEqual([undefined]);
  }
});

describe('a deployment of code', () => {
  const text = textOf('deploy.yml');

  it('a deployment of code is of what was tested', () => {
    expect(text).toContain('azd deploy api --from-package calendar-attachments.zip');
    const ci = textOf('ci.yml');
    expect(ci.indexOf('npm run test:bundle')).toBeGreaterThan(ci.indexOf('npm run build'));
    expect(ci.indexOf('zip -X')).toBeGreaterThan(ci.indexOf('npm run test:bundle'));
  });

  it('a deployment of code changes no resource and no setting: a push takes nothing back to its default', () => {
    expect(text).not.toMatch(/azd (?:provision|up)\b|az deployment|appsettings|CALENDAR_/);
  });
});

describe('provisioning', () => {
  const [, , job] = jobs.find(([name]) => name === 'provision.yml') ?? [];

  it('provisioning is done by hand, and only told unless it is asked for', () => {
    expect(workflows.filter(([name]) => /azd provision|azd up/.test(textOf(name))).map(([name, { on }]) => [name, on])).toEqual([
      [
        'provision.yml',
        {
          workflow_dispatch: {
            inputs: { apply: { description: 'Make the changes. Otherwise they are only told.', type: 'boolean', default: false } },
          },
        },
      ],
    ]);
  });

  it('provisioning names every variable: one that is left out would take an installation back to the default', () => {
    const secrets = Object.keys(template.parameters).filter(isSecret).map(variableOf);
    const expected = variables.map((name) => [name, `\${{ ${secrets.includes(name) ? 'secrets' : 'vars'}.${name} }}`]);
    expect(job?.env).toEqual({
      ...Object.fromEntries(expected),
      AZURE_SUBSCRIPTION_ID: '${{ vars.AZURE_SUBSCRIPTION_ID }}',
    });
  });
});

it('newer versions of packages and actions are proposed by themselves', () => {
  expect(yamlOf('.github/dependabot.yml')).toMatchObject({
    version: 2,
    updates: [{ 'package-ecosystem': 'npm' }, { 'package-ecosystem': 'github-actions' }],
  });
});

it('the long runs are scripts that there are', () => {
  const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(fileOf('package.json')));
  const weekly = [...textOf('weekly.yml').matchAll(/'(test:\w+)'/g)].map(([, name = '']) => name);
  expect(weekly).toEqual([
    'test:large',
    'test:fuzz',
    'test:browser',
    'test:bundle',
    'test:orders',
    'test:clients',
    'test:generated',
    'test:openapi',
    'test:install',
    'test:package',
    'test:prices',
    'test:model',
    'test:kills',
  ]);
  for (const name of weekly) expect(scripts).toHaveProperty([name]);
});
