// The forms of settings' values: each schema checks a text and gives a typed value.
import { z } from 'zod';

export const guid = z.guid();

/** `a, b` → `['a', 'b']`, at least one. */
export const list = <T extends z.ZodType<string, string>>(item: T) =>
  z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((entry) => entry.trim())
        .filter((entry) => entry !== ''),
    )
    .pipe(z.array(item).min(1));

/** A domain as it stands behind the `@` of an address. */
export const mailDomain = z.string().regex(/^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+$/u, 'must be a domain such as contoso.com');

const isLoopback = (url: string): boolean => /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:|\/|$)/.test(url);

/** An absolute URL without a slash at its end; plain http only on this machine. */
export const serviceUrl = z
  .url({ protocol: /^https?$/ })
  .refine((url) => url.startsWith('https://') || isLoopback(url), 'must be https (http only on this machine)')
  .transform((url) => url.replace(/\/+$/, ''));

const rsaKey = z.looseObject({ kty: z.literal('RSA'), n: z.string(), e: z.string(), d: z.string() });

/** A private RSA key as JSON (RFC 7517). */
export const privateKey = z.string().refine((text) => {
  try {
    return rsaKey.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}, 'must be a private RSA key as JSON (RFC 7517)');

/** A key in Key Vault, without a version: `https://{vault}/keys/{name}`. */
export const vaultKeyUrl = z.string().regex(/^https:\/\/[\w.-]+\/keys\/[\w-]+$/, 'must be https://{vault}/keys/{name}');

/** An origin as browsers send it (RFC 6454, section 7), or `*`. */
export const origin = z
  .string()
  .refine((text) => text === '*' || isHttpOrigin(text), "must be '*' or an origin: scheme, host and a port other than the scheme's own");

function isHttpOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text && !text.includes('*');
}

/** An account's key. */
export const accountKey = z.base64().min(1);

/** `Name=value;Name=value`, as Azure writes connection strings; names in lower case. */
const pairs = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split(';').flatMap((pair): [string, string][] => {
      const [, name, value] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
      return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value]];
    }),
  );

/** `InstrumentationKey=<guid>;IngestionEndpoint=<https URL>` (Application Insights, "Connection strings"). */
export const connectionString = z.string().refine((text) => {
  const parts = pairs(text);
  const endpoint = parts.get('ingestionendpoint') ?? 'https://';
  return guid.safeParse(parts.get('instrumentationkey')).success && endpoint.startsWith('https://');
}, 'must be `InstrumentationKey=<guid>;IngestionEndpoint=<https URL>`');

/** `Authorization=AAD;ClientId=<guid>` (App settings reference of Azure Functions); the client id may be missing. */
export const identityOfTelemetry = z
  .string()
  .refine((text) => {
    const parts = pairs(text);
    return parts.get('authorization')?.toUpperCase() === 'AAD' && guid.optional().safeParse(parts.get('clientid')).success;
  }, 'must be `Authorization=AAD` or `Authorization=AAD;ClientId=<guid>`')
  .transform((text) => ({ clientId: pairs(text).get('clientid') }));

/** `whsec_` and base64 of at least 24 bytes (Standard Webhooks, "Signature scheme"); the prefix may be missing. */
export const standardSecret = z
  .string()
  .transform((text) => text.replace(/^whsec_/, ''))
  .pipe(z.base64())
  .transform((text) => new Uint8Array(Buffer.from(text, 'base64')))
  .refine((bytes) => bytes.byteLength >= 24, 'must have at least 24 bytes');

/** Characters of a secret that people choose: fewer could be guessed by whoever has seen one signature. */
const minSecretLength = 16;

/** `a, b` → `['a', 'b']`, at least one; a comma within a secret has a backslash before it. */
export const secrets = z
  .string()
  .transform((text) =>
    text
      .split(/(?<!\\),/)
      .map((secret) => secret.trim().replaceAll('\\,', ','))
      .filter((secret) => secret !== ''),
  )
  .pipe(
    z
      .array(
        z
          .string()
          .min(
            minSecretLength,
            `must have at least ${minSecretLength} characters each; a comma within one is written as a backslash and a comma`,
          ),
      )
      .min(1),
  );
