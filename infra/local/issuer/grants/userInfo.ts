// Who a token is of (OpenID Connect Core, section 5.3).
import { compactVerify } from 'jose';
import { z } from 'zod';
import { jsonReply, type Exchange, type Reply } from '../http/exchange.ts';

const claims = z.looseObject({ sub: z.string(), exp: z.number(), name: z.string(), upn: z.string() });

/** Takes an access token of this issuer; 401 without one. */
export async function userInfo({ key, header }: Exchange): Promise<Reply> {
  const token = /^bearer +(\S+)$/i.exec(header('authorization') ?? '')?.[1] ?? '';
  const headers = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': 'Authorization' };
  try {
    const { payload } = await compactVerify(token, key.publicJwk, { algorithms: ['RS256'] });
    const { sub, exp, name, upn } = claims.parse(JSON.parse(new TextDecoder().decode(payload)));
    if (exp * 1000 > Date.now()) return jsonReply(200, { sub, name, email: upn, preferred_username: upn }, headers);
  } catch {
    // As good as none.
  }
  return jsonReply(401, { error: 'invalid_token' }, { ...headers, 'WWW-Authenticate': 'Bearer error="invalid_token"' });
}
