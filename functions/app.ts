// The composition root: settings → stores → services, built once and only when the first request needs them.
import { randomUUID } from 'node:crypto';
import { newContentName } from '../lib/attachments/contentName.ts';
import { sweep, type Swept } from '../lib/attachments/sweep.ts';
import { createVerifier } from '../lib/auth/bearer.ts';
import { createSignatureVerifier } from '../lib/auth/signatures.ts';
import { createCalendarGroups } from '../lib/calendar/calendarGroups.ts';
import { createCalendars } from '../lib/calendar/calendars.ts';
import { createEvents } from '../lib/calendar/events.ts';
import { createMeetings } from '../lib/calendar/meetings/meetings.ts';
import { createMessages } from '../lib/calendar/messages.ts';
import { createCalendarPermissions } from '../lib/calendar/permissions.ts';
import { systemClock, systemRandomness } from '../lib/clock.ts';
import { createCutOff, type CutOff } from '../lib/cutOff.ts';
import { createDirectory } from '../lib/directory/directory.ts';
import { createPresence } from '../lib/directory/presence.ts';
import { ServiceError, unavailable } from '../lib/errors.ts';
import { createByteBudget } from '../lib/http/byteBudget.ts';
import type { Services } from '../lib/http/call.ts';
import type { RequestLog } from '../lib/http/answering.ts';
import { createReadiness, type Readiness } from '../lib/http/readiness.ts';
import { createHookService } from '../lib/http/hooks/service.ts';
import { createGraphService, createRefusal, createUploadService, type Service } from '../lib/http/service.ts';
import { createUnderWay } from '../lib/http/underWay.ts';
import { createIds } from '../lib/ids.ts';
import { readCorsOrigins, readSettings, SettingsError, type Settings } from '../lib/settings.ts';
import { openAccess } from '../lib/stores/access.ts';
import { blobContents } from '../lib/stores/blob/contents.ts';
import { openBlob } from '../lib/stores/blob/client.ts';
import type { Contents } from '../lib/stores/contents.ts';
import { openCosmos } from '../lib/stores/cosmos/client.ts';
import { cosmosDocuments } from '../lib/stores/cosmos/documents.ts';
import type { Documents } from '../lib/stores/documents.ts';
import { measured } from '../lib/stores/meter.ts';
import { defaultRetryPolicy } from '../lib/stores/retry.ts';
import { logFailure, logRequest, logSettings, logSweep } from './log.ts';
import { createTelemetry, type Telemetry } from './telemetry.ts';

const mebibyte = 1024 * 1024;

/** The stores of one deployment. */
export interface Stores {
  readonly mailboxes: Documents;
  readonly directory: Documents;
  readonly contents: Contents;
}

