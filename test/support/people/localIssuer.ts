// The local issuer in this process, with a data folder of its own, and requests to it.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { startIssuer } from '../../../infra/local/issuer/issuer.ts';
import { newDataFolder } from '../process/dataFolder.ts';
import { readIssuerKey, type IssuerKey } from '../../../infra/local/issuer/issuerKey.ts';
import { demoTenant } from '../../../infra/local/provision/demo/tenant.ts';

type Fields = Readonly<Record<string, string>>;

/** The shape of every error that the token endpoint answers. */
const refusal = z.strictObject({
  error: z.string(),
  error_description: z.string().regex(/^AADSTS\d+: .+ Trace ID: \S{36} Correlation ID: \S{36} Timestamp: \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/),
  error_codes: z.tuple([z.number()]),
  timestamp: z.string(),
  trace_id: z.guid(),
  correlation_id: z.guid(),
  error_uri: z.url(),
});

const tokens = z.strictObject({
  token_type: z.literal('Bearer'),
  scope: z.string().optional(),
  expires_in: z.number(),
  ext_expires_in: z.number(),
  access_token: z.string(),
  id_token: z.string().optional(),
  refresh_token: z.string().optional(),
  client_info: z.string().optional(),
});

export interface TestIssuer {
  readonly url: string;
  readonly key: IssuerKey;
  /** Writes a file of the data folder, such as `applications.json`. */
  write(name: string, text: string): Promise<void>;
  /** Asks the authorization endpoint, and follows nothing. `field`: what the page's form sends. */
  authorize(params: Fields, options?: { readonly tenant?: string; readonly field?: Fields; readonly headers?: Fields }): Promise<Response>;
  /** Asks for tokens. */
  token(form: Fields, options?: { readonly tenant?: string; readonly headers?: Fields }): Promise<Response>;
  /** The tokens that are answered. Throws for anything else. */
  tokens(form: Fields, options?: { readonly tenant?: string; readonly headers?: Fields }): Promise<z.infer<typeof tokens>>;
  /** The status, error and number of a refusal, once all of its shape is right. */
  refused(form: Fields, options?: { readonly tenant?: string; readonly headers?: Fields }): Promise<readonly [number, string, number]>;
  stop(): Promise<void>;
}

export async function startTestIssuer(): Promise<TestIssuer> {
  const folder = await newDataFolder();
  const key = await readIssuerKey(folder);
  const issuer = await startIssuer(key, { applicationsFile: join(folder, 'applications.json') });
  const { url } = issuer;
  const token: TestIssuer['token'] = (form, { tenant = demoTenant, headers = {} } = {}) =>
    fetch(`${url}/${tenant}/oauth2/v2.0/token`, { method: 'POST', headers, body: new URLSearchParams(form) });
  return {
    url,
    key,
    write: (name, text) => writeFile(join(folder, name), text),
    authorize: (params, { tenant = demoTenant, field, headers = {} } = {}) =>
      fetch(`${url}/${tenant}/oauth2/v2.0/authorize?${new URLSearchParams(params).toString()}`, {
        redirect: 'manual',
        headers,
        ...(field && { method: 'POST', body: new URLSearchParams(field) }),
      }),
    token,
    tokens: async (form, options) => {
      const answer = await token(form, options);
      const body: unknown = await answer.json();
      if (answer.status !== 200) throw new Error(JSON.stringify(body));
      return tokens.parse(body);
    },
    refused: async (form, options) => {
      const answer = await token(form, options);
      const { error, error_codes } = refusal.parse(await answer.json());
      return [answer.status, error, error_codes[0]];
    },
    stop: async () => {
      await issuer.stop();
      await rm(folder, { recursive: true });
    },
  };
}
