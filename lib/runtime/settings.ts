// Every setting of the service, read and checked once; the error names each setting that is missing or wrong.
import { z } from 'zod';
import { defaultDatabase, defaultGeneration, generationForm } from './settings/feed.ts';
import { defaultUploadSessions, longestPresenceAge, maxBatchRequestsAtOnce, minProxyBudgetBytes } from './limits.ts';
import {
  defaultDailyInvitations,
  defaultDailyInvitationsOfOne,
  defaultHourlyRecipients,
  defaultInboxMessages,
  defaultMessageDays,
  minHourlyRecipients,
} from './limits/meetings.ts';
import {
  accountKey,
  connectionString,
  guid,
  identityOfTelemetry,
  list,
  mailDomain,
  origin,
  privateKey,
  secrets,
  serviceUrl,
  standardSecret,
  vaultKeyUrl,
} from './settings/values.ts';

const minProxyBudget = minProxyBudgetBytes / 1024 / 1024;

const fields = z.object({
  /** URL of the Cosmos DB account. */
  COSMOS_ENDPOINT: serviceUrl,
  /** Its key; without one, the app's identity is used. For emulators. */
  COSMOS_KEY: accountKey.optional(),
  COSMOS_DATABASE: z.string().min(1).default(defaultDatabase),
  /** Another value after each restore of the documents: links of delta and leases of the change feed from before it count no more. */
  STORE_GENERATION: z
    .string()
    .regex(generationForm, 'must be up to 64 letters, digits, dots, hyphens and underscores')
    .default(defaultGeneration),
  /** URL of the Blob Storage account. */
  BLOB_ENDPOINT: serviceUrl,
  /** Its key; without one, the app's identity is used. For emulators. */
  BLOB_KEY: accountKey.optional(),
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
  /** Origins of pages that may use the API from a browser, comma-separated, or `*`; none without it. */
  CORS_ORIGINS: list(origin).default([]),
  /** Pages that browsers are shown, comma-separated: `docs` the API's reference at /docs, `explorer` the calendar at /; none without it. */
  PAGES: list(z.enum(['docs', 'explorer'])).default([]),
  /** The explorer's registration, for the page of that name. */
  EXPLORER_CLIENT_ID: guid.optional(),
  /** MiB of bodies and contents that one instance holds at once; beyond it, 503. */
  BYTE_BUDGET_MIB: z.coerce.number().int().min(16).max(4096).default(128),
  /** Requests of one application for one mailbox that an instance answers in a window; beyond it, 429. */
  CALLER_REQUESTS: z.coerce.number().int().min(100).max(100_000_000).default(10_000),
  /** MiB of bodies that these requests may have in a window; at least one range of an upload. */
  CALLER_BODIES_MIB: z.coerce.number().int().min(16).max(10_000_000).default(1536),
  /** Seconds that the window of `CALLER_REQUESTS` and `CALLER_BODIES_MIB` lasts. */
  CALLER_WINDOW_SECONDS: z.coerce.number().int().min(10).max(3600).default(600),
  /** Requests of one application for one mailbox that an instance works on at once; at least those of one batch. */
  CALLER_AT_ONCE: z.coerce.number().int().min(maxBatchRequestsAtOnce).max(1000).default(16),
  /** How files above 4 MiB are read: `redirect` to the storage account, or `proxy`, where callers can't reach that. */
  DOWNLOADS: z.enum(['redirect', 'proxy']).default('redirect'),
  /** MiB that one mailbox may hold in attachments, events and uploads under way, counted from when this is set; unlimited without it. */
  MAILBOX_QUOTA_MIB: z.coerce.number().int().min(1).max(10_000_000).optional(),
  /** Upload sessions of one mailbox that may be open at once; beyond it, 429. Others than its user have half of them together. */
  MAILBOX_UPLOAD_SESSIONS: z.coerce.number().int().min(2).max(10_000).default(defaultUploadSessions),
  /** Those that one user or application may have open in a mailbox that isn't the own; a quarter of all without it. */
  MAILBOX_UPLOAD_SESSIONS_PER_WRITER: z.coerce.number().int().min(1).max(10_000).optional(),
  /** Days that a meeting's message lives in a mailbox, unless a newer one takes its place. */
  MEETING_MESSAGE_DAYS: z.coerce.number().int().min(1).max(3650).default(defaultMessageDays),
  /** Messages about others' meetings that one mailbox holds; beyond it, the organizer is told that a message wasn't delivered. */
  MEETING_INBOX_MESSAGES: z.coerce.number().int().min(100).max(1_000_000).default(defaultInboxMessages),
  /** Recipients of one mailbox's meeting messages in an hour; beyond it, 429. At least as many as one change may have. */
  MEETING_RECIPIENTS_PER_HOUR: z.coerce.number().int().min(minHourlyRecipients).max(100_000_000).default(defaultHourlyRecipients),
  /** New invitations from one organizer into one mailbox in a day; beyond it, the organizer is told. */
  MEETING_INVITATIONS_PER_ORGANIZER: z.coerce.number().int().min(1).max(1_000_000).default(defaultDailyInvitationsOfOne),
  /** New invitations from all organizers together into one mailbox in a day; beyond it, the organizer is told. */
  MEETING_INVITATIONS_PER_DAY: z.coerce.number().int().min(1).max(1_000_000).default(defaultDailyInvitations),
  /** Seconds for which an instance takes a user for existing without asking again (0: never); another instance may have deleted the user. */
  DIRECTORY_CACHE_SECONDS: z.coerce
    .number()
    .int()
    .min(0)
    .max(longestPresenceAge / 1000)
    .default(30),
  /** The tenants' own mail domains, comma-separated: nobody in them can be invited as a guest; guests' names show the first. */
  TENANT_DOMAINS: list(mailDomain).default([]),
  /** Where traces and metrics go; without it, nowhere. The Functions host reads it too. */
  APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString.optional(),
  /** `Authorization=AAD;ClientId=<guid>`: a managed identity opens Application Insights, the app's own without `ClientId`. */
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: identityOfTelemetry.optional(),
  /** Traces per second and instance that are sent at most; failures always are. */
  TELEMETRY_TRACES_PER_SECOND: z.coerce.number().min(0).max(1_000_000).default(1),
  /** The tenant that webhooks act in; without this and the next two, they may do nothing. */
  HOOK_TENANT_ID: guid.transform((id) => id.toLowerCase()).optional(),
  /** Ids of the users and groups whose mailboxes webhooks may write to, comma-separated; `*` for all of the tenant. */
  HOOK_MAILBOXES: list(z.string().regex(/^(?:\*|[\w=-]{1,256})$/, 'must be ids of users and groups, or *')).optional(),
  /** Roles that webhooks have, comma-separated, as in an application's token. */
  HOOK_ROLES: list(z.enum(['Calendars.Read', 'Calendars.ReadWrite'])).optional(),
  /** Secrets of Standard Webhooks, comma-separated; with one of these or the next, every webhook must be signed. */
  HOOK_STANDARD_SECRETS: list(z.string()).pipe(z.array(standardSecret)).optional(),
  /** Secrets of Standard Webhooks, comma-separated, that every notification is signed with; several while they are rotated. */
  NOTIFICATIONS_STANDARD_SECRETS: list(z.string()).pipe(z.array(standardSecret)).optional(),
  /** Secrets of GitHub's webhooks, comma-separated, at least 16 characters each; a comma within one is written `\\,`. */
  HOOK_GITHUB_SECRETS: secrets.optional(),
  /** URL of the key in Key Vault that signs validation tokens: `https://{vault}/keys/{name}`; without a key, notifications carry no data. */
  NOTIFICATIONS_KEY_URL: vaultKeyUrl.optional(),
  /** A private RSA key in its place, as JSON (RFC 7517): for the local stack. */
  NOTIFICATIONS_KEY: privateKey.optional(),
});

