// What Application Insights is sent: traces and metrics that agree with the stores and the log, and nothing of a person.
import { anHour } from '../support/api/events.ts';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { appRoot } from '../../infra/local/process/appHost.ts';
import { portOf } from '../../infra/local/process/ports.ts';
import { startAppHost } from '../support/process/appHost.ts';
import { fileBody, sessionBody } from '../support/api/bodies.ts';
import { startCountedStack } from '../support/process/countedStack.ts';
import type { Cost } from '../support/faults/countingProxy.ts';
import { startIngestion, type Envelope, type Ingestion } from '../support/process/ingestion.ts';
import { requestLines, type RequestLine } from '../support/process/logLines.ts';

/** As good as all of them. */
const allTraces = { TELEMETRY_TRACES_PER_SECOND: '1000000' };

let ingestion: Ingestion;
beforeAll(async () => {
  ingestion = await startIngestion();
});
afterAll(() => ingestion.close());

const request = z.object({ name: z.string(), id: z.string(), responseCode: z.string(), success: z.boolean(), url: z.string().optional() });
const dependency = z.object({ name: z.string(), type: z.string(), success: z.boolean(), properties: z.record(z.string(), z.string()) });
const metric = z.object({
  metrics: z.tuple([z.looseObject({ name: z.string(), value: z.number(), count: z.number() })]),
  properties: z.record(z.string(), z.string()),
});

