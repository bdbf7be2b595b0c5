// A request for somebody to sign in, read and checked: first where its answer may go, then what it asks for.
import { z } from 'zod';
import { applicationNamed, type Application } from '../directory/applications.ts';
import { isRedirect } from '../directory/redirects.ts';
import type { Code } from '../grants/grant.ts';
import type { NamedTenant } from '../realm.ts';
import { missing, Refusal } from '../http/refusal.ts';

const responseModes = ['query', 'fragment', 'form_post'] as const;
export type ResponseMode = (typeof responseModes)[number];
const prompts = ['none', 'login', 'select_account', 'consent', 'create'] as const;

/** Where an answer goes, and in what form. */
export interface Destination {
  readonly application: Application;
  readonly redirectUri: string;
  readonly mode: ResponseMode;
  readonly state: string | undefined;
}

export interface SignInRequest extends Destination {
  readonly tenant: NamedTenant;
  /** `code`, `id_token` or both. */
  readonly wants: ReadonlySet<string>;
  readonly scope: string;
  readonly nonce: string | undefined;
  readonly prompt: (typeof prompts)[number] | undefined;
  readonly loginHint: string | undefined;
  readonly domainHint: string | undefined;
  readonly challenge: Code['challenge'];
}

/** Where the answer goes. Throws a Refusal that nobody but the person at the browser may be told. */
export async function destinationOf(params: URLSearchParams, applicationsFile: string | undefined): Promise<Destination> {
  const clientId = params.get('client_id');
  if (clientId === null) throw missing('client_id');
  const application = await applicationNamed(clientId, applicationsFile);
  const { redirectUris } = application;
  const redirectUri = params.get('redirect_uri') ?? (redirectUris.length === 1 ? redirectUris[0] : undefined);
  if (redirectUri === undefined) throw missing('redirect_uri');
  if (!isRedirect(redirectUri, redirectUris))
    throw new Refusal(
      'invalid_request',
      50011,
      `The redirect_uri '${redirectUri}' isn't one of application '${application.appId}'. Those of localhost and of an app's own scheme are, and those that applications.json names.`,
    );
  const asked = z.enum(responseModes).safeParse(params.get('response_mode'));
  const mode = asked.success ? asked.data : (params.get('response_type') ?? 'code') === 'code' ? 'query' : 'fragment';
  return { application, redirectUri, mode, state: params.get('state') ?? undefined };
}

/** What is asked for. Throws a Refusal that the application is told. */
export function signInRequest(params: URLSearchParams, destination: Destination, tenant: NamedTenant): SignInRequest {
  const wants = wantsOf(params);
  const mode = params.get('response_mode');
  if (mode !== null && !responseModes.some((each) => each === mode))
    throw new Refusal('invalid_request', 90023, `The response_mode '${mode}' isn't supported.`);
  if (wants.has('id_token') && destination.mode === 'query')
    throw new Refusal('invalid_request', 70007, "'query' can't be the response_mode of an ID token.");
  const scope = params.get('scope');
  if (scope === null || scope.trim() === '') throw missing('scope');
  const nonce = params.get('nonce') ?? undefined;
  if (wants.has('id_token') && nonce === undefined) throw missing('nonce');
  if (wants.has('id_token') && !scope.split(/\s+/).includes('openid'))
    throw new Refusal('invalid_request', 70011, "An ID token takes the scope 'openid'.");
  return {
    ...destination,
    tenant,
    wants,
    scope,
    nonce,
    prompt: promptOf(params.get('prompt')),
    loginHint: params.get('login_hint') ?? undefined,
    domainHint: params.get('domain_hint') ?? undefined,
    challenge: challengeOf(params),
  };
}

function wantsOf(params: URLSearchParams): ReadonlySet<string> {
  const type = params.get('response_type');
  if (type === null) throw missing('response_type');
  const wants = new Set(type.split(/\s+/));
  if (wants.has('token'))
    throw new Refusal('unsupported_response_type', 700051, "The response_type 'token' isn't enabled; ask for a code with PKCE.");
  for (const each of wants)
    if (each !== 'code' && each !== 'id_token')
      throw new Refusal('unsupported_response_type', 700016, `The response_type '${type}' isn't supported.`);
  return wants;
}

/** Several words are one too many, but for `none`, which goes with no other (OpenID Connect Core, section 3.1.2.1). */
function promptOf(text: string | null): SignInRequest['prompt'] {
  if (text === null || text === '') return undefined;
  const prompt = z.enum(prompts).safeParse(text);
  if (!prompt.success) throw new Refusal('invalid_request', 90023, `The prompt '${text}' isn't supported.`);
  return prompt.data;
}

/** RFC 7636, section 4.3: without a method it is `plain`. */
function challengeOf(params: URLSearchParams): Code['challenge'] {
  const value = params.get('code_challenge');
  const method = params.get('code_challenge_method') ?? 'plain';
  if (value === null) {
    if (params.has('code_challenge_method')) throw missing('code_challenge');
    return undefined;
  }
  if (method !== 'S256' && method !== 'plain')
    throw new Refusal('invalid_request', 9002313, `The code_challenge_method '${method}' isn't supported.`);
  if (!/^[\w.~-]{43,128}$/.test(value)) throw new Refusal('invalid_request', 501491, 'The code_challenge must have 43 to 128 characters.');
  return { method, value };
}
