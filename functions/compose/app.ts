// The composition root: settings → stores → services.
import type { ChangeMeter } from '../../lib/changes/changeMeter.ts';
import type { NotificationWork } from '../../lib/changes/notifications/notifications.ts';
import { createAttachments } from '../../lib/attachments/attachments.ts';
import { createItemForms } from '../../lib/formats/itemForms.ts';
import type { SweepReport } from '../../lib/cleanup/sweep.ts';
import type { WorkReport } from '../../lib/cleanup/work.ts';
import { createSubscriptions } from '../../lib/changes/subscriptions/subscriptions.ts';
import { createVerifier } from '../../lib/access/tokens/bearer.ts';
import { createSignatureVerifier } from '../../lib/access/tokens/signatures.ts';
import { createMeetingPeople } from '../../lib/calendar/meetings/people.ts';
import { limitSends } from '../../lib/calendar/meetings/sendLimit.ts';
import { systemClock, systemRandomness, type Clock, type Randomness } from '../../lib/runtime/clock.ts';
import { createDeadline, type Deadline } from '../../lib/runtime/deadline.ts';
import { createDirectory, type DirectoryPorts } from '../../lib/directory/directory.ts';
import { createUserStatus } from '../../lib/directory/users/userStatus.ts';
import type { Environment } from '../../lib/api/envelope.ts';
import { createByteBudget } from '../../lib/runtime/byteBudget.ts';
import type { Services } from '../../lib/api/call.ts';
import { createReadiness, type Readiness } from '../../lib/api/readiness.ts';
import { createGraphService, createUploadService, type Service } from '../../lib/api/pipeline.ts';
import { createThrottle } from '../../lib/api/throttling/throttle.ts';
import type { JsonObject } from '../../lib/runtime/json.ts';
import { createIds } from '../../lib/runtime/ids.ts';
import { defaultUploadSessions } from '../../lib/runtime/limits.ts';
import { maxKeptFormBytes, maxKnownForms } from '../../lib/runtime/limits/items.ts';
import { defaultHourlyRecipients } from '../../lib/runtime/limits/meetings.ts';
import { readFeedSettings } from '../../lib/runtime/settings/feed.ts';
import { readSettings, type Settings } from '../../lib/runtime/settings.ts';
import { sessionLimits } from '../../lib/uploads/openSessions.ts';
import { createUploads } from '../../lib/uploads/uploads.ts';
import type { ValidationTokens } from '../../lib/changes/resourceData/validationTokens.ts';
import { openAccess } from '../../lib/stores/access.ts';
import { blobContents } from '../../lib/stores/blob/contents.ts';
import { openBlobAccount } from '../../lib/stores/blob/account.ts';
import type { Contents } from '../../lib/stores/contents.ts';
import { openCosmos } from '../../lib/stores/cosmos/client.ts';
import { cosmosDocuments } from '../../lib/stores/cosmos/documents.ts';
import type { Documents } from '../../lib/stores/documents.ts';
import { createGeneration } from '../../lib/stores/generation.ts';
import { defaultRetryPolicy } from '../../lib/stores/retry.ts';
import { logFailure } from '../host/log.ts';
import { composeCalendar, type MeetingSettings } from './calendar.ts';
import { composeOutgoing, type OutgoingSettings } from './outgoing.ts';
import { lazily } from './lazily.ts';
import { createTelemetry, type Telemetry } from '../telemetry/telemetry.ts';

const mebibyte = 1024 * 1024;

/** The stores of one deployment. */
export interface Stores {
  readonly mailboxes: Documents;
  readonly directory: Documents;
  /** What is to be told to subscriptions, a partition for each of them. */
  readonly notifications: Documents;
  /** How far the trigger has read the change feed: its own, but for a name by which it is known whether they are the same. */
  readonly leases: Documents;
  readonly contents: Contents;
}

/** Opens the stores that the settings name, without a call to them. With a deadline, calls to the stores are given up when it has come. */
export async function openStores(settings: Settings, requestDeadline?: Deadline, clock: Clock = systemClock): Promise<Stores> {
  const policy = { ...defaultRetryPolicy, ...(requestDeadline && { requestDeadline: requestDeadline.current }) };
  const [cosmosAccess, blobAccess] = await Promise.all([
    openAccess(settings.COSMOS_KEY, settings.AZURE_CLIENT_ID),
    openAccess(settings.BLOB_KEY, settings.AZURE_CLIENT_ID),
  ]);
  const database = openCosmos(settings.COSMOS_ENDPOINT, cosmosAccess).database(settings.COSMOS_DATABASE);
  return {
    mailboxes: cosmosDocuments(database.container('mailboxes'), 'mailbox', policy),
    directory: cosmosDocuments(database.container('directory'), 'tenant', policy),
    notifications: cosmosDocuments(database.container('notifications'), 'subscription', policy),
    leases: cosmosDocuments(database.container('leases'), 'id', policy),
    contents: blobContents(openBlobAccount(settings.BLOB_ENDPOINT, blobAccess), settings.BLOB_CONTAINER, clock, policy),
  };
}