describe('an app that was stopped after some requests has sent', () => {
  const mark = `Zq${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  const trace = '0af7651916cd43dd8448eb211c80319c';
  let calls: Cost['calls'];
  let lines: RequestLine[];
  let requests: Envelope[];
  let dependencies: Envelope[];
  let uploadUrl = '';

  beforeAll(async () => {
    const stack = await startCountedStack(inject('stack'), { ...ingestion.env, ...allTraces });
    const { api } = stack;
    const token = await api.token({ user: `${mark}@contoso.example` });
    const send: typeof api.send = (path, sent) => api.send(path, { token, ...sent });
    ({ calls } = await stack.count(async () => {
      const event = `/v1.0/me/events/${mark}`;
      const list = `${event}/attachments`;
      await send(event, { method: 'PUT', json: { subject: mark, ...anHour } });
      const { json } = await send(list, { json: fileBody(mark, mark) });
      await Promise.all([send(list), send(`${list}/${String(json.id)}/$value`), send(`${list}?$filter=startswith(name,'${mark}')`)]);
      uploadUrl = String((await send(`${list}/createUploadSession`, { json: sessionBody(3) })).json.uploadUrl);
      await send(uploadUrl, { method: 'PUT', body: 'abc', headers: { 'Content-Range': 'bytes 0-2/3' } });
      await send(`/v1.0/users/${mark}@contoso.example/events`, { token: null });
      await send(`/v1.0/me/${mark}`);
      await send(`/${mark}`);
      await send(event, { method: 'DELETE', headers: { traceparent: `00-${trace}-b7ad6b7169203331-00` } });
    }));
    await stack.stop();
    lines = requestLines(stack.output());
    requests = [...ingestion.received('RequestData')];
    dependencies = [...ingestion.received('RemoteDependencyData')];
  });

  it('each request by its operation, as the log has it', () => {
    expect(requests.map(({ data }) => request.parse(data.baseData)).map(({ name, responseCode }) => `${responseCode} ${name}`)).toEqual(
      lines.map(({ method, operation, status }) => `${status} ${method} ${operation ?? 'unknown'}`),
    );
    expect(lines.length).toBe(11);
    for (const { data } of requests) expect(request.parse(data.baseData)).toMatchObject({ success: true, url: '' });
    const ids = requests.map(({ data }) => z.object({ properties: z.record(z.string(), z.string()) }).parse(data.baseData));
    expect(ids.map(({ properties }) => properties['request.id'])).toEqual(lines.map(({ requestId }) => requestId));
  });

  it('an app that was stopped has sent spans as part of the trace that the platform counts the request to', () => {
    expect(requests.map(({ tags }) => tags['ai.operation.id'])).toEqual(lines.map(({ traceId }) => traceId));
    expect(requests.at(-1)?.tags['ai.operation.id']).toBe(trace);
    for (const { tags } of requests) expect(tags['ai.operation.parentId']).toMatch(/^[0-9a-f]{16}$/);
  });

  it('an app that was stopped has sent each call to a store below its request, with its charge', () => {
    const counts = (type: string) => dependencies.filter(({ data }) => dependency.parse(data.baseData).type === type).length;
    expect(counts('azure.blob')).toBe((calls['blob put'] ?? 0) + (calls['blob get'] ?? 0) + (calls['blob delete'] ?? 0));
    const documents = calls['point read'] ?? 0;
    expect(counts('azure.cosmosdb')).toBe(documents + (calls.query ?? 0) + (calls.batch ?? 0) + (calls.replace ?? 0) + (calls.create ?? 0));
    const parents = new Map(requests.map(({ data, tags }) => [request.parse(data.baseData).id, tags['ai.operation.id']]));
    for (const { data, tags } of dependencies) {
      expect(parents.get(tags['ai.operation.parentId'] ?? '')).toBe(tags['ai.operation.id']);
      const { type, success, properties } = dependency.parse(data.baseData);
      expect(success).toBe(true);
      if (type === 'azure.cosmosdb') expect(Number(properties['azure.cosmosdb.operation.request_charge'])).toBeGreaterThan(0);
    }
  });

  it('an app that was stopped has sent numbers that are the sums of the log', () => {
    const metrics = ingestion.received('MetricData').map(({ data }) => metric.parse(data.baseData));
    const values = (name: string) =>
      metrics.flatMap(({ metrics: [one], properties }) => (one.name === name ? [{ ...one, properties }] : []));
    const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
    const durations = values('request.duration');
    expect(sum(durations.map(({ count }) => count))).toBe(lines.length);
    expect(sum(durations.map(({ value }) => value))).toBe(sum(lines.map(({ durationMs }) => durationMs)));
    expect(durations.find(({ properties }) => properties.operation === 'upload')?.properties).toEqual({
      operation: 'upload',
      method: 'PUT',
      status: '201',
    });
    const charges = sum(values('store.request_charge').map(({ value }) => value));
    expect(charges).toBeCloseTo(sum(lines.map(({ requestCharge }) => requestCharge)), 5);
    const made = Object.fromEntries(values('store.calls').map(({ value, properties }) => [properties.kind ?? '', value] as const));
    expect(made).toMatchObject({ read: calls['point read'], query: calls.query, batch: calls.batch, blobPut: calls['blob put'] });
    // What was uploaded took some of it, though nothing is in flight any more.
    expect(values('byte_budget.used').map(({ value }) => value > 0)).toEqual([true]);
  });

  it('an app that was stopped has sent nothing of a person, of a file or of a key, and no URL', () => {
    const wire = ingestion.wire();
    const uploadToken = /\/uploads\/(.+)$/.exec(uploadUrl)?.[1] ?? expect.fail('no upload URL');
    for (const secret of [mark, mark.toLowerCase(), uploadToken, 'http://', 'https://', '/v1.0', 'eyJ', 'contoso'])
      expect(wire).not.toContain(secret);
    expect(new Set(ingestion.requests.map(({ path }) => path))).toEqual(new Set(['/v2.1/track']));
  });
});

describe('OpenTelemetry', () => {
  const support = new URL('../support/process/', import.meta.url);
  const watched = { NODE_OPTIONS: `--import=${new URL('namedModules.ts', support).href}`, NAMED_MODULES: 'opentelemetry' };

  it('OpenTelemetry is not loaded where no connection string is set', async () => {
    const host = await startAppHost(watched);
    expect((await host.api.send('/v1.0/me/events')).status).toBe(200);
    await host.end();
    expect(host.err()).toBe('');
    expect(host.out()).toContain('"event":"request"');
  });

  it('OpenTelemetry is loaded after the first answer where one is, and sends what was answered before', async () => {
    const before = ingestion.received('RequestData').length;
    // From the source, where modules have their packages' names.
    const host = await startAppHost({ APP_ROOT: appRoot, ...watched, ...ingestion.env, ...allTraces });
    expect((await host.api.send('/v1.0/me/events')).status).toBe(200);
    expect(host.err()).toBe('');
    await expect.poll(() => host.err(), { timeout: 10_000 }).toMatch(/^loads .*monitor-opentelemetry-exporter/m);
    await host.end();
    expect(
      ingestion
        .received('RequestData')
        .slice(before)
        .map(({ data }) => data.baseData.name),
    ).toEqual(['GET events']);
  });

  it('OpenTelemetry is loaded at the end when there was no time before it', async () => {
    const before = ingestion.received('RequestData').length;
    const host = await startAppHost({ ...ingestion.env, ...allTraces });
    expect((await host.api.send('/v1.0/me/events')).status).toBe(200);
    await host.end();
    expect(ingestion.received('RequestData').length).toBe(before + 1);
  });

  it('OpenTelemetry opens Application Insights by the managed identity that the setting names', async () => {
    const clientId = '9b1f0e52-60b4-4f7c-8b7e-2d3c1a5f6e90';
    const asked: { query: Record<string, string>; header: unknown }[] = [];
    // As App Service answers (managed identities, "Connect to Azure services in app code").
    const identity = createServer((incoming, response) => {
      const { searchParams } = new URL(incoming.url ?? '', 'http://localhost');
      asked.push({ query: Object.fromEntries(searchParams), header: incoming.headers['x-identity-header'] });
      const expires = Math.floor(Date.now() / 1000) + 3_600;
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ access_token: 'of-the-identity', expires_on: String(expires), resource: 'r', token_type: 'Bearer' }));
    }).listen(0, '127.0.0.1');
    await once(identity, 'listening');
    const before = ingestion.requests.length;
    const host = await startAppHost({
      ...ingestion.env,
      ...allTraces,
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: `Authorization=AAD;ClientId=${clientId}`,
      IDENTITY_ENDPOINT: `http://127.0.0.1:${portOf(identity.address())}/msi/token`,
      IDENTITY_HEADER: 'of-the-platform',
    });
    await host.api.send('/v1.0/me/events');
    // A stop leaves 5 seconds for all that is to be sent, in which a busy machine doesn't load what signs in.
    await expect.poll(() => asked.length, { timeout: 20_000 }).toBeGreaterThan(0);
    await host.end();
    identity.close();
    const sent = ingestion.requests.slice(before).map(({ authorization }) => authorization);
    expect(sent.length).toBeGreaterThan(0);
    expect(new Set(sent)).toEqual(new Set(['Bearer of-the-identity']));
    expect(asked[0]).toMatchObject({ query: { resource: 'https://monitor.azure.com', client_id: clientId }, header: 'of-the-platform' });
  });

  it('OpenTelemetry that cannot send is told to the log, and keeps nothing from being answered', async () => {
    const dead = ingestion.env.APPLICATIONINSIGHTS_CONNECTION_STRING?.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:1') ?? '';
    const host = await startAppHost({ APPLICATIONINSIGHTS_CONNECTION_STRING: dead, ...allTraces });
    expect((await host.api.send('/v1.0/me/events')).status).toBe(200);
    await host.end();
    expect(await host.exited).toBe(0);
    expect(host.err()).toContain('"event":"telemetry"');
  });
});
