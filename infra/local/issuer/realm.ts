// The local issuer's tenants: which one a path's first segment means, and what their tokens' `iss` is.
import { demoDomain, demoTenant } from '../provision/demo/tenant.ts';

/** The two versions of Entra ID's tokens. */
export type TokenVersion = '1.0' | '2.0';

/** The tenant that people of `common` and `organizations` are in, by its id and its domains. */
export interface Realm {
  readonly tenant: string;
  readonly domains: readonly string[];
}

export const demoRealm: Realm = { tenant: demoTenant, domains: [demoDomain] };

/** The realm of the app's settings TENANT_IDS and TENANT_DOMAINS: the first tenant, and all of the domains. */
export function realmOf(tenantIds: string | undefined, tenantDomains: string | undefined): Realm {
  const [tenant = demoTenant] = listed(tenantIds);
  const domains = listed(tenantDomains);
  return { tenant, domains: domains.length === 0 ? demoRealm.domains : domains };
}

const listed = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((each) => each.trim().toLowerCase())
    .filter((each) => each !== '');

/**
 * What the names of issuers begin with in tokens for the local API, whatever the port: so tokens can be made before a stack has started, and
 * stacks that share keys know each other's.
 */
export const apiOrigin = 'https://login.local.example';

/**
 * The issuer (`iss`) of a tenant's tokens; `origin` is `apiOrigin` or, for other resources and in ID tokens, the address at which people sign
 * in. As in Entra ID, that of version 1.0 isn't an address of the issuer.
 */
export const issuerOf = (origin: string, tenant: string, version: TokenVersion): string =>
  version === '2.0' ? `${origin}/${tenant}/v2.0` : `https://sts.local.example/${tenant}/`;

/** What a path's first segment names: `shown` stands in addresses and, for several tenants, is no tenant's id. */
export interface NamedTenant {
  /** `common`, `organizations` or the tenant's id. */
  readonly shown: string;
  /** The tenant whose people sign in. */
  readonly id: string;
}

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The tenant that a segment names: any id, a domain of the realm, `common` or `organizations`. Undefined for any other name. */
export function tenantNamed(segment: string, { tenant, domains }: Realm): NamedTenant | undefined {
  const name = segment.toLowerCase();
  if (name === 'common' || name === 'organizations') return { shown: name, id: tenant };
  if (domains.includes(name)) return { shown: tenant, id: tenant };
  return guid.test(name) ? { shown: name, id: name } : undefined;
}
