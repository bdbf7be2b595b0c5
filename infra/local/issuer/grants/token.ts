// The token endpoint: which grant is asked for, from which page it may be, and the answer's or the error's shape.
import { pageOrigins, registered } from '../directory/applications.ts';
import { isLoopback } from '../directory/redirects.ts';
import { jsonReply, refused, type Exchange, type Reply } from '../http/exchange.ts';
import { tenantNamed, type NamedTenant } from '../realm.ts';
import { missing, noTenant, Refusal } from '../http/refusal.ts';
import { byCode, byRefreshToken } from './byCode.ts';
import { byItself, onBehalfOf } from './byItself.ts';
import { byDevice } from './device.ts';
import { clientOf, type Client } from './client.ts';
import type { Tokens } from './tokens.ts';

/** Grants by name. `inPages`: which pages may use; all others are for programs that can keep a secret. */
const grants: Readonly<
  Record<
    string,
    { readonly inPages: boolean; readonly tokens: (exchange: Exchange, client: Client, tenant: NamedTenant) => Promise<Tokens> }
  >
> = {
  authorization_code: { inPages: true, tokens: byCode },
  refresh_token: { inPages: true, tokens: byRefreshToken },
  client_credentials: { inPages: false, tokens: byItself },
  'urn:ietf:params:oauth:grant-type:jwt-bearer': { inPages: false, tokens: onBehalfOf },
  'urn:ietf:params:oauth:grant-type:device_code': { inPages: false, tokens: byDevice },
  device_code: { inPages: false, tokens: byDevice },
};

/** Answers a request for tokens, or one before it of a page's browser (CORS). */
export async function tokenEndpoint(exchange: Exchange, segment: string): Promise<Reply> {
  try {
    const headers = await corsHeaders(exchange);
    if (exchange.method === 'OPTIONS') return { status: 204, headers };
    try {
      return jsonReply(200, await granted(exchange, segment), headers);
    } catch (error) {
      return refused(error, exchange, headers);
    }
  } catch (error) {
    return refused(error, exchange, {});
  }
}

async function granted(exchange: Exchange, segment: string): Promise<Tokens> {
  const { method, form, realm } = exchange;
  if (method !== 'POST') throw new Refusal('invalid_request', 900561, `The endpoint takes POST alone, not ${method}.`);
  const tenant = tenantNamed(segment, realm);
  if (tenant === undefined) throw noTenant(segment);
  const type = form.get('grant_type');
  if (type === null) throw missing('grant_type');
  const grant = Object.hasOwn(grants, type) ? grants[type] : undefined;
  if (grant === undefined) throw new Refusal('unsupported_grant_type', 70003, `The grant type '${type}' isn't supported.`);
  if (exchange.header('origin') !== undefined && !grant.inPages)
    throw new Refusal('invalid_request', 9002326, `A page can't ask by the grant type '${type}'.`);
  return grant.tokens(exchange, await clientOf(exchange, tenant), tenant);
}

/** Pages of this machine, and of registered redirect URIs, may read the answer. */
async function corsHeaders({ header, applicationsFile }: Exchange): Promise<Readonly<Record<string, string>>> {
  const origin = header('origin');
  if (origin === undefined) return {};
  if (!isLoopback(origin) && !pageOrigins(await registered(applicationsFile)).includes(origin)) return { Vary: 'Origin' };
  return {
    Vary: 'Origin',
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Methods': 'POST, OPTIONS',
    'Access-Control-Allow-Headers': header('access-control-request-headers') ?? '*',
    'Access-Control-Expose-Headers': '*',
    'Access-Control-Max-Age': '600',
  };
}
