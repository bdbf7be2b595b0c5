// The composition root: settings → stores → services.
import { createItemForms } from '../../lib/formats/itemForms.ts';
import { newContentName } from '../../lib/attachments/contentName.ts';
import { sweep, type Swept } from '../../lib/cleanup/sweep.ts';
import { createVerifier } from '../../lib/access/tokens/bearer.ts';
import { createSignatureVerifier } from '../../lib/access/tokens/signatures.ts';
import { createCalendarGroups } from '../../lib/calendar/calendars/calendarGroups.ts';
import { createCalendars } from '../../lib/calendar/calendars/calendars.ts';
import { createEvents } from '../../lib/calendar/events/events.ts';
import { createInboxes } from '../../lib/calendar/meetings/inbox.ts';
import { createMeetings } from '../../lib/calendar/meetings/meetings.ts';
import { limitSends } from '../../lib/calendar/meetings/sendLimit.ts';
import { createMessages } from '../../lib/calendar/meetings/messages.ts';
import { createCalendarPermissions } from '../../lib/calendar/calendars/permissions.ts';
import { secondsPerDay, systemClock, systemRandomness, type Clock, type Randomness } from '../../lib/runtime/clock.ts';
import { createDeadline, type Deadline } from '../../lib/runtime/deadline.ts';
import { createDirectory } from '../../lib/directory/directory.ts';
import { createUserStatus } from '../../lib/directory/users/userStatus.ts';
import type { Environment } from '../../lib/api/envelope.ts';
import { createByteBudget } from '../../lib/runtime/byteBudget.ts';
import type { Services } from '../../lib/api/call.ts';
import { createHookService } from '../../lib/api/webhooks/service.ts';
import { createReadiness, type Readiness } from '../../lib/api/readiness.ts';
import { createGraphService, createUploadService, type Service } from '../../lib/api/pipeline.ts';
import { createThrottle } from '../../lib/api/throttling/throttle.ts';
import { createIds } from '../../lib/runtime/ids.ts';
import {
  defaultDailyInvitations,
  defaultDailyInvitationsOfOne,
  defaultHourlyRecipients,
  defaultInboxMessages,
  defaultMessageDays,
  defaultUploadSessions,
  maxKeptFormBytes,
  maxKnownForms,
} from '../../lib/runtime/limits.ts';
import { readSettings, type Settings } from '../../lib/runtime/settings.ts';
import { openAccess } from '../../lib/stores/access.ts';
import { blobContents } from '../../lib/stores/blob/contents.ts';
import { openBlob } from '../../lib/stores/blob/client.ts';
import type { Contents } from '../../lib/stores/contents.ts';
import { openCosmos } from '../../lib/stores/cosmos/client.ts';
import { cosmosDocuments } from '../../lib/stores/cosmos/documents.ts';
import type { Documents } from '../../lib/stores/documents.ts';
import { defaultRetryPolicy } from '../../lib/stores/retry.ts';
import { logFailure } from '../host/log.ts';
import { createTelemetry, type Telemetry } from '../telemetry/telemetry.ts';

const mebibyte = 1024 * 1024;

/** The stores of one deployment. */
export interface Stores {
  readonly mailboxes: Documents;
  readonly directory: Documents;
  readonly contents: Contents;
}

/** Opens the stores that the settings name; costs no call. With a cut-off, they are done when it says so. */
export async function openStores(settings: Settings, cutOff?: Deadline, clock: Clock = systemClock): Promise<Stores> {
  const policy = { ...defaultRetryPolicy, ...(cutOff && { cutOff: cutOff.current }) };
  const [cosmosAccess, blobAccess] = await Promise.all([
    openAccess(settings.COSMOS_KEY, settings.AZURE_CLIENT_ID),
    openAccess(settings.BLOB_KEY, settings.AZURE_CLIENT_ID),
  ]);
  const database = openCosmos(settings.COSMOS_ENDPOINT, cosmosAccess).database(settings.COSMOS_DATABASE);
  return {
    mailboxes: cosmosDocuments(database.container('mailboxes'), 'mailbox', policy),
    directory: cosmosDocuments(database.container('directory'), 'tenant', policy),
    contents: blobContents(openBlob(settings.BLOB_ENDPOINT, blobAccess), settings.BLOB_CONTAINER, clock, policy),
  };
}

type ServiceSettings = Partial<
  Pick<
    Settings,
    | 'MAILBOX_QUOTA_MIB'
    | 'MAILBOX_UPLOAD_SESSIONS'
    | 'DIRECTORY_CACHE_SECONDS'
    | 'DOWNLOADS'
    | 'TENANT_DOMAINS'
    | 'MEETING_MESSAGE_DAYS'
    | 'MEETING_INBOX_MESSAGES'
    | 'MEETING_RECIPIENTS_PER_HOUR'
    | 'MEETING_INVITATIONS_PER_ORGANIZER'
    | 'MEETING_INVITATIONS_PER_DAY'
  >