/** Opens the stores that the settings name; costs no call. With a cut-off, they are done when it says so. */
export async function openStores(settings: Settings, cutOff?: CutOff): Promise<Stores> {
  const policy = { ...defaultRetryPolicy, ...(cutOff && { cutOff: cutOff.current }) };
  const [cosmosAccess, blobAccess] = await Promise.all([
    openAccess(settings.COSMOS_KEY, settings.AZURE_CLIENT_ID),
    openAccess(settings.BLOB_KEY, settings.AZURE_CLIENT_ID),
  ]);
  const database = openCosmos(settings.COSMOS_ENDPOINT, cosmosAccess).database(settings.COSMOS_DATABASE);
  return {
    mailboxes: cosmosDocuments(database.container('mailboxes'), 'mailbox', policy),
    directory: cosmosDocuments(database.container('directory'), 'tenant', policy),
    contents: blobContents(openBlob(settings.BLOB_ENDPOINT, blobAccess), settings.BLOB_CONTAINER, systemClock, policy),
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
  readonly hooks: Service;
  readonly sweep: () => Promise<Swept>;
  readonly isReady: Readiness;
}

/** There once the app is composed, where Application Insights is wanted. */
let telemetry: Telemetry | undefined;

function observe(entry: RequestLog): void {
  logRequest(entry);
  telemetry?.observe({ ...entry, name: `${entry.method} ${entry.operation ?? 'unknown'}` });
}

const surroundings = {
  corsOrigins: readCorsOrigins(process.env),
  clock: systemClock,
  newRequestId: () => randomUUID(),
  log: observe,
};

async function compose(): Promise<App> {
  const settings = readSettings(process.env);
  const cutOff = createCutOff();
  const stores = await openStores(settings, cutOff);
  const verify = createVerifier({
    authority: settings.AUTHORITY,
    tenants: settings.TENANT_IDS,
    audiences: settings.AUDIENCES,
    clock: systemClock,
  });
  const budget = createByteBudget(settings.BYTE_BUDGET_MIB * mebibyte);
  telemetry = createTelemetry(settings, budget, (error) => logFailure('telemetry', error));
  const services = createServices(stores, settings);
  const shared = { ...surroundings, services, budget, publicUrl: settings.PUBLIC_URL };
  return {
    graph: createGraphService({ ...shared, verify }),
    uploads: createUploadService(shared),
    hooks: createHookService({
      ...shared,
      cutOff,
      permissions: { tenant: settings.HOOK_TENANT_ID, mailboxes: settings.HOOK_MAILBOXES, roles: settings.HOOK_ROLES },
      verifySignature: createSignatureVerifier(
        { standard: settings.HOOK_STANDARD_SECRETS ?? [], github: settings.HOOK_GITHUB_SECRETS ?? [] },
        systemClock,
      ),
    }),
    sweep: () => sweep({ ...stores, meetings: services.meetings, clock: systemClock, failed: (error) => logFailure('sweep', error) }),
    isReady: createReadiness({
      stores: { ...stores },
      clock: systemClock,
      failed: (store, error) => logFailure(`readiness of ${store}`, error),
    }),
  };
}

let composed: Promise<App> | undefined;

/** The app, built at the first call. Rejects with a `SettingsError` as long as a setting is missing or wrong. */
function app(): Promise<App> {
  composed ??= compose().catch((error: unknown) => {
    // Settings stay as they are until the next start, which has said already what is wrong with them; anything else may pass.
    if (!(error instanceof SettingsError)) {
      composed = undefined;
      logFailure('start', error);
    }
    throw error;
  });
  return composed;
}

/** Says in the log what is wrong with the settings; never throws, for an app that fails to load has no functions at all. */
export function checkSettings(): void {
  try {
    readSettings(process.env);
  } catch (error) {
    if (error instanceof SettingsError) logSettings(error.message);
    else logFailure('settings', error);
  }
}

const notConfigured = createRefusal(surroundings, () =>
  unavailable('The service is not configured; its log says which settings are wrong.', 60),
);

const stopping = createRefusal(surroundings, () => unavailable('This instance is stopping; repeat the request.', 1));

const underWay = createUnderWay();

/** The service of the app that this names; 503 as long as there is no app, and when there soon will be none. */
const served =
  (name: 'graph' | 'uploads' | 'hooks'): Service =>
  async (request) => {
    if (underWay.stopping) return stopping(request);
    return underWay.run(async () => {
      const service = await app().then(
        (built) => built[name],
        () => notConfigured,
      );
      return service(request);
    });
  };

/** Answers a Graph request. */
export const graph: Service = served('graph');

/** Answers a request to an upload URL. */
export const uploads: Service = served('uploads');

/** Answers a webhook of another system. */
export const hooks: Service = served('hooks');

/** Answers a path that no function serves. */
export const nothingHere: Service = createRefusal(
  surroundings,
  () => new ServiceError(404, 'NotFound', 'There is nothing at this path; the API begins with /v1.0 or /beta.'),
);

/** Runs the sweep once, unless the process is stopping: the next one does it then. Throws what kept it from being done at all. */
export async function runSweep(): Promise<void> {
  if (underWay.stopping) return;
  await underWay.run(async () => {
    const { sweep: run } = await app();
    const began = systemClock();
    const { value, usage } = await measured(systemClock, () => attempted(run));
    const durationMs = systemClock() - began;
    telemetry?.observe({ name: 'sweep', began, durationMs, stores: usage, ...('error' in value && { error: value.error }) });
    if ('error' in value) throw value.error;
    logSweep(value.swept, durationMs, usage);
  });
}

const attempted = (run: () => Promise<Swept>): Promise<{ readonly swept: Swept } | { readonly error: unknown }> =>
  run().then(
    (swept) => ({ swept }),
    (error: unknown) => ({ error }),
  );

/** Whether requests can be served: settings, stores, and the process isn't stopping. Never throws. */
export async function isReady(): Promise<boolean> {
  if (underWay.stopping) return false;
  return app().then(
    (built) => built.isReady(),
    () => false,
  );
}

/** Milliseconds that the end may take: the platform kills the process 5 s after it was told to stop. */
const stopMs = { requests: 3_500, telemetry: 1_000 };

/** Ends the app's work: nothing new is begun, what is under way has its time, and what was observed is sent. */
export async function stop(): Promise<void> {
  const left = await underWay.stop(stopMs.requests);
  if (left > 0) logFailure('stop', new Error(`${left} requests were still under way.`));
  await telemetry?.close(stopMs.telemetry);
}
