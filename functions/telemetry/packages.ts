// The packages that send telemetry, which take longer to load than the service itself: a file of their own (infra/build/bundle.ts).
export { AzureMonitorMetricExporter, AzureMonitorTraceExporter, RateLimitedSampler } from '@azure/monitor-opentelemetry-exporter';
export { diag, DiagLogLevel, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
export { resourceFromAttributes } from '@opentelemetry/resources';
export { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
export { BasicTracerProvider, BatchSpanProcessor, SamplingDecision } from '@opentelemetry/sdk-trace-base';
