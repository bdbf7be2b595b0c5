// Signs somebody in to a cloud, as a browser and a program do: by the page, with a code, and with refresh tokens.
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { call } from '../../contract/functionsHost/app/startHost.ts';
import type { CalendarCloud } from '../../../infra/local/testing/testing.ts';

const client_id = '7c1b8f0a-94d2-4f3e-8e5b-2a6d9c0f1e34';
const redirect_uri = 'http://localhost:3000/back';
/** What a page has to prove that a code is its own (RFC 7636). */
const code_verifier = 'a-verifier-of-a-page-that-has-43-characters';
const form = { 'Content-Type': 'application/x-www-form-urlencoded' };

export interface Browser {
  /** Signs in on the page. Resolves to the code for the program. */
  signIn(upn: string): Promise<string>;
  /** Whether the issuer asks nobody who it is, since the browser has signed in. */
  isSignedIn(): Promise<boolean>;
}

/** The token endpoint's status, and the refresh token or Entra ID's number of the error. */
export type Told = readonly [status: number, refreshToken: string | undefined, error: number | undefined];

const told = z.looseObject({ refresh_token: z.string().optional(), error_codes: z.array(z.number()).optional() });

/** `sent`: headers of each request, such as a page's Origin. */
export async function openIssuer({ issuerUrl, tenantId, certificateFile }: CalendarCloud) {
  const ca = await readFile(certificateFile, 'utf8');
  const params = {
    client_id,
    redirect_uri,
    response_type: 'code',
    scope: 'openid offline_access User.Read',
    code_challenge: code_verifier,
    code_challenge_method: 'plain',
  };
  const ask = (name: string, more: object) => call(issuerUrl, `/${tenantId}/oauth2/v2.0/${name}`, { ca, ...more });
  const token = async (fields: Readonly<Record<string, string>>, headers: object = {}): Promise<Told> => {
    const body = new URLSearchParams({ client_id, redirect_uri, ...fields }).toString();
    const { status, body: answer } = await ask('token', { method: 'POST', headers: { ...form, ...headers }, body });
    const { refresh_token, error_codes } = told.parse(JSON.parse(answer.toString()));
    return [status, refresh_token, error_codes?.[0]];
  };
  return {
    browser(): Browser {
      let Cookie = '';
      const authorize = (method: string, body?: string) =>
        ask(`authorize?${new URLSearchParams(params).toString()}`, {
          method,
          headers: { ...form, Cookie },
          ...(body !== undefined && { body }),
        });
      return {
        async signIn(upn) {
          const { headers } = await authorize('POST', `user=${upn}`);
          Cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? '';
          return new URL(headers.location ?? '').searchParams.get('code') ?? '';
        },
        isSignedIn: async () => (await authorize('GET')).status === 303,
      };
    },
    redeem: (code: string, headers?: object) => token({ grant_type: 'authorization_code', code, code_verifier }, headers),
    refresh: (refresh_token = '', headers?: object) => token({ grant_type: 'refresh_token', refresh_token }, headers),
    /** Asks for a device's code. Resolves to what asks whether somebody has signed in for it. */
    async device(): Promise<() => Promise<Told>> {
      const body = new URLSearchParams({ client_id, scope: 'openid' }).toString();
      const answer = await ask('devicecode', { method: 'POST', headers: form, body });
      const { device_code } = z.looseObject({ device_code: z.string() }).parse(JSON.parse(answer.body.toString()));
      return () => token({ grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code });
    },
  };
}
