// What the issuer answers beside metadata, loaded when the first is asked for: sign-in, tokens, sign-out.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { jsonReply, receive, send, type Exchange, type IssuerContext, type Reply } from '../http/exchange.ts';
import { deviceCode } from '../grants/device.ts';
import { tokenEndpoint } from '../grants/token.ts';
import { Refusal, tell } from '../http/refusal.ts';
import { authorize } from './authorize.ts';
import { devicePage } from './device.ts';
import { logout } from './logout.ts';
import { messagePage } from './pages.ts';
import { assets } from './assets.ts';
import { userInfo } from '../grants/userInfo.ts';

/** Endpoints of a tenant, in both versions. */
const endpoints: Readonly<Record<string, (exchange: Exchange, segment: string) => Promise<Reply>>> = {
  authorize,
  token: tokenEndpoint,
  logout,
  devicecode: deviceCode,
};

const endpointPath = /^\/(?<segment>[^/]+)\/oauth2\/(?:v2\.0\/)?(?<name>[a-z]+)\/?$/;

/** Answers, whatever is asked and whatever fails. */
export async function signIn(
  request: IncomingMessage,
  response: ServerResponse,
  context: IssuerContext & { readonly base: string },
): Promise<void> {
  try {
    send(response, await reply(await receive(request, context)));
  } catch (error) {
    const refusal = error instanceof Refusal ? error : new Refusal('server_error', 90033, describe(error));
    send(response, jsonReply(refusal.status, tell(refusal, undefined)));
  }
}

async function reply(exchange: Exchange): Promise<Reply> {
  const { pathname } = exchange;
  const { segment, name } = endpointPath.exec(pathname)?.groups ?? {};
  if (segment !== undefined && name !== undefined && Object.hasOwn(endpoints, name)) {
    const endpoint = endpoints[name];
    if (endpoint !== undefined) return endpoint(exchange, segment);
  }
  if (pathname === '/device') return devicePage(exchange);
  if (pathname === '/oidc/userinfo') return userInfo(exchange);
  const asset = Object.hasOwn(assets, pathname) ? assets[pathname] : undefined;
  if (asset !== undefined) return asset;
  if (pathname === '/common/oauth2/nativeclient') return messagePage(200, 'Signed in', 'This window can be closed.');
  return jsonReply(404, { error: 'invalid_request', error_description: 'There is nothing at this address.' });
}

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));
