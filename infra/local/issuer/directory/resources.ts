// What tokens are for: the calendar API by its own names and by Microsoft Graph's, and applications that have an API of their own.
import registration from '../../../entra/application.json' with { type: 'json' };
import { graphAudiences, localApi, localAudience } from '../../provision/demo/tenant.ts';
import { Refusal } from '../http/refusal.ts';
import type { TokenVersion } from '../realm.ts';
import { registered, type Application } from './applications.ts';

/** What scopes ask for: permissions of one resource, beside those of OpenID Connect. */
export interface Asked {
  /** How the resource is named in the scopes; undefined for none, which is Graph as well. */
  readonly resource: string | undefined;
  /** Names of permissions, `.default` among them. */
  readonly permissions: readonly string[];
  readonly openid: ReadonlySet<string>;
}

/** A resource that a token can be made for. */
export interface Resource {
  readonly audience: string;
  readonly version: TokenVersion;
  /** Whether it is the local API, which knows its issuer by `apiOrigin`. */
  readonly isApi: boolean;
}

const openidScopes = new Set(['openid', 'profile', 'email', 'offline_access']);
const [graphUrl, graphId] = graphAudiences;

/** Reads a list of scopes. Throws a Refusal 70011 for a malformed one, 28000 for those of two resources. */
export function askedBy(scopes: string): Asked {
  const openid = new Set<string>();
  const permissions: string[] = [];
  const resources = new Set<string | undefined>();
  for (const scope of scopes.split(/\s+/).filter((each) => each !== '')) {
    if (openidScopes.has(scope)) {
      openid.add(scope);
      continue;
    }
    const { resource, permission = '' } = /^(?:(?<resource>.+)\/)?(?<permission>[^/]+)$/.exec(scope)?.groups ?? {};
    if (!/^[\w.-]+$/.test(permission)) throw new Refusal('invalid_scope', 70011, `The scope '${scope}' is malformed.`);
    resources.add(resource === undefined ? undefined : resource.replace(/\/$/, ''));
    permissions.push(permission);
  }
  if (resources.size > 1)
    throw new Refusal('invalid_scope', 28000, 'The scopes are of several resources; a token is for one. Ask for one after the other.');
  if (permissions.includes('.default') && new Set(permissions).size > 1)
    throw new Refusal('invalid_scope', 70011, "'.default' stands for all that was granted, and can't be combined with other permissions.");
  const [resource] = resources;
  return { resource, permissions, openid };
}

/**
 * The resource of this name: the calendar API and Microsoft Graph, which are both the local API; an application by its client id or
 * `api://{client id}`, and by the identifier URIs that it has registered. Throws a Refusal 500011 for any other name.
 */
export async function resourceNamed(name: string | undefined, applicationsFile: string | undefined): Promise<Resource> {
  const wanted = name?.toLowerCase();
  // Graph's tokens are of version 1.0, for its id where a scope names no resource.
  if (wanted === undefined || wanted === graphId) return { audience: graphId, version: '1.0', isApi: true };
  if (wanted === graphUrl) return { audience: graphUrl, version: '1.0', isApi: true };
  // A token of version 2.0 names the client id, whatever was asked for.
  if (wanted === localAudience || wanted === localApi.appId || wanted === `api://${localApi.appId}`)
    return { audience: localApi.appId, version: '2.0', isApi: true };
  return resourceOfApplication(wanted, await registered(applicationsFile));
}

function resourceOfApplication(wanted: string, applications: readonly Application[]): Resource {
  const id = wanted.replace(/^api:\/\//, '');
  const found = applications.find(
    ({ appId, identifierUris }) => appId === id || identifierUris.some((uri) => uri.toLowerCase() === wanted),
  );
  if (found === undefined && !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))
    throw new Refusal('invalid_resource', 500011, `There is no resource '${wanted}' in the tenant.`);
  return found?.accessTokenVersion === '1.0'
    ? { audience: wanted, version: '1.0', isApi: false }
    : { audience: found?.appId ?? id, version: '2.0', isApi: false };
}

// What the service asks for beyond the registration that a deployment makes.
const moreScopes = ['Mail.ReadWrite', 'MailboxSettings.ReadWrite', 'People.Read', 'Place.Read.All', 'User.ReadWrite'];
const moreRoles = ['Mail.ReadWrite', 'MailboxSettings.ReadWrite', 'People.Read.All', 'Place.ReadWrite.All'];

/** What people have granted to every application: all that the service has. */
const grantedScopes = [...registration.api.oauth2PermissionScopes.map(({ value }) => value), ...moreScopes];

/** The `scp` of a token: what was asked for, all that was granted where that is `.default`, and `User.Read` where it is a sign-in alone. */
export function scopesOf({ permissions }: Asked): readonly string[] {
  if (permissions.includes('.default')) return grantedScopes;
  return permissions.length === 0 ? ['User.Read'] : [...new Set(permissions)];
}

/** The `roles` of an application's token. */
export const rolesOf = ({ roles }: Application): readonly string[] =>
  roles ?? [...registration.appRoles.map(({ value }) => value), ...moreRoles];

/**
 * The `scope` of an answer: each permission under the name by which the resource was asked for, and what was asked for itself, by which
 * MSAL finds the token again.
 */
export function grantedText(asked: Asked): string {
  const prefix = asked.resource === undefined ? '' : `${asked.resource}/`;
  const names = new Set([...asked.permissions, ...scopesOf(asked)]);
  return [...[...asked.openid].filter((each) => each !== 'offline_access'), ...[...names].map((each) => prefix + each)].join(' ');
}
