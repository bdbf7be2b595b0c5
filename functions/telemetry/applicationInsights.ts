// Sends traces and metrics to Application Insights by OpenTelemetry. It is loaded only if it is used, and after the first answer.
import type { AzureMonitorExporterOptions } from '@azure/monitor-opentelemetry-exporter';
import type { ChangeMeter } from '../../lib/changes/changeMeter.ts';
import type { ByteBudget } from '../../lib/runtime/byteBudget.ts';
import type { Observed } from './observed.ts';
import { createMetrics } from './metrics.ts';
import {
  AzureMonitorMetricExporter,
  AzureMonitorTraceExporter,
  BasicTracerProvider,
  BatchSpanProcessor,
  diag,
  DiagLogLevel,
  MeterProvider,
  PeriodicExportingMetricReader,
  resourceFromAttributes,
} from './packages.ts';
import { createSampler } from './sampler.ts';
import { recordSpans } from './spans.ts';

export interface ApplicationInsightsOptions {
  readonly connectionString: string;
  /** The identity that authenticates to Application Insights; without one, the connection string does. */
  readonly authentication: { readonly clientId: string | undefined } | undefined;
  /** The most traces of successful work that are sent per second; failures are always sent. */
  readonly tracesPerSecond: number;
  readonly budget: ByteBudget;
  /** Called with the error when telemetry could not be sent. */
  readonly failed: (error: unknown) => void;
}

export interface Exporter {
  observe(work: Observed): void;
  readonly changes: ChangeMeter;
  /** Sends what is left, and ends. */
  close(): Promise<void>;
}

/** The instrumentation scope of the tracer and of the meter. */
const scope = 'calendar-attachments';

/**
 * Turns off what the exporter does unasked: statistics about itself for Microsoft, a folder for telemetry that couldn't be sent, and a
 * report to Application Insights of the platform that it runs on.
 */
const exporterDefaults = {
  APPLICATION_INSIGHTS_NO_STATSBEAT: 'true',
  APPLICATIONINSIGHTS_STATSBEAT_DISABLED: 'true',
  APPLICATIONINSIGHTS_SDKSTATS_DISABLED: 'true',
  APPLICATIONINSIGHTS_OPENTELEMETRY_RESOURCE_METRIC_DISABLED: 'true',
};

export async function openApplicationInsights(options: ApplicationInsightsOptions): Promise<Exporter> {
  for (const [name, value] of Object.entries(exporterDefaults)) process.env[name] ??= value;
  const ignore = (): void => undefined;
  const error = (message: string, ...details: readonly unknown[]): void =>
    options.failed(new Error(message, { cause: details.find((detail) => detail instanceof Error) }));
  diag.setLogger({ error, warn: ignore, info: ignore, debug: ignore, verbose: ignore }, DiagLogLevel.ERROR);

  const { connectionString, authentication, tracesPerSecond } = options;
  const exporting: AzureMonitorExporterOptions = {
    connectionString,
    disableOfflineStorage: true,
    ...(authentication !== undefined && { credential: await credentialOf(authentication.clientId) }),
  };
  const { WEBSITE_SITE_NAME: site, WEBSITE_INSTANCE_ID: instance } = process.env;
  const resource = resourceFromAttributes({
    'service.name': site ?? scope,
    ...(instance !== undefined && { 'service.instance.id': instance }),
  });
  const traces = new BasicTracerProvider({
    resource,
    sampler: createSampler(tracesPerSecond),
    spanProcessors: [new BatchSpanProcessor(new AzureMonitorTraceExporter(exporting))],
  });
  const meters = new MeterProvider({
    resource,
    readers: [new PeriodicExportingMetricReader({ exporter: new AzureMonitorMetricExporter(exporting) })],
  });
  const tracer = traces.getTracer(scope);
  const { count, changes } = createMetrics(meters.getMeter(scope), options.budget);
  return {
    observe(work) {
      recordSpans(tracer, work);
      count(work);
    },
    changes,
    async close() {
      await Promise.all([traces.shutdown(), meters.shutdown()]);
    },
  };
}

/** The managed identity with this client id; without one, the app's system-assigned identity. */
async function credentialOf(clientId: string | undefined) {
  const { ManagedIdentityCredential } = await import('@azure/identity');
  return clientId === undefined ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId });
}
