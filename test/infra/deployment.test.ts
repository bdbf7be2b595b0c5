// How it is deployed: azd's project, the parameters that it fills in, the workflows with the least rights, and that all is told.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { settingNames } from '../../lib/settings.ts';

const fileOf = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

function yamlOf(path: string): unknown {
  const document = parseDocument(fileOf(path), { strict: true });
  expect(document.errors).toEqual([]);
  return document.toJS();
}

const parameter = z.looseObject({
  type: z.string().optional(),
  defaultValue: z.unknown().optional(),
  metadata: z.looseObject({ description: z.string().min(10) }),
});
const described = z.looseObject({ metadata: z.looseObject({ description: z.string() }) });
const { parameters, outputs, definitions } = z
  .object({
    parameters: z.record(z.string(), parameter),
    outputs: z.record(z.string(), described),
    definitions: z.object({ Settings: z.object({ properties: z.record(z.string(), described) }) }),
  })
  .parse(JSON.parse(fileOf('infra/main.json')));

const filledIn = z
  .object({ parameters: z.record(z.string(), z.object({ value: z.unknown() })) })
  .parse(JSON.parse(fileOf('infra/main.parameters.json'))).parameters;

describe('the parameters', () => {
  it('are all described, and all but three have a default', () => {
    const required = Object.entries(parameters).filter(([, { defaultValue }]) => defaultValue === undefined);
    expect(required.map(([name]) => name)).toEqual(['environmentName', 'location', 'audiences']);
  });

  it('that azd fills in exist', () => {
    expect(Object.keys(filledIn).filter((name) => parameters[name] === undefined)).toEqual([]);
    expect(Object.keys(filledIn)).toEqual(expect.arrayContaining(['environmentName', 'location', 'audiences']));
  });

  it('of settings take each from the variable of its name', () => {
    const names = Object.keys(definitions.Settings.properties).sort();
    expect(filledIn.settings?.value).toEqual(Object.fromEntries(names.map((name) => [name, `\${${name}=}`])));
    expect(settingNames).toEqual(expect.arrayContaining(names));
  });

  it('and outputs are told in the notes', () => {
    const notes = fileOf('infra/README.md');
    const untold = [...Object.keys(parameters), ...Object.keys(outputs)].filter((name) => !notes.includes(`\`${name}\``));
    expect(untold).toEqual([]);
  });
});

it('azd deploys the bundle as it is', () => {
  expect(yamlOf('azure.yaml')).toMatchObject({
    infra: { provider: 'bicep', path: 'infra', module: 'main' },
    services: { api: { project: '.', host: 'function', dist: 'dist', remoteBuild: false } },
  });
});

const permissions = z.record(z.string(), z.enum(['read', 'write']));
const workflow = z.looseObject({
  on: z.unknown(),
  permissions,
  jobs: z.record(
    z.string(),
    z.looseObject({
      uses: z.string().optional(),
      permissions: permissions.optional(),
      'timeout-minutes': z.number().optional(),
      steps: z.array(z.looseObject({ uses: z.string().optional(), run: z.string().optional() })).optional(),
    }),
  ),
});

const workflows = readdirSync(new URL('../../.github/workflows', import.meta.url)).map(
  (name) => [name, workflow.parse(yamlOf(`.github/workflows/${name}`))] as const,
);

describe('the workflows', () => {
  it('read the sources, and get more only where a job needs it', () => {
    expect(workflows.map(([name]) => name)).toEqual(['ci.yml', 'deploy.yml', 'release.yml']);
    for (const [, { permissions: least }] of workflows) expect(least).toEqual({ contents: 'read' });
    const more = workflows.flatMap(([name, { jobs }]) =>
      Object.entries(jobs).flatMap(([job, { permissions: own }]) => (own === undefined ? [] : [[name, job, own]])),
    );
    expect(more).toEqual([
      ['deploy.yml', 'deploy', { contents: 'read', 'id-token': 'write' }],
      ['release.yml', 'publish', { contents: 'write' }],
    ]);
  });

  it('use actions of a stated major version', () => {
    const used = workflows.flatMap(([, { jobs }]) =>
      Object.values(jobs).flatMap(({ steps = [] }) => steps.flatMap(({ uses }) => uses ?? [])),
    );
    expect(used.length).toBeGreaterThan(5);
    for (const action of used) expect(action).toMatch(/^(?:actions|azure)\/[\w-]+@v\d+$/);
  });

  it('end, and hold no secret', () => {
    for (const [name, { jobs }] of workflows) {
      for (const job of Object.values(jobs)) if (job.uses === undefined) expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
      expect(fileOf(`.github/workflows/${name}`)).not.toMatch(/secrets\.|client-secret|creds:|publish-profile/);
    }
  });

  it('put nothing that others write into a script', () => {
    for (const [, { jobs }] of workflows)
      for (const { steps = [] } of Object.values(jobs)) for (const { run } of steps) expect(run ?? '').not.toContain('${{');
  });

  it('deploy what was tested', () => {
    const deploy = fileOf('.github/workflows/deploy.yml');
    expect(deploy).toContain('uses: ./.github/workflows/ci.yml');
    expect(deploy).toContain('azd deploy api --from-package calendar-attachments.zip');
    const ci = fileOf('.github/workflows/ci.yml');
    expect(ci.indexOf('npm run test:bundle')).toBeGreaterThan(ci.indexOf('npm run build'));
    expect(ci.indexOf('zip -X')).toBeGreaterThan(ci.indexOf('npm run test:bundle'));
  });
});
