// The running app: builds it once, when the first request needs it, observes its work and ends it in order.
import { randomUUID } from 'node:crypto';
import { systemClock } from '../../lib/runtime/clock.ts';
import { Fault, unavailable } from '../../lib/runtime/errors.ts';
import type { RequestLog, Environment } from '../../lib/api/envelope.ts';
import { createRefusal, type Service } from '../../lib/api/pipeline.ts';
import { createInFlight } from '../../lib/runtime/inFlight.ts';
import { readCorsOrigins, readExplorer, readPages, readSettings, SettingsError } from '../../lib/runtime/settings.ts';
import { measured, type Usage } from '../../lib/runtime/meter.ts';
import type { JsonObject } from '../../lib/runtime/json.ts';
import { compose, type App } from '../compose/app.ts';
import { logChanges, logFailure, logRequest, logSettings, logSweep, logWork } from './log.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

/** Defined once the app is built, if Application Insights is used. */
let telemetry: Telemetry | undefined;

function observe(entry: RequestLog): void {
  logRequest(entry);
  telemetry?.observe({ ...entry, name: `${entry.method} ${entry.operation ?? 'unknown'}` });
}

const environment: Environment = {
  corsOrigins: readCorsOrigins(process.env),
  clock: systemClock,
  newRequestId: () => randomUUID(),
  log: observe,
};

let composed: Promise<App> | undefined;

/** The app, built at the first call. Rejects with a `SettingsError` as long as a setting is missing or wrong. */
function app(): Promise<App> {
  composed ??= compose(environment).then(withTelemetry, (error: unknown) => {
    // Wrong settings stay wrong until the next start, which has logged them already; any other error may be gone at the next attempt.
    if (!(error instanceof SettingsError)) {
      composed = undefined;
      logFailure('start', error);
    }
    throw error;
  });
  return composed;
}

function withTelemetry(built: App): App {
  telemetry = built.telemetry;
  return built;
}

/**
 * Begins: what was built before is built anew when it is next asked, so that it remembers nothing. Logs what is wrong with the settings. Never
 * throws, since an app that fails to load has no functions at all.
 */
export function start(): void {
  composed = undefined;
  try {
    readSettings(process.env);
  } catch (error) {
    if (error instanceof SettingsError) logSettings(error.message);
    else logFailure('settings', error);
  }
}

const notConfigured = createRefusal(environment, () =>
  unavailable('The service is not configured; its log says which settings are wrong.', 60),
);

const stopping = createRefusal(environment, () => unavailable('This instance is stopping; repeat the request.', 1));

/**
 * Milliseconds that the end waits after the work is done, so that answers reach the network: the platform ends the process as soon as
 * `stop` resolves, and loses the answers that it has queued.
 */
const answerMs = 400;

const inFlight = createInFlight(systemClock, answerMs);

/** Passes a request to one of the app's services; answers 503 while there is no app, and when the process is stopping. */
const served =
  (name: 'graph' | 'uploads' | 'hooks' | 'issuerConfiguration' | 'issuerKeys'): Service =>
  async (request) => {
    if (inFlight.stopping) return stopping(request);
    return inFlight.run(async () => {
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

/** Answers with what receivers verify validation tokens by. */
export const issuerConfiguration: Service = served('issuerConfiguration');
export const issuerKeys: Service = served('issuerKeys');

const explorer = readExplorer(process.env);

// Without its settings the explorer would open and fail.
const pages = readPages(process.env).filter((page) => page !== 'explorer' || explorer !== undefined);

let opened: Promise<Service> | undefined;

/** Answers a path that no other function serves: the site's files, or 404. They need no store, and load when they are asked for. */
export const beside: Service = async (request) => {
  opened ??= Promise.all([import('../../lib/api/site/site.ts'), import('../../lib/api/site/explorer.ts'), import('./site.ts')]).then(
    ([{ createSite }, { withExplorer }, { site }]) =>
      createSite(environment, explorer === undefined ? site : withExplorer(site, explorer), (page) => pages.includes(page)),
  );
  return (await opened)(request);
};

/** Runs the sweep once. */
export const runSweep = (): Promise<void> => runTimer('sweep', ({ sweep }) => sweep(), logSweep);

/** Runs the minute's work once. */
export const runWork = (): Promise<void> => runTimer('work', ({ work }) => work(), logWork);

/** Handles a batch of changes. Throws where the batch must come again, also when the process is stopping. */
export async function runChanges(documents: readonly JsonObject[]): Promise<void> {
  if (inFlight.stopping) throw new Fault('The process is stopping; the batch comes again.');
  const handled = ({ changes }: App): Promise<void> => changes(documents);
  await runOnce('changes', handled, (_, durationMs, stores) => logChanges(documents.length, durationMs, stores));
}

/** Runs work of a timer unless the process is stopping, when the next run does it. Throws if nothing could be done at all. */
async function runTimer<T>(name: 'sweep' | 'work', run: (built: App) => Promise<T>, log: LogRun<T>): Promise<void> {
  if (!inFlight.stopping) await runOnce(name, run, log);
}

type LogRun<T> = (done: T, durationMs: number, stores: Usage) => void;

/** Runs and observes work that no request asks for. Throws a fault that says no more than the name. */
async function runOnce<T>(name: string, run: (built: App) => Promise<T>, log: LogRun<T>): Promise<void> {
  await inFlight.run(async () => {
    const built = await app();
    const began = systemClock();
    const { value, usage } = await measured(systemClock, () => attempted(() => run(built)));
    const durationMs = systemClock() - began;
    telemetry?.observe({ name, began, durationMs, stores: usage, ...('error' in value && { error: value.error }) });
    if ('error' in value) {
      logFailure(name, value.error, 'ours');
      // The platform logs whatever a function throws, with its message.
      throw new Fault(`The function '${name}' failed; the log says why.`);
    }
    log(value.done, durationMs, usage);
  });
}

const attempted = <T>(run: () => Promise<T>): Promise<{ readonly done: T } | { readonly error: unknown }> =>
  run().then(
    (done) => ({ done }),
    (error: unknown) => ({ error }),
  );

/** Whether requests can be served: the settings are valid, the stores answer and the process isn't stopping. Never throws. */
export async function isReady(): Promise<boolean> {
  if (inFlight.stopping) return false;
  return app().then(
    (built) => built.isReady(),
    () => false,
  );
}

/** Milliseconds that the end may take: the platform kills the process 5 s after it has asked it to stop. */
const stopMs = { requests: 3_100, telemetry: 1_000 };

/** Ends the app's work: starts nothing new, waits for the work in flight and sends the telemetry. */
export async function stop(): Promise<void> {
  const left = await inFlight.stop(stopMs.requests);
  if (left > 0) logFailure('stop', new Fault(`${left} requests were still in flight.`));
  await telemetry?.close(stopMs.telemetry);
}
