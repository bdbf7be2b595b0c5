// What a code and a refresh token stand for, and how they are made and opened.
import { z } from 'zod';
import type { IssuerKey } from '../issuerKey.ts';
import { Refusal } from '../http/refusal.ts';
import { open, seal } from '../sealed.ts';

/** Somebody who has signed in to an application of a tenant, and what they were asked for. */
const grantSchema = z.strictObject({
  tenant: z.string(),
  upn: z.string(),
  appId: z.string(),
  scope: z.string(),
  /** Of the session in which they have signed in. */
  sid: z.string(),
  /** Seconds since the epoch. */
  authTime: z.number(),
  nonce: z.string().optional(),
});

export type Grant = z.infer<typeof grantSchema>;

const codeSchema = z.strictObject({
  grant: grantSchema,
  redirectUri: z.string(),
  challenge: z.strictObject({ method: z.enum(['S256', 'plain']), value: z.string() }).optional(),
});

/** A code, with what must be said again when it is redeemed. */
export type Code = z.infer<typeof codeSchema>;

const refreshSchema = z.strictObject({
  grant: grantSchema,
  /** Seconds since the epoch at which a page has to sign in anew; undefined for other programs. */
  pageUntil: z.number().optional(),
});

export type Refresh = z.infer<typeof refreshSchema>;

const codeLifetime = 600;
// Entra ID's: 90 days, and 24 hours from the sign-in for pages.
const refreshLifetime = 90 * 86_400;
const pageLifetime = 86_400;

export const makeCode = (key: IssuerKey, code: Code): Promise<string> => seal(key, 'code', code, codeLifetime);

/** Codes of this process that were redeemed: a code is good for one time (RFC 6749, section 4.1.2). */
const redeemed = new Map<string, number>();

/** Opens a code, which is used up by that. Throws a Refusal for one that is wrong, late, or was redeemed before. */
export async function redeem(key: IssuerKey, text: string): Promise<Code> {
  const opened = await open(key, 'code', text, codeSchema);
  if (opened === undefined) throw new Refusal('invalid_grant', 9002313, 'The code is malformed.');
  const now = Date.now();
  for (const [id, until] of redeemed) if (until < now) redeemed.delete(id);
  if (opened.isRevoked) throw revoked('code');
  if (opened.isExpired) throw new Refusal('invalid_grant', 70008, 'The code has expired.');
  if (redeemed.has(opened.id)) throw new Refusal('invalid_grant', 54005, 'The code was redeemed before; a code is good for one time.');
  redeemed.set(opened.id, now + codeLifetime * 1000);
  return opened.content;
}

const revoked = (what: string): Refusal => new Refusal('invalid_grant', 50173, `The ${what} was revoked by a reset; sign in anew.`);

/** A refresh token; a page's lives no longer than the one before it. */
export function makeRefreshToken(key: IssuerKey, grant: Grant, page: { readonly until: number | undefined } | undefined): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  if (page === undefined) return seal(key, 'refresh', { grant } satisfies Refresh, refreshLifetime);
  const pageUntil = page.until ?? now + pageLifetime;
  return seal(key, 'refresh', { grant, pageUntil } satisfies Refresh, pageUntil - now);
}

/** Opens a refresh token, which stays good as Entra ID's do. Throws a Refusal for one that is wrong or late. */
export async function openRefreshToken(key: IssuerKey, text: string): Promise<Refresh> {
  const opened = await open(key, 'refresh', text, refreshSchema);
  if (opened === undefined) throw new Refusal('invalid_grant', 9002313, 'The refresh token is malformed.');
  if (opened.isRevoked) throw revoked('refresh token');
  if (opened.isExpired) {
    const page = opened.content.pageUntil !== undefined;
    throw new Refusal('invalid_grant', page ? 700084 : 700082, 'The refresh token has expired; sign in anew.');
  }
  return opened.content;
}
