// Telemetry for the operator: keeps observations until Application Insights' exporter is loaded, and no answer waits for that.
import type { ChangeMeter } from '../../lib/changes/changeMeter.ts';
import { Fault } from '../../lib/runtime/errors.ts';
import type { ByteBudget } from '../../lib/runtime/byteBudget.ts';
import type { Settings } from '../../lib/runtime/settings.ts';
import type { Exporter } from './applicationInsights.ts';
import type { Observed } from './observed.ts';

export interface Telemetry {
  /** Records one piece of work, at no cost that the caller would notice. */
  observe(work: Observed): void;
  /** Counts what becomes of changes, at no cost either. */
  readonly changes: ChangeMeter;
  /** Sends what is left, and ends; gives up after this number of milliseconds. */
  close(patienceMs: number): Promise<void>;
}

export type TelemetrySettings = Pick<
  Settings,
  'APPLICATIONINSIGHTS_CONNECTION_STRING' | 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING' | 'TELEMETRY_TRACES_PER_SECOND'
>;

/** Milliseconds between the first observation and the loading of the exporter: by then the first answers of a cold start are sent. */
const loadAfterMs = 1_000;

/** The most observations that are kept until the exporter is loaded; further ones are dropped. */
const maxWaiting = 1_000;

/** Returns undefined without a connection string: then the exporter is never loaded. */
export function createTelemetry(settings: TelemetrySettings, budget: ByteBudget, failed: (error: unknown) => void): Telemetry | undefined {
  const connectionString = settings.APPLICATIONINSIGHTS_CONNECTION_STRING;
  return connectionString === undefined
    ? undefined
    : lazily(async () => {
        const { openApplicationInsights } = await import('./applicationInsights.ts');
        return openApplicationInsights({
          connectionString,
          authentication: settings.APPLICATIONINSIGHTS_AUTHENTICATION_STRING,
          tracesPerSecond: settings.TELEMETRY_TRACES_PER_SECOND,
          budget,
          failed,
        });
      }, failed);
}

/** Something that was observed, for the exporter to come. */
type Observation = (to: Exporter) => void;

/** Keeps observations until there is an exporter that takes them. */
function lazily(open: () => Promise<Exporter>, failed: (error: unknown) => void): Telemetry {
  let waiting: Observation[] = [];
  let loading: Promise<Exporter | undefined> | undefined;
  let exporter: Exporter | undefined;

  async function load(): Promise<Exporter | undefined> {
    try {
      exporter = await open();
      waiting.forEach(give);
    } catch (error) {
      failed(error);
    }
    waiting = [];
    return exporter;
  }
  /** An error of telemetry must never reach the work that is observed. */
  function give(observation: Observation): void {
    try {
      if (exporter !== undefined) observation(exporter);
    } catch (error) {
      failed(error);
    }
  }
  const loaded = (): Promise<Exporter | undefined> => (loading ??= load());

  function take(observation: Observation): void {
    if (exporter !== undefined) give(observation);
    else if (waiting.push(observation) === 1 && loading === undefined) setTimeout(() => void loaded(), loadAfterMs).unref();
    else if (waiting.length > maxWaiting) waiting.pop();
  }

  return {
    observe: (work) => take((to) => to.observe(work)),
    changes: {
      lag: (seconds) => take(({ changes }) => changes.lag(seconds)),
      count: (what, by) => take(({ changes }) => changes.count(what, by)),
    },
    async close(patienceMs) {
      if (loading === undefined && waiting.length === 0) return;
      const late = new Promise<never>((_, reject) => {
        setTimeout(() => reject(new Fault(`Telemetry could not be sent within ${patienceMs} ms.`)), patienceMs).unref();
      });
      await Promise.race([loaded().then((open) => open?.close()), late]).catch(failed);
    },
  };
}
