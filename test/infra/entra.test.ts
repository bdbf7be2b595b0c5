// The app registration: the scopes and roles that the code knows, made so that Entra ID takes them.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import definition from '../../infra/entra/application.json' with { type: 'json' };
import { sourcesOf } from '../support/sources.ts';

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
const inAuth = sourcesOf('lib/auth')
  .map(({ text }) => text)
  .join('\n');

describe('the permissions', () => {
  it('of calendars are all there: four scopes, two roles', () => {
    const calendars = (values: readonly { readonly value: string }[]): string[] =>
      values.map(({ value }) => value).filter((value) => value.startsWith('Calendars.'));
    expect(calendars(scopes)).toEqual(['Calendars.Read', 'Calendars.ReadWrite', 'Calendars.Read.Shared', 'Calendars.ReadWrite.Shared']);
    expect(calendars(roles)).toEqual(['Calendars.Read', 'Calendars.ReadWrite']);
  });

  it('are ones that the code knows', () => {
    for (const { value } of [...scopes, ...roles]) expect(inAuth).toContain(`'${value}'`);
  });

  it('have ids of their own', () => {
    for (const list of [scopes, roles]) expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
  });

  it('of one name are one permission: Entra ID refuses them unless ids and texts are equal', () => {
    const both = roles.filter(({ value }) => scopes.some((scope) => scope.value === value));
    expect(both.length).toBeGreaterThan(1);
    for (const { id, value, displayName, description } of both)
      expect(scopes.find((scope) => scope.value === value)).toMatchObject({
        id,
        adminConsentDisplayName: displayName,
        adminConsentDescription: description,
      });
  });

  it("that reach beyond a user are an administrator's to give", () => {
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

it('the template takes all of it from there', () => {
  const template = readFileSync(new URL('../../infra/entra/appRegistration.bicep', import.meta.url), 'utf8');
  expect(template).toContain("loadJsonContent('application.json')");
  for (const part of ['signInAudience', 'api', 'appRoles', 'optionalClaims'])
    expect(template).toContain(`  ${part}: application.${part}\n`);
});
