// The domains of a tenant: those of the setting, and those of its members' verified userPrincipalNames. Nobody is invited from them.
import type { Clock } from '../../runtime/clock.ts';
import { hashedId } from '../../runtime/ids.ts';
import type { Documents } from '../../stores/documents.ts';
import { newRecord, type Author } from '../../stores/records.ts';
import { domainOf } from './addresses.ts';

export interface TenantDomains {
  /** The domain that guests' userPrincipalNames show. */
  readonly first: string | undefined;
  /** Whether the address is in a domain of the tenant; at most one point read. */
  includes(tenant: string, address: string): Promise<boolean>;
  /** Stores the domain of a member's verified userPrincipalName. One write for each process and domain. */
  learn(tenant: string, upn: string, by: Author): Promise<void>;
}

/** How many domains a process remembers as already stored. */
const maxRemembered = 10_000;

/** `configured`: domains of all tenants, from the setting `TENANT_DOMAINS`. */
export function createTenantDomains(documents: Documents, clock: Clock, configured: readonly string[]): TenantDomains {
  const known = new Set(configured.map((domain) => domain.toLowerCase()));
  const learned = new Set<string>();
  const idOf = (domain: string): string => hashedId('tenantDomain', domain);

  return {
    first: configured[0]?.toLowerCase(),

    async includes(tenant, address) {
      const domain = domainOf(address);
      return known.has(domain) || (await documents.read(tenant, idOf(domain))) !== undefined;
    },

    async learn(tenant, upn, by) {
      const domain = domainOf(upn);
      const key = `${tenant} ${domain}`;
      if (known.has(domain) || learned.has(key)) return;
      // The store refuses this when another process has stored the domain.
      await documents.commit(tenant, [
        { write: 'create', document: { id: idOf(domain), kind: 'tenantDomain', ...newRecord(clock(), by), domain } },
      ]);
      if (learned.size < maxRemembered) learned.add(key);
    },
  };
}
