// Every setting of the service, read and checked once; one that is missing or wrong names itself.
import { z } from 'zod';
import { longestPresenceAge } from './limits.ts';

const guid = z.guid();

/** `a, b` → `['a', 'b']`, at least one. */
const list = <T extends z.ZodType<string, string>>(item: T) =>
  z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((entry) => entry.trim())
        .filter((entry) => entry !== ''),
    )
    .pipe(z.array(item).min(1));

const isLoopback = (url: string): boolean => /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:|\/|$)/.test(url);

/** An absolute URL without a slash at its end; plain http only on this machine. */
const serviceUrl = z
  .url({ protocol: /^https?$/ })
  .refine((url) => url.startsWith('https://') || isLoopback(url), 'must be https (http only on this machine)')
  .transform((url) => url.replace(/\/+$/, ''));

/** An origin as browsers send it (RFC 6454, section 7), or `*`. */
const origin = z
  .string()
  .refine((text) => text === '*' || isHttpOrigin(text), "must be '*' or an origin: scheme, host and a port other than the scheme's own");

function isHttpOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text && !text.includes('*');
}

const key = z.base64().min(1).optional();

/** `Name=value;Name=value`, as Azure writes connection strings; names in lower case. */
const pairs = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split(';').flatMap((pair): [string, string][] => {
      const [, name, value] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
      return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value]];
    }),
  );

const isConnectionString = (text: string): boolean => {
  const parts = pairs(text);
  const endpoint = parts.get('ingestionendpoint') ?? 'https://';
  return guid.safeParse(parts.get('instrumentationkey')).success && endpoint.startsWith('https://');
};

const isAuthentication = (text: string): boolean => {
  const parts = pairs(text);
  return parts.get('authorization')?.toUpperCase() === 'AAD' && guid.optional().safeParse(parts.get('clientid')).success;
};

/** `whsec_` and base64 of at least 24 bytes (Standard Webhooks, "Signature scheme"); the prefix may be missing. */
const standardSecret = z
  .string()
  .transform((text) => text.replace(/^whsec_/, ''))
  .pipe(z.base64())
  .transform((text) => new Uint8Array(Buffer.from(text, 'base64')))
  .refine((bytes) => bytes.byteLength >= 24, 'must have at least 24 bytes');

