// The grants of applications: by themselves (RFC 6749, section 4.4), and on behalf of somebody whose token they were sent (RFC 7523).
import { randomUUID } from 'node:crypto';
import { compactVerify } from 'jose';
import { z } from 'zod';
import { askedBy, resourceNamed, rolesOf } from '../directory/resources.ts';
import type { Exchange } from '../http/exchange.ts';
import type { NamedTenant } from '../realm.ts';
import { missing, Refusal } from '../http/refusal.ts';
import { signToken } from '../signToken.ts';
import type { Client } from './client.ts';
import { lifetime, signerFor, tokenOf, tokensFor, type Tokens } from './tokens.ts';

export async function byItself({ form, key, applicationsFile }: Exchange, client: Client, { id: tenant }: NamedTenant): Promise<Tokens> {
  mustHaveProof(client, 7000216);
  const scope = form.get('scope');
  if (scope === null) throw missing('scope');
  const { resource, permissions } = askedBy(scope);
  if (resource === undefined || permissions.join() !== '.default')
    throw new Refusal('invalid_scope', 1002012, `An application asks for '{resource}/.default', not for '${scope}'.`);
  const { audience, version, isApi } = await resourceNamed(resource, applicationsFile);
  const { application, proof } = client;
  const role = rolesOf(application).join(' ');
  return tokenOf(
    await signToken(signerFor(key, isApi), {
      app: true,
      role,
      tenant,
      audience,
      version,
      client: { ...application, proof },
      expiresIn: lifetime,
    }),
  );
}

const assertionSchema = z.looseObject({
  aud: z.string(),
  tid: z.string(),
  exp: z.number(),
  iat: z.number(),
  upn: z.string().optional(),
  scp: z.string().optional(),
});

export async function onBehalfOf(exchange: Exchange, client: Client, tenant: NamedTenant): Promise<Tokens> {
  const { form } = exchange;
  mustHaveProof(client, 7000218);
  const assertion = form.get('assertion');
  if (assertion === null) throw missing('assertion');
  if (form.get('requested_token_use') !== 'on_behalf_of') throw missing('requested_token_use');
  const scope = form.get('scope');
  if (scope === null) throw missing('scope');
  const { aud, tid, exp, iat, upn, scp } = await claimsOf(assertion, exchange);
  const { appId, identifierUris } = client.application;
  if (![appId, `api://${appId}`, ...identifierUris].some((name) => name.toLowerCase() === aud.toLowerCase()))
    throw new Refusal('invalid_grant', 500131, `The assertion is for '${aud}', and not for application '${appId}'.`);
  if (upn === undefined || scp === undefined)
    throw new Refusal('invalid_grant', 7000114, "The assertion is an application's own token: there is nobody to act for.");
  if (exp * 1000 <= Date.now()) throw new Refusal('invalid_grant', 500133, "The assertion's time is over.");
  if (tenant.shown === tenant.id && tenant.id !== tid)
    throw new Refusal('invalid_grant', 50020, `The user isn't one of tenant '${tenant.id}'.`);
  const grant = { tenant: tid, upn, appId, scope, sid: randomUUID(), authTime: iat };
  return tokensFor(exchange, client, { grant, asked: askedBy(scope) });
}

async function claimsOf(assertion: string, { key }: Exchange): Promise<z.infer<typeof assertionSchema>> {
  try {
    const { payload } = await compactVerify(assertion, key.publicJwk, { algorithms: ['RS256'] });
    return assertionSchema.parse(JSON.parse(new TextDecoder().decode(payload)));
  } catch {
    throw new Refusal('invalid_grant', 50013, "The assertion isn't an access token of this issuer.");
  }
}

function mustHaveProof({ proof }: Client, number: number): void {
  if (proof === '0') throw new Refusal('invalid_client', number, "The request must contain 'client_secret' or 'client_assertion'.");
}
