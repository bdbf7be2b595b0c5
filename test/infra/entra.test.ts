// The app registration: the scopes and roles that the code knows, made so that Entra ID takes them.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import definition from '../../infra/entra/application.json' with { type: 'json' };
import firstClient from '../../infra/entra/commandLine.json' with { type: 'json' };
import { openapi } from '../../infra/openapi/openapi.ts';

const application = z
  .strictObject({
    displayName: z.string(),
    signInAudience: z.literal('AzureADMyOrg'),
    api: z.strictObject({
      requestedAccessTokenVersion: z.literal(2),
      oauth2PermissionScopes: z.array(
        z.strictObject({
          id: z.guid(),
          value: z.string(),
          type: z.enum(['User', 'Admin']),
          isEnabled: z.literal(true),
          adminConsentDisplayName: z.string().max(100),
          adminConsentDescription: z.string(),
          userConsentDisplayName: z.string().max(100).optional(),
          userConsentDescription: z.string().optional(),
        }),
      ),
    }),
    appRoles: z.array(
      z.strictObject({
        id: z.guid(),
        value: z.string(),
        allowedMemberTypes: z.tuple([z.literal('Application')]),
        isEnabled: z.literal(true),
        displayName: z.string().max(100),
        description: z.string(),
      }),
    ),
    optionalClaims: z.strictObject({
      accessToken: z.array(z.strictObject({ name: z.string(), essential: z.boolean(), additionalProperties: z.array(z.string()) })),
    }),
  })
  .parse(definition);

const { oauth2PermissionScopes: scopes } = application.api;
const { appRoles: roles } = application;
/** What tokens may be permitted, by the tables that check it, as the API's document has it. */
const scheme = z.object({ flows: z.record(z.string(), z.object({ scopes: z.record(z.string(), z.string()) })) });
const document = z
  .object({ components: z.object({ securitySchemes: z.object({ delegated: scheme, application: scheme }) }) })
  .parse(openapi('1.0.0'));

describe('the permissions', () => {
  it.each([
    ['delegated', 'authorizationCode', scopes],
    ['application', 'clientCredentials', roles],
  ] as const)('the permissions are those that the service knows: %s', (kind, flow, registered) => {
    const known = document.components.securitySchemes[kind].flows[flow]?.scopes ?? {};
    // What these two allow, narrower ones do together: a registration of one's own needn't offer them.
    const offered = Object.keys(known).filter((value) => !value.startsWith('Directory.'));
    expect(offered.length).toBe(Object.keys(known).length - 2);
    expect(registered.map(({ value }) => value).sort()).toEqual(offered.sort());
  });

  it('the permissions have ids of their own', () => {
    for (const list of [scopes, roles]) expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
  });

  it('the permissions of one name are one permission: Entra ID refuses them unless ids and texts are equal', () => {
    const both = roles.filter(({ value }) => scopes.some((scope) => scope.value === value));
    expect(both.length).toBeGreaterThan(1);
    for (const { id, value, displayName, description } of both)
      expect(scopes.find((scope) => scope.value === value)).toMatchObject({
        id,
        adminConsentDisplayName: displayName,
        adminConsentDescription: description,
      });
  });

  it("the permissions that reach beyond a user are an administrator's to give", () => {
    for (const { value, type, userConsentDisplayName } of scopes) {
      expect([value, type]).toEqual([value, value.endsWith('.All') ? 'Admin' : 'User']);
      expect(userConsentDisplayName === undefined).toBe(type === 'Admin');
    }
  });
});

it('tokens say who the user is and whether as a guest, and whether an application calls by itself', () => {
  expect(application.optionalClaims.accessToken).toEqual([
    { name: 'upn', essential: false, additionalProperties: ['include_externally_authenticated_upn'] },
    { name: 'acct', essential: false, additionalProperties: [] },
    { name: 'idtyp', essential: false, additionalProperties: [] },
  ]);
});

it('the Azure CLI may ask for tokens of users, by a request of its own: Entra ID takes a client only for scopes that are there', () => {
  const [client, ...others] = firstClient.api.preAuthorizedApplications;
  expect(others).toEqual([]);
  const asked = client?.delegatedPermissionIds.map((id) => scopes.find((scope) => scope.id === id)?.value);
  expect(asked).toEqual(['Calendars.ReadWrite']);
  expect(definition.api).not.toHaveProperty('preAuthorizedApplications');
  const notes = readFileSync(new URL('../../infra/README.md', import.meta.url), 'utf8');
  expect(notes.indexOf('--body @infra/entra/commandLine.json')).toBeGreaterThan(notes.indexOf('--body @infra/entra/application.json'));
  expect(notes).toContain(`shows the URI, ${scopes.length} scopes`);
});

it('the registration gets its application ID URI, whichever way it is made', () => {
  const notes = readFileSync(new URL('../../infra/README.md', import.meta.url), 'utf8');
  const given = notes.indexOf('--identifier-uris "api://$CLIENT_ID"');
  for (const way of ['**By `az`:**', '**By Bicep**', '**In the portal:**']) {
    expect(notes).toContain(way);
    expect(given).toBeGreaterThan(notes.indexOf(way));
  }
});

it("the template's outputs have names that Resource Manager leaves as they are", () => {
  const template = readFileSync(new URL('../../infra/entra/appRegistration.bicep', import.meta.url), 'utf8');
  const names = [...template.matchAll(/^output (\w+)/gm)].map(([, name]) => name);
  expect(names).toEqual(['clientId', 'servicePrincipalId', 'explorerClientId']);
});

it('the template takes all of it from there', () => {
  const template = readFileSync(new URL('../../infra/entra/appRegistration.bicep', import.meta.url), 'utf8');
  expect(template).toContain("loadJsonContent('application.json')");
  for (const part of ['signInAudience', 'api', 'appRoles', 'optionalClaims'])
    expect(template).toContain(`  ${part}: application.${part}\n`);
});
