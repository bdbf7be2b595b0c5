// The composition root: settings → stores → services, built once and only when the first request needs them.
import { randomUUID } from 'node:crypto';
import { newContentName } from '../lib/attachments/contentName.ts';
import { sweep, type Swept } from '../lib/attachments/sweep.ts';
import { createVerifier } from '../lib/auth/bearer.ts';
import { createCalendarGroups } from '../lib/calendar/calendarGroups.ts';
import { createCalendars } from '../lib/calendar/calendars.ts';
import { createEvents } from '../lib/calendar/events.ts';
import { createMeetings } from '../lib/calendar/meetings/meetings.ts';
import { createMessages } from '../lib/calendar/messages.ts';
import { createCalendarPermissions } from '../lib/calendar/permissions.ts';
import { systemClock, systemRandomness } from '../lib/clock.ts';
import { createDirectory } from '../lib/directory/directory.ts';
import { createPresence } from '../lib/directory/presence.ts';
import { ServiceError, unavailable } from '../lib/errors.ts';
import { createByteBudget } from '../lib/http/byteBudget.ts';
import type { Services } from '../lib/http/call.ts';
import { createGraphService, createRefusal, createUploadService, type Service } from '../lib/http/service.ts';
import { createIds } from '../lib/ids.ts';
import { readCorsOrigins, readSettings, type Settings } from '../lib/settings.ts';
import { openAccess } from '../lib/stores/access.ts';
import { blobContents } from '../lib/stores/blob/contents.ts';
import { openBlob } from '../lib/stores/blob/client.ts';
import type { Contents } from '../lib/stores/contents.ts';
import { openCosmos } from '../lib/stores/cosmos/client.ts';
import { cosmosDocuments } from '../lib/stores/cosmos/documents.ts';
import type { Documents } from '../lib/stores/documents.ts';
import { logRequest, logFailure } from './log.ts';

const mebibyte = 1024 * 1024;

/** The stores of one deployment. */
export interface Stores {
  readonly mailboxes: Documents;
  readonly directory: Documents;
  readonly contents: Contents;
}

/** Opens the stores that the settings name; costs no call. */
export async function openStores(settings: Settings): Promise<Stores> {
  const [cosmosAccess, blobAccess] = await Promise.all([
    openAccess(settings.COSMOS_KEY, settings.AZURE_CLIENT_ID),
    openAccess(settings.BLOB_KEY, settings.AZURE_CLIENT_ID),
  ]);
  const database = openCosmos(settings.COSMOS_ENDPOINT, cosmosAccess).database(settings.COSMOS_DATABASE);
  return {
    mailboxes: cosmosDocuments(database.container('mailboxes'), 'mailbox'),
    directory: cosmosDocuments(database.container('directory'), 'tenant'),
    contents: blobContents(openBlob(settings.BLOB_ENDPOINT, blobAccess), settings.BLOB_CONTAINER, systemClock),
  };
}

type ServiceSettings = Partial<Pick<Settings, 'MAILBOX_QUOTA_MIB' | 'DIRECTORY_CACHE_SECONDS' | 'DOWNLOADS'>>;

/** The domain over these stores. */
export function createServices({ mailboxes, directory, contents }: Stores, settings: ServiceSettings = {}): Services {
  const { MAILBOX_QUOTA_MIB: quotaMebibytes, DIRECTORY_CACHE_SECONDS: cacheSeconds } = settings;
  const ids = createIds(systemClock, systemRandomness);
  const people = createDirectory(directory, systemClock, systemRandomness);
  const calendars = createCalendars(mailboxes, ids, systemClock);
  const presence = createPresence(people, systemClock, cacheSeconds === undefined ? undefined : cacheSeconds * 1000);
  const events = createEvents({
    documents: mailboxes,
    contents,
    calendars,
    ids,
    clock: systemClock,
    newContentName: () => newContentName(systemClock, systemRandomness),
  });
  return {
    documents: mailboxes,
    contents,
    quotaBytes: quotaMebibytes === undefined ? undefined : quotaMebibytes * mebibyte,
    ids,
    clock: systemClock,
    randomness: systemRandomness,
    directory: people,
    presence,
    calendarGroups: createCalendarGroups(mailboxes, ids, systemClock),
    calendars,
    permissions: createCalendarPermissions(mailboxes, ids, systemClock),
    messages: createMessages(mailboxes, systemClock),
    meetings: createMeetings({
      documents: mailboxes,
      isGone: (owner) => presence.isGone(owner),
      userIdByUpn: (tenant, upn) => people.userIdByUpn(tenant, upn),
      events,
      ids,
      clock: systemClock,
    }),
    events,
    downloads: settings.DOWNLOADS ?? 'redirect',
  };
}

interface App {
  readonly graph: Service;
  readonly uploads: Service;
  readonly sweep: () => Promise<Swept>;
}

const surroundings = {
  corsOrigins: readCorsOrigins(process.env),
  clock: systemClock,
  newRequestId: () => randomUUID(),
  log: logRequest,
};

async function compose(): Promise<App> {
  const settings = readSettings(process.env);
  const stores = await openStores(settings);
  const verify = createVerifier({
    authority: settings.AUTHORITY,
    tenants: settings.TENANT_IDS,
    audiences: settings.AUDIENCES,
    clock: systemClock,
  });
  const budget = createByteBudget(settings.BYTE_BUDGET_MIB * mebibyte);
  const services = createServices(stores, settings);
  const shared = { ...surroundings, services, budget, publicUrl: settings.PUBLIC_URL };
  return {
    graph: createGraphService({ ...shared, verify }),
    uploads: createUploadService(shared),
    sweep: () => sweep({ ...stores, meetings: services.meetings, clock: systemClock, failed: (error) => logFailure('sweep', error) }),
  };
}

let composed: Promise<App> | undefined;

/** The app, built at the first call. Rejects with a `SettingsError` as long as a setting is missing or wrong. */
const app = (): Promise<App> => (composed ??= compose());

const notConfigured = createRefusal(surroundings, () =>
  unavailable('The service is not configured; its log says which settings are wrong.', 60),
);

/** The service of the app that this names; 503 as long as there is no app. */
const served =
  (name: 'graph' | 'uploads'): Service =>
  async (request) => {
    const service = await app().then(
      (built) => built[name],
      (error: unknown) => {
        logFailure('settings', error);
        return notConfigured;
      },
    );
    return service(request);
  };

/** Answers a Graph request. */
export const graph: Service = served('graph');

/** Answers a request to an upload URL. */
export const uploads: Service = served('uploads');

/** Answers a path that no function serves. */
export const nothingHere: Service = createRefusal(
  surroundings,
  () => new ServiceError(404, 'NotFound', 'There is nothing at this path; the API begins with /v1.0 or /beta.'),
);

/** Runs the sweep once. */
export const runSweep = async (): Promise<Swept> => (await app()).sweep();
