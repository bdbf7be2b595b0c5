// What programs ask before anybody signs in: OpenID metadata of both versions, keys, and which hosts belong together.
import type { IssuerKey } from './issuerKey.ts';
import { apiOrigin, issuerOf, tenantNamed, type Realm } from './realm.ts';

const path =
  /^\/(?<segment>[^/]+)\/(?:(?<v2>v2\.0\/)?\.well-known\/openid-configuration|discovery\/(?:(?:v2\.0\/)?(?<keys>keys)|(?<instance>instance)))\/?$/i;

/**
 * The JSON document at this path (OpenID Connect Discovery 1.0 section 4, RFC 7517; "Instance discovery" as MSAL asks for it); undefined if
 * there is none. `base` is where it was asked for, so that whoever can ask here can ask there as well.
 */
export function discoveryDocument(pathname: string, base: string, key: IssuerKey, realm: Realm): object | undefined {
  const { segment, v2, keys, instance } = path.exec(pathname)?.groups ?? {};
  const tenant = segment === undefined ? undefined : tenantNamed(segment, realm);
  if (tenant === undefined) return undefined;
  if (keys !== undefined) return { keys: [key.publicJwk] };
  if (instance !== undefined) return instanceDocument(base, tenant.shown);
  // The API asks behind the address where people sign in.
  return configuration({ base, origin: base === key.origin ? key.origin : apiOrigin, tenant: tenant.shown, v2: v2 !== undefined });
}

/** Every host is a cloud of its own: programs that don't know the host yet may believe it. */
function instanceDocument(base: string, tenant: string): object {
  const { host } = new URL(base);
  return {
    tenant_discovery_endpoint: `${base}/${tenant}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  };
}

interface Configured {
  readonly base: string;
  readonly origin: string;
  readonly tenant: string;
  readonly v2: boolean;
}

function configuration({ base, origin, tenant, v2 }: Configured): object {
  const endpoint = `${base}/${tenant}/oauth2/${v2 ? 'v2.0/' : ''}`;
  const several = tenant === 'common' || tenant === 'organizations';
  return {
    issuer: issuerOf(origin, several ? '{tenantid}' : tenant, v2 ? '2.0' : '1.0'),
    authorization_endpoint: `${endpoint}authorize`,
    token_endpoint: `${endpoint}token`,
    end_session_endpoint: `${endpoint}logout`,
    device_authorization_endpoint: `${endpoint}devicecode`,
    userinfo_endpoint: `${base}/oidc/userinfo`,
    jwks_uri: `${base}/${tenant}/discovery/${v2 ? 'v2.0/' : ''}keys`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    response_types_supported: ['code', 'id_token', 'code id_token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['plain', 'S256'],
    claims_supported: [
      'sub',
      'iss',
      'aud',
      'exp',
      'iat',
      'nbf',
      'auth_time',
      'nonce',
      'preferred_username',
      'name',
      'oid',
      'tid',
      'ver',
      'email',
    ],
    request_uri_parameter_supported: false,
    http_logout_supported: false,
    frontchannel_logout_supported: false,
    tenant_region_scope: null,
    cloud_instance_name: new URL(origin).host,
  };
}
