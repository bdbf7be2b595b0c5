// Every setting of the service, read and checked once; one that is missing or wrong names itself.
import { z } from 'zod';
import { longestPresenceAge, minProxyBudgetBytes } from './limits.ts';

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

const shape = z.object({
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
  /** Origins of pages that may use the API from a browser, comma-separated, or `*`; none without it. */
  CORS_ORIGINS: list(origin).default([]),
  /** How files above 4 MiB are read: `redirect` to the storage account, or `proxy`, where callers can't reach that. */
  DOWNLOADS: z.enum(['redirect', 'proxy']).default('redirect'),
});

const minProxyBudget = minProxyBudgetBytes / 1024 / 1024;

const schema = shape.refine(({ DOWNLOADS, BYTE_BUDGET_MIB }) => DOWNLOADS === 'redirect' || BYTE_BUDGET_MIB >= minProxyBudget, {
  path: ['DOWNLOADS'],
  message: `proxy needs a BYTE_BUDGET_MIB of at least ${minProxyBudget}, since whole files are held in memory`,
});

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
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => {
    const name = String(path[0]);
    return name in given ? `${name}: ${message}` : `${name} is missing`;
  });
  throw new SettingsError(`Settings: ${[...new Set(faults)].join('; ')}.`);
}

/** `CORS_ORIGINS` alone, for answers that are given while another setting is wrong; none where it is wrong itself. */
export const readCorsOrigins = ({ CORS_ORIGINS: text = '' }: Readonly<Record<string, string | undefined>>): readonly string[] =>
  text === '' ? [] : (shape.shape.CORS_ORIGINS.safeParse(text).data ?? []);

/** The names of all settings. */
export const settingNames: readonly string[] = Object.keys(shape.shape);
