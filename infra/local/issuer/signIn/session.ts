// Who has signed in with this browser: a cookie that names them, the latest first.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Exchange } from '../http/exchange.ts';
import type { IssuerKey } from '../issuerKey.ts';
import { open, seal } from '../sealed.ts';

const sessionSchema = z.strictObject({
  sid: z.string(),
  /** By userPrincipalName, with the time of the sign-in in seconds since the epoch. */
  accounts: z.array(z.strictObject({ upn: z.string(), authTime: z.number() })).max(20),
});

export type Session = z.infer<typeof sessionSchema>;
export type Account = Session['accounts'][number];

const cookieName = 'issuer-session';
const lifetime = 86_400;
const maxAccounts = 20;

// A page asks in a frame (`prompt=none`), and http://localhost is another site than https://localhost: browsers send only such a cookie.
const attributes = 'Path=/; HttpOnly; Secure; SameSite=None';

/** The browser's session; one without accounts if it has none. */
export async function sessionOf({ key, header }: Exchange): Promise<Session> {
  const text = new RegExp(`(?:^|;\\s*)${cookieName}=([^;\\s]+)`).exec(header('cookie') ?? '')?.[1];
  const opened = text === undefined ? undefined : await open(key, 'session', text, sessionSchema);
  return opened === undefined || opened.isExpired || opened.isRevoked ? { sid: randomUUID(), accounts: [] } : opened.content;
}

/** The session after somebody has signed in. */
export function signedIn({ sid, accounts }: Session, upn: string): Session & { readonly accounts: readonly [Account, ...Account[]] } {
  const account = { upn, authTime: Math.floor(Date.now() / 1000) };
  return { sid, accounts: [account, ...accounts.filter((each) => !isOf(each, upn)).slice(0, maxAccounts - 1)] };
}

/** Whether the account is of this userPrincipalName, in any case of letters. */
export const isOf = ({ upn }: Account, name: string): boolean => upn.toLowerCase() === name.toLowerCase();

/** The value of Set-Cookie; a session without accounts removes the cookie. */
export async function cookieFor(key: IssuerKey, session: Session): Promise<string> {
  if (session.accounts.length === 0) return `${cookieName}=; Max-Age=0; ${attributes}`;
  return `${cookieName}=${await seal(key, 'session', session, lifetime)}; Max-Age=${lifetime}; ${attributes}`;
}