>;

/** The domain over these stores. */
export function createServices(
  { mailboxes: stored, directory, contents }: Stores,
  settings: ServiceSettings = {},
  clock: Clock = systemClock,
  randomness: Randomness = systemRandomness,
): Services {
  const mailboxes = limitSends(stored, clock, settings.MEETING_RECIPIENTS_PER_HOUR ?? defaultHourlyRecipients);
  const { MAILBOX_QUOTA_MIB: quotaMebibytes, DIRECTORY_CACHE_SECONDS: cacheSeconds } = settings;
  const ids = createIds(clock, randomness);
  const quotaBytes = quotaMebibytes === undefined ? undefined : quotaMebibytes * mebibyte;
  const people = createDirectory(directory, clock, randomness, settings.TENANT_DOMAINS);
  const calendars = createCalendars(mailboxes, ids, clock);
  const presence = createUserStatus(people, clock, cacheSeconds === undefined ? undefined : cacheSeconds * 1000);
  const events = createEvents({
    documents: mailboxes,
    contents,
    calendars,
    ids,
    clock,
    quotaBytes,
    newContentName: () => newContentName(clock, randomness),
  });
  return {
    documents: mailboxes,
    contents,
    quotaBytes,
    maxSessions: settings.MAILBOX_UPLOAD_SESSIONS ?? defaultUploadSessions,
    ids,
    clock,
    randomness,
    directory: people,
    presence,
    calendarGroups: createCalendarGroups(mailboxes, ids, clock),
    calendars,
    permissions: createCalendarPermissions(mailboxes, ids, clock),
    messages: createMessages(mailboxes, clock),
    meetings: createMeetings({
      documents: mailboxes,
      inboxes: createInboxes(mailboxes, clock, {
        messages: settings.MEETING_INBOX_MESSAGES ?? defaultInboxMessages,
        daily: {
          ofOne: settings.MEETING_INVITATIONS_PER_ORGANIZER ?? defaultDailyInvitationsOfOne,
          ofAll: settings.MEETING_INVITATIONS_PER_DAY ?? defaultDailyInvitations,
        },
      }),
      messageTtl: (settings.MEETING_MESSAGE_DAYS ?? defaultMessageDays) * secondsPerDay,
      isGone: (owner) => presence.isDeleted(owner),
      userIdByAddress: (tenant, address) => people.userIdByAddress(tenant, address),
      events,
      ids,
      clock,
    }),
    events,
    itemForms: createItemForms({ forms: maxKnownForms, bytes: maxKeptFormBytes }),
    downloads: settings.DOWNLOADS ?? 'redirect',
  };
}

/** What the triggers are served by. */
export interface App {
  readonly graph: Service;
  readonly uploads: Service;
  readonly hooks: Service;
  readonly sweep: () => Promise<Swept>;
  readonly isReady: Readiness;
  /** Where Application Insights is wanted. */
  readonly telemetry: Telemetry | undefined;
}

/** Builds the app. Throws a `SettingsError` that names every setting that is missing or wrong. */
export async function compose(surroundings: Environment, randomness: Randomness = systemRandomness): Promise<App> {
  const { clock } = surroundings;
  const settings = readSettings(process.env);
  const cutOff = createDeadline();
  const stores = await openStores(settings, cutOff, clock);
  const verify = createVerifier({
    authority: settings.AUTHORITY,
    tenants: settings.TENANT_IDS,
    audiences: settings.AUDIENCES,
    clock,
  });
  const budget = createByteBudget(settings.BYTE_BUDGET_MIB * mebibyte);
  const services = createServices(stores, settings, clock, randomness);
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
  const shared = { ...surroundings, services, budget, throttle, publicUrl: settings.PUBLIC_URL };
  const secrets = { standard: settings.HOOK_STANDARD_SECRETS ?? [], github: settings.HOOK_GITHUB_SECRETS ?? [] };
  return {
    graph: createGraphService({ ...shared, verify }),
    uploads: createUploadService(shared),
    hooks: createHookService({
      ...shared,
      cutOff,
      permissions: { tenant: settings.HOOK_TENANT_ID, mailboxes: settings.HOOK_MAILBOXES, roles: settings.HOOK_ROLES },
      verifySignature: createSignatureVerifier(secrets, clock),
      signed: secrets.standard.length + secrets.github.length > 0,
    }),
    sweep: () => sweep({ ...stores, meetings: services.meetings, clock, failed: (error) => logFailure('sweep', error, 'ours') }),
    isReady: createReadiness({
      stores: { ...stores },
      clock,
      failed: (store, error) => logFailure(`readiness of ${store}`, error),
    }),
    telemetry: createTelemetry(settings, budget, (error) => logFailure('telemetry', error)),
  };
}