/** The settings that the domain's services know; the others are the triggers'. */
export type ServiceSettings = MeetingSettings &
  OutgoingSettings &
  Partial<
    Pick<
      Settings,
      | 'MAILBOX_QUOTA_MIB'
      | 'MAILBOX_UPLOAD_SESSIONS'
      | 'MAILBOX_UPLOAD_SESSIONS_PER_WRITER'
      | 'DIRECTORY_CACHE_SECONDS'
      | 'DOWNLOADS'
      | 'TENANT_DOMAINS'
      | 'MEETING_RECIPIENTS_PER_HOUR'
      | 'COSMOS_ENDPOINT'
      | 'STORE_GENERATION'
      | 'NOTIFICATIONS_KEY'
      | 'NOTIFICATIONS_KEY_URL'
    >
  >;

/** Builds the domain services over these stores. */
export function createServices(
  { mailboxes, directory: documents, contents }: Omit<Stores, 'notifications' | 'leases'>,
  settings: ServiceSettings = {},
  clock: Clock = systemClock,
  randomness: Randomness = systemRandomness,
): Services {
  const { MAILBOX_QUOTA_MIB: quotaMebibytes, DIRECTORY_CACHE_SECONDS: cacheSeconds } = settings;
  const deps = {
    documents: limitSends(mailboxes, clock, settings.MEETING_RECIPIENTS_PER_HOUR ?? defaultHourlyRecipients),
    contents,
    ids: createIds(clock, randomness),
    clock,
    randomness,
    quotaBytes: quotaMebibytes === undefined ? undefined : quotaMebibytes * mebibyte,
  };
  const onNamed: DirectoryPorts['onNamed'] = (...given) => calendar.meetings.linkNewUser(...given);
  const directory = createDirectory({
    documents,
    clock,
    randomness,
    tenantDomains: settings.TENANT_DOMAINS,
    onChanged: (owner) => presence.invalidate(owner),
    onNamed,
  });
  const presence = createUserStatus({ directory, clock, onNamed, maxAge: cacheSeconds === undefined ? undefined : cacheSeconds * 1000 });
  const calendar = composeCalendar(deps, settings, {
    isGone: (owner) => presence.isDeleted(owner),
    userIdByAddress: (tenant, address) => directory.userIdByAddress(tenant, address),
  });
  const { outgoing, boundaries } = composeOutgoing(settings, clock);
  const canSign = settings.NOTIFICATIONS_KEY !== undefined || settings.NOTIFICATIONS_KEY_URL !== undefined;
  const { MAILBOX_UPLOAD_SESSIONS: sessions = defaultUploadSessions, MAILBOX_UPLOAD_SESSIONS_PER_WRITER: ofOne } = settings;
  return {
    directory,
    presence,
    ...calendar,
    generation: createGeneration(mailboxes, settings.COSMOS_ENDPOINT, settings.STORE_GENERATION),
    people: createMeetingPeople(mailboxes),
    attachments: createAttachments(deps),
    subscriptions: createSubscriptions({ mailboxes, directory: documents, outgoing, ...boundaries, clock, randomness, canSign }),
    uploads: createUploads({ ...deps, calendars: calendar.calendars, sessionLimits: sessionLimits(sessions, ofOne) }),
    itemForms: createItemForms({ forms: maxKnownForms, bytes: maxKeptFormBytes }),
    downloads: settings.DOWNLOADS ?? 'redirect',
  };
}

/** Without Application Insights nobody counts. */
const uncounted: ChangeMeter = { lag: () => undefined, count: () => undefined };

/** What the triggers call. */
export interface App {
  readonly graph: Service;
  readonly uploads: Service;
  readonly hooks: Service;
  readonly issuerConfiguration: Service;
  readonly issuerKeys: Service;
  readonly sweep: () => Promise<SweepReport>;
  readonly work: () => Promise<WorkReport & NotificationWork>;
  /** Handles documents that the change feed of `mailboxes` gives. Rejects where they must come again. */
  readonly changes: (documents: readonly JsonObject[]) => Promise<void>;
  readonly isReady: Readiness;
  /** Undefined unless a connection string for Application Insights is set. */
  readonly telemetry: Telemetry | undefined;
}

/**
 * A service that loads when it is first asked: whoever comes to a cold start waits for all that loads with it. What timers need loads when they
 * run, for the same reason.
 */