const schema = fields
  .refine(({ HOOK_TENANT_ID: tenant, TENANT_IDS: tenants }) => tenant === undefined || tenants.some((id) => id.toLowerCase() === tenant), {
    path: ['HOOK_TENANT_ID'],
    message: 'must be one of TENANT_IDS',
  })
  .refine(({ PAGES, EXPLORER_CLIENT_ID: client }) => !PAGES.includes('explorer') || client !== undefined, {
    path: ['EXPLORER_CLIENT_ID'],
    message: 'is what the page explorer of PAGES signs people in as',
  })
  .refine(({ DOWNLOADS, BYTE_BUDGET_MIB }) => DOWNLOADS === 'redirect' || BYTE_BUDGET_MIB >= minProxyBudget, {
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
  // Portals and shells unset a setting by an empty value.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
  const result = schema.safeParse(given);
  const unresolved = settingNames.filter((name) => given[name]?.startsWith('@Microsoft.KeyVault(') === true);
  if (result.success && unresolved.length === 0) return result.data;
  const wrong = (result.error?.issues ?? []).map(({ path, message }) => {
    const name = String(path[0]);
    return name in given ? `${name}: ${message}` : `${name} is missing`;
  });
  // If App Service can't read a secret, the setting's value is the reference itself, which anybody could guess.
  const faults = [...wrong, ...unresolved.map((name) => `${name}: its Key Vault reference could not be resolved`)];
  throw new SettingsError(`Settings: ${[...new Set(faults)].join('; ')}.`);
}

/** Reads only `CORS_ORIGINS`, for answers while another setting is wrong; no origins if it is wrong itself. */
export const readCorsOrigins = ({ CORS_ORIGINS: text = '' }: Readonly<Record<string, string | undefined>>): readonly string[] =>
  text === '' ? [] : (fields.shape.CORS_ORIGINS.safeParse(text).data ?? []);

/** Reads only `PAGES`, since pages need no other setting; none if it is wrong itself. */
export const readPages = ({ PAGES: text = '' }: Readonly<Record<string, string | undefined>>): readonly string[] =>
  text === '' ? [] : (fields.shape.PAGES.safeParse(text).data ?? []);

const explorer = fields
  .pick({ AUTHORITY: true, TENANT_IDS: true, AUDIENCES: true, BLOB_ENDPOINT: true })
  .extend({ EXPLORER_CLIENT_ID: guid });

/** Reads only what the explorer's page is told; undefined if any of it is missing or wrong. */
export const readExplorer = (environment: Readonly<Record<string, string | undefined>>): z.output<typeof explorer> | undefined =>
  explorer.safeParse(environment).data;

/** The names of all settings. */
export const settingNames: readonly string[] = Object.keys(fields.shape);
