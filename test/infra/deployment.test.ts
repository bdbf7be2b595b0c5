// How it is deployed: azd's project, the variables that its parameters come from, and that notes and template speak of the same things.
import { describe, expect, it } from 'vitest';
import { settingNames } from '../../lib/runtime/settings.ts';
import { fileOf, filledIn, isSecret, template, variableOf, variables, yamlOf } from '../support/projectFiles.ts';

const { parameters, outputs, definitions } = template;
const settings = Object.keys(definitions.Settings.properties).sort();

/** azd brings the code itself; and the month is the deployment's own to know. */
const notByAzd = ['packageUrl', 'thisMonth'];
const byAzdsOwnNames = { environmentName: '${AZURE_ENV_NAME}', location: '${AZURE_LOCATION}' };

describe('the parameters', () => {
  it('the parameters are all described, and all but three have a default', () => {
    const required = Object.entries(parameters).filter(([, { defaultValue }]) => defaultValue === undefined);
    expect(required.map(([name]) => name)).toEqual(['environmentName', 'location', 'audiences']);
  });

  it('the parameters are all taken from a variable of their name, and have the same default there', () => {
    const single = Object.entries(parameters).filter(([name]) => ![...notByAzd, ...Object.keys(byAzdsOwnNames), 'settings'].includes(name));
    const taken = single.map(([name, { defaultValue }]) => {
      const otherwise = defaultValue === undefined ? '' : `=${JSON.stringify(defaultValue).replaceAll('"', '')}`;
      return [name, `\${${variableOf(name)}${otherwise}}`] as const;
    });
    const given = Object.entries(filledIn).map(([name, { value }]) => [name, value] as const);
    expect(Object.fromEntries(given.filter(([name]) => name !== 'settings'))).toEqual({ ...byAzdsOwnNames, ...Object.fromEntries(taken) });
  });

  it('the parameters of settings take each from the variable of its name', () => {
    expect(filledIn.settings?.value).toEqual(Object.fromEntries(settings.map((name) => [name, `\${CALENDAR_${name}=}`])));
    expect(settingNames).toEqual(expect.arrayContaining(settings));
  });

  it("the parameters share no variable, and none with what a shell has for other reasons: azd looks there, too, for what isn't set", () => {
    expect(new Set(variables).size).toBe(variables.length);
    for (const name of variables) expect(name).toMatch(/^(?:CALENDAR_\w+|AZURE_ENV_NAME|AZURE_LOCATION)$/);
  });

  it('the parameters that are secrets are texts of their own: only so azd fetches them from a vault', () => {
    const secrets = Object.keys(parameters).filter(isSecret);
    expect(secrets).toEqual(['hookStandardSecrets', 'hookGithubSecrets', 'notificationsStandardSecrets', 'packageUrl']);
    for (const [name, { type = '' }] of Object.entries(parameters)) expect([name, type.toLowerCase()]).not.toContain('secureobject');
  });

  it('the parameters and outputs are told in the notes', () => {
    const notes = fileOf('infra/README.md');
    const names = [...Object.keys(parameters), ...Object.keys(outputs)].filter((name) => name !== 'thisMonth');
    expect(names.filter((name) => !notes.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('the outputs', () => {
  it('the outputs take no name that azd has for something else', () => {
    // `AZURE_TENANT_ID` is the subscription's tenant to azd; resource group and region mean the same here.
    expect(Object.keys(outputs).filter((name) => name.startsWith('AZURE_'))).toEqual(['AZURE_RESOURCE_GROUP', 'AZURE_LOCATION']);
  });

  it('the outputs that are variables of parameters, too, are given again the next time', () => {
    expect(Object.keys(outputs).filter((name) => variables.includes(name))).toEqual(['AZURE_LOCATION', 'CALENDAR_BUDGET_START_DATE']);
  });
});

describe.each(['README.md', 'infra/README.md'])('the commands of %s', (path) => {
  const notes = fileOf(path);

  it('the commands set variables that there are, and read outputs that there are', () => {
    const told = [...notes.matchAll(/\bCALENDAR_[A-Z_]+[A-Z]/g)].map(([name]) => name);
    expect(told.length).toBeGreaterThan(0);
    expect(told.filter((name) => !variables.includes(name))).toEqual([]);
    const set = [...notes.matchAll(/azd env set(?:-secret)? (\w+)/g)].map(([, name]) => name);
    expect(set.filter((name) => name === undefined || !variables.includes(name))).toEqual([]);
    const read = [...notes.matchAll(/azd env get-value (\w+)/g)].map(([, name]) => name);
    expect(read.filter((name) => name === undefined || outputs[name] === undefined)).toEqual([]);
  });

  it('the commands ask Resource Manager for no output whose case it changes', () => {
    for (const [, name] of notes.matchAll(/properties\.outputs\.(\w+)/g)) expect(name).toMatch(/^[a-z]+(?:[A-Z][a-z]+)*$/);
  });
});

it('the notes let GitHub say which subject a federated identity has', () => {
  const notes = fileOf('infra/README.md');
  expect(notes).toContain('actions/oidc/customization/sub');
  expect(notes).not.toMatch(/"subject": "repo:/);
});

it('azd deploys the bundle as it is, by a version that can', () => {
  expect(yamlOf('azure.yaml')).toMatchObject({
    requiredVersions: { azd: '>= 1.23.5' },
    infra: { provider: 'bicep', path: 'infra', module: 'main' },
    services: { api: { project: '.', host: 'function', dist: 'dist', remoteBuild: false } },
  });
});