const fields = z.object({
  /** URL of the Cosmos DB account. */
  COSMOS_ENDPOINT: serviceUrl,
  /** Its key; without one, the app's identity is used. For emulators. */
  COSMOS_KEY: key,
  COSMOS_DATABASE: z.string().min(1).default('calendar'),
  /** URL of the Blob Storage account. */
  BLOB_ENDPOINT: serviceUrl,
  /** Its key; without one, the app's identity is used. For emulators. */
  BLOB_KEY: key,
  BLOB_CONTAINER: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{1,61})[a-z0-9]$/, 'must be a name of a blob container')
    .default('contents'),
  /** Client id of the user-assigned identity that opens the stores. */
  AZURE_CLIENT_ID: guid.optional(),
  /** Where tokens come from: the base of `/{tenant}/v2.0/.well-known/openid-configuration`. */
  AUTHORITY: serviceUrl.default('https://login.microsoftonline.com'),
  /** Tenants whose tokens are accepted, comma-separated GUIDs. */
  TENANT_IDS: list(guid),
  /** Values of `aud` that are accepted, comma-separated: the app's id URI, its client id. */
  AUDIENCES: list(z.string().min(1)),
  /** Base of every URL in answers; without it, scheme and Host as received. */
  PUBLIC_URL: serviceUrl.optional(),
  /** MiB of bodies and contents that one instance holds at once; beyond it, 503. */
  BYTE_BUDGET_MIB: z.coerce.number().int().min(16).max(4096).default(128),
  /** MiB that the attachments of one mailbox may have together, counted from when this is set; unlimited without it. */
  MAILBOX_QUOTA_MIB: z.coerce.number().int().min(1).max(10_000_000).optional(),
  /** Seconds for which an instance relies on a user's being there, who may have been deleted through another one. */
  DIRECTORY_CACHE_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(longestPresenceAge / 1000)
    .default(30),
  /** Where traces and metrics go; without it, nowhere. The Functions host reads it too. */
  APPLICATIONINSIGHTS_CONNECTION_STRING: z
    .string()
    .refine(isConnectionString, 'must be `InstrumentationKey=<guid>;IngestionEndpoint=<https URL>`')
    .optional(),
  /** `Authorization=AAD;ClientId=<guid>`: a managed identity opens Application Insights, the app's own without `ClientId`. */
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: z
    .string()
    .refine(isAuthentication, 'must be `Authorization=AAD` or `Authorization=AAD;ClientId=<guid>`')
    .transform((text) => ({ clientId: pairs(text).get('clientid') }))
    .optional(),
  /** Traces per second and instance that are sent at most; failures always are. */
  TELEMETRY_TRACES_PER_SECOND: z.coerce.number().min(0).max(1_000_000).default(1),
  /** Origins of pages that may use the API from a browser, comma-separated, or `*`; none without it. */
  CORS_ORIGINS: list(origin).default([]),
  /** The tenant that webhooks act in; without this and the next two, they may do nothing. */
  HOOK_TENANT_ID: guid.transform((id) => id.toLowerCase()).optional(),
  /** Ids of the users and groups whose mailboxes webhooks may write to, comma-separated; `*` for all of the tenant. */
  HOOK_MAILBOXES: list(z.string().regex(/^(?:\*|[\w=-]{1,256})$/, 'must be ids of users and groups, or *')).optional(),
  /** Roles that webhooks have, comma-separated, as in an application's token. */
  HOOK_ROLES: list(z.enum(['Calendars.Read', 'Calendars.ReadWrite'])).optional(),
  /** Secrets of Standard Webhooks, comma-separated; with one of these or the next, every webhook must be signed. */
  HOOK_STANDARD_SECRETS: list(z.string()).pipe(z.array(standardSecret)).optional(),
  /** Secrets of GitHub's webhooks, comma-separated. */
  HOOK_GITHUB_SECRETS: list(z.string()).optional(),
});

const schema = fields.refine(
  ({ HOOK_TENANT_ID: tenant, TENANT_IDS: tenants }) => tenant === undefined || tenants.some((id) => id.toLowerCase() === tenant),
  { path: ['HOOK_TENANT_ID'], message: 'must be one of TENANT_IDS' },
);

/** The settings as the service uses them. */
export type Settings = Readonly<z.output<typeof schema>>;

/** A setting that is missing or wrong; the message names each and says why, never a value. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Reads the settings from the environment. Throws a `SettingsError` that names all that are wrong. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  // An empty value is how portals and shells unset one.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
  const result = schema.safeParse(given);
  const unresolved = settingNames.filter((name) => given[name]?.startsWith('@Microsoft.KeyVault(') === true);
  if (result.success && unresolved.length === 0) return result.data;
  const wrong = (result.error?.issues ?? []).map(({ path, message }) => {
    const name = String(path[0]);
    return name in given ? `${name}: ${message}` : `${name} is missing`;
  });
  // Where App Service can't read a secret, the setting holds the reference itself, which anybody could guess.
  const faults = [...wrong, ...unresolved.map((name) => `${name}: its Key Vault reference could not be resolved`)];
  throw new SettingsError(`Settings: ${[...new Set(faults)].join('; ')}.`);
}

/** `CORS_ORIGINS` alone, for answers that are given while another setting is wrong; none where it is wrong itself. */
export const readCorsOrigins = ({ CORS_ORIGINS: text = '' }: Readonly<Record<string, string | undefined>>): readonly string[] =>
  text === '' ? [] : (schema.shape.CORS_ORIGINS.safeParse(text).data ?? []);

/** The names of all settings. */
export const settingNames: readonly string[] = Object.keys(fields.shape);
