// The app while it runs: composed when the first request needs it, and only once; watched; and ended in order.
import { randomUUID } from 'node:crypto';
import { systemClock } from '../../lib/runtime/clock.ts';
import { Fault, ServiceError, unavailable } from '../../lib/runtime/errors.ts';
import type { RequestLog, Environment } from '../../lib/api/envelope.ts';
import { createRefusal, type Service } from '../../lib/api/pipeline.ts';
import { createInFlight } from '../../lib/runtime/inFlight.ts';
import { readCorsOrigins, readSettings, SettingsError } from '../../lib/runtime/settings.ts';
import { measured, type Usage } from '../../lib/runtime/meter.ts';
import { compose, type App } from '../compose/app.ts';
import { logFailure, logRequest, logSettings, logSweep, logWork } from './log.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

/** There once the app is composed, where Application Insights is wanted. */
let telemetry: Telemetry | undefined;

function observe(entry: RequestLog): void {
  logRequest(entry);
  telemetry?.observe({ ...entry, name: `${entry.method} ${entry.operation ?? 'unknown'}` });
}

const surroundings: Environment = {
  corsOrigins: readCorsOrigins(process.env),
  clock: systemClock,
  newRequestId: () => randomUUID(),
  log: observe,
};

let composed: Promise<App> | undefined;

/** The app, built at the first call. Rejects with a `SettingsError` as long as a setting is missing or wrong. */
function app(): Promise<App> {
  composed ??= compose(surroundings).then(withTelemetry, (error: unknown) => {
    // Settings stay as they are until the next start, which has said already what is wrong with them; anything else may pass.
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

/**
 * Milliseconds after its work that an answer may take until it is out: the platform ends the process as soon as `stop` resolves, with
 * whatever it has queued.
 */
const answerMs = 400;

const underWay = createInFlight(systemClock, answerMs);

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

/** Runs the sweep once. */
export const runSweep = (): Promise<void> => runTimer('sweep', ({ sweep }) => sweep(), logSweep);

/** Runs the minute's work once. */
export const runWork = (): Promise<void> => runTimer('work', ({ work }) => work(), logWork);

/** Not while the process is stopping: the next run does it then. Throws when nothing could be done at all. */
async function runTimer<T>(
  name: 'sweep' | 'work',
  run: (built: App) => Promise<T>,
  log: (done: T, durationMs: number, stores: Usage) => void,
): Promise<void> {
  if (underWay.stopping) return;
  await underWay.run(async () => {
    const built = await app();
    const began = systemClock();
    const { value, usage } = await measured(systemClock, () => attempted(() => run(built)));
    const durationMs = systemClock() - began;
    telemetry?.observe({ name, began, durationMs, stores: usage, ...('error' in value && { error: value.error }) });
    if ('error' in value) {
      logFailure(name, value.error, 'ours');
      // The platform writes down whatever a function throws, words and all.
      throw new Fault(`The timer '${name}' failed; the log says why.`);
    }
    log(value.done, durationMs, usage);
  });
}

const attempted = <T>(run: () => Promise<T>): Promise<{ readonly done: T } | { readonly error: unknown }> =>
  run().then(
    (done) => ({ done }),
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
const stopMs = { requests: 3_100, telemetry: 1_000 };

/** Ends the app's work: nothing new is begun, what is under way has its time, and what was observed is sent. */
export async function stop(): Promise<void> {
  const left = await underWay.stop(stopMs.requests);
  if (left > 0) logFailure('stop', new Fault(`${left} requests were still under way.`));
  await telemetry?.close(stopMs.telemetry);
}