function late(load: () => Promise<Service>): Service {
  const loaded = lazily(load);
  return async (request) => (await loaded())(request);
}

const publishedKeys = () => import('../../lib/api/subscriptions/publishedKeys.ts');

/** What makes validation tokens; undefined where no setting names a key. */
async function openValidationTokens(settings: Settings, clock: Clock): Promise<ValidationTokens | undefined> {
  const { NOTIFICATIONS_KEY_URL: url, NOTIFICATIONS_KEY: jwk, AZURE_CLIENT_ID: clientId } = settings;
  if (url === undefined && jwk === undefined) return undefined;
  const [{ openSigner }, { createValidationTokens }] = await Promise.all([
    import('../../lib/stores/keys/openSigner.ts'),
    import('../../lib/changes/resourceData/validationTokens.ts'),
  ]);
  const signer = await openSigner({ url, jwk, clientId }, clock);
  return signer && createValidationTokens({ signer, clock });
}

/** Builds the app. Throws a `SettingsError` that names every setting that is missing or wrong. */
export async function compose(environment: Environment, randomness: Randomness = systemRandomness): Promise<App> {
  const { clock } = environment;
  const settings = readSettings(process.env);
  const requestDeadline = createDeadline();
  const stores = await openStores(settings, requestDeadline, clock);
  const verify = createVerifier({
    authority: settings.AUTHORITY,
    tenants: settings.TENANT_IDS,
    audiences: settings.AUDIENCES,
    clock,
  });
  const validationTokens = await openValidationTokens(settings, clock);
  const budget = createByteBudget(settings.BYTE_BUDGET_MIB * mebibyte);
  const telemetry = createTelemetry(settings, budget, (error) => logFailure('telemetry', error));
  const services = createServices(stores, settings, clock, randomness);
  const { meetings, entries } = services;
  const throttle = createThrottle(
    {
      windowMs: settings.CALLER_WINDOW_SECONDS * 1000,
      requests: settings.CALLER_REQUESTS,
      bytes: settings.CALLER_BODIES_MIB * mebibyte,
      atOnce: settings.CALLER_AT_ONCE,
    },
    clock,
    randomness,
  );
  const notifications = lazily(async () => {
    const { composeChanges } = await import('./changes.ts');
    return composeChanges({
      ...stores,
      services,
      outgoing: composeOutgoing(settings, clock).outgoing,
      clock,
      randomness,
      budget,
      publicUrl: settings.PUBLIC_URL,
      validationTokens,
      meter: telemetry?.changes ?? uncounted,
      report: (error) => logFailure('changes', error, 'ours'),
      generation: readFeedSettings(process.env).leasePrefix,
      secrets: settings.NOTIFICATIONS_STANDARD_SECRETS ?? [],
    });
  });
  const shared = { ...environment, services, budget, throttle, publicUrl: settings.PUBLIC_URL };
  const secrets = { standard: settings.HOOK_STANDARD_SECRETS ?? [], github: settings.HOOK_GITHUB_SECRETS ?? [] };
  return {
    graph: createGraphService({ ...shared, verify }),
    uploads: createUploadService(shared),
    hooks: late(async () =>
      (await import('../../lib/api/webhooks/service.ts')).createHookService({
        ...shared,
        requestDeadline,
        permissions: { tenant: settings.HOOK_TENANT_ID, mailboxes: settings.HOOK_MAILBOXES, roles: settings.HOOK_ROLES },
        verifySignature: createSignatureVerifier(secrets, clock),
        signed: secrets.standard.length + secrets.github.length > 0,
      }),
    ),
    issuerConfiguration: late(async () => (await publishedKeys()).createPublishedKeys('configuration', { ...shared, validationTokens })),
    issuerKeys: late(async () => (await publishedKeys()).createPublishedKeys('keys', { ...shared, validationTokens })),
    sweep: async () => {
      const { sweep } = await import('../../lib/cleanup/sweep.ts');
      return sweep({ ...stores, meetings, entries, clock, failed: (error) => logFailure('sweep', error, 'ours') });
    },
    work: async () => {
      const { work } = await import('../../lib/cleanup/work.ts');
      const [worked, notified] = await Promise.all([
        work({ ...stores, meetings, entries, clock, failed: (error) => logFailure('work', error, 'ours') }),
        notifications().then((built) => built.work()),
      ]);
      return { ...worked, ...notified };
    },
    changes: async (documents) => (await notifications()).notice(documents),
    isReady: createReadiness({
      stores: { mailboxes: stores.mailboxes, directory: stores.directory, contents: stores.contents },
      clock,
      failed: (store, error) => logFailure(`readiness of ${store}`, error),
    }),
    telemetry,
  };
}
