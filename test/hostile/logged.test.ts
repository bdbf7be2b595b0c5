// Whatever a caller writes, wherever: none of it is in the log, in what the local host prints, in traces or in metrics.
import { anHour } from '../support/api/events.ts';
import { randomUUID } from 'node:crypto';
import { request as openRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { demoTenant } from '../../infra/local/provision/demo/tenant.ts';
import { mailboxPartition } from '../../lib/calendar/mailbox.ts';
import type { Answer, Sent } from '../support/api/api.ts';
import { fileBody, itemBody, referenceBody } from '../support/api/bodies.ts';
import { startFaultyProxy, type FaultyProxy } from '../support/faults/faultyProxy.ts';
import { formOf, allowHooks, startHookStack, type HookStack } from '../support/api/hooks.ts';
import { startIngestion, type Ingestion } from '../support/process/ingestion.ts';
import { logLines } from '../support/process/logLines.ts';
import { longFields } from '../support/process/longFields.ts';
import { newStranger } from '../support/people/people.ts';
import { blobContainer, cosmosContainer, ownNames, settingsOf } from '../support/stores/stores.ts';

/** Every text that is sent holds it; it is a word of every alphabet that is asked for. */
const mark = `Zq${randomUUID().replaceAll('-', '')}`;
const long = `${mark} ${'of a patient, and more '.repeat(400)}`;

const names = ownNames();
let ingestion: Ingestion;
let cosmos: FaultyProxy;
let hooks: HookStack;
let token: string;
let answered = 0;
beforeAll(async () => {
  ingestion = await startIngestion();
  cosmos = await startFaultyProxy(inject('stack').cosmosUrl);
  hooks = await startHookStack({
    ...allowHooks('*'),
    ...ingestion.env,
    TELEMETRY_TRACES_PER_SECOND: '1000000',
    COSMOS_ENDPOINT: cosmos.url,
    ...names,
  });
  token = await hooks.api.token({ user: `${mark}@contoso.example` });
}, 60_000);
afterAll(async () => {
  await hooks.stop();
  await Promise.all([cosmos.close(), ingestion.close()]);
});

async function send(path: string, sent: Sent = {}): Promise<Answer> {
  const answer = await hooks.api.send(path, { token, ...sent });
  if (answer.headers.has('request-id')) answered++;
  return answer;
}

/** Bytes on a connection, as no client would send them. */
async function raw(text: string): Promise<void> {
  const socket = connect(Number(new URL(hooks.stack.url).port), '127.0.0.1');
  socket.end(text);
  socket.resume();
  await new Promise((resolve) => socket.once('close', resolve).once('error', resolve));
}

/** A method that fetch would not send. */
const byMethod = (method: string, path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(hooks.stack.url);
    openRequest({ hostname, port, method, path }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    })
      .on('error', reject)
      .end();
  });

const event = `/v1.0/me/events/${mark}`;
const attachments = `${event}/attachments`;

describe('what callers write', () => {
  it('what callers write in paths, queries and headers is not in the log', async () => {
    const code = encodeURIComponent(long.slice(0, 2_000));
    for (const path of [
      `/${mark}`,
      `/v1.0/${mark}`,
      `/v1.0/me/${mark}/events`,
      `/v1.0/users/${mark}/events`,
      `/v1.0/users('${mark}')/calendars('${mark}')/events('${mark}')`,
      `/v1.0/me/events/${mark}/${mark}`,
      `/v1.0/me/events/${code}`,
      `/v1.0/me/events?${mark}=${code}`,
      `/v1.0/me/events?$filter=${code}`,
      `/v1.0/me/events?$filter=subject eq '${mark}'`,
      `/v1.0/me/events?$select=${mark}&$orderby=${mark}&$skiptoken=${mark}`,
      `/v1.0/me/events(iCalUId='${mark}')`,
      `/v1.0/me/calendarView?startDateTime=${mark}&endDateTime=${mark}`,
      `/v1.0/%zz${mark}`,
      `/uploads/${mark}`,
      `/hooks/v1.0/${mark}`,
      `/admin/functions/${mark}`,
      `/admin/host/${mark}`,
    ])
      await send(path);
    const headers = { 'User-Agent': mark, 'client-request-id': mark, Prefer: mark, 'If-Match': `"${mark}"`, 'Accept-Language': mark };
    await send(event, { headers: { ...headers, [mark]: mark, traceparent: `00-${mark}-${mark}-01`, tracestate: `a=${mark}` } });
    await send(attachments, { json: fileBody('a'), headers: { 'Idempotency-Key': long.slice(0, 300), 'Content-Encoding': mark } });
    await send(event, { headers: { Range: mark, Origin: `https://${mark}.example`, 'Access-Control-Request-Method': mark } });
    await send(event, { headers: { Host: mark, 'X-Forwarded-Host': mark, 'X-HTTP-Method-Override': mark, Cookie: mark } });
  });

  it('what callers write in methods, and on connections that are not HTTP, is not in the log', async () => {
    for (const method of ['TRACE', 'PROPFIND', 'M-SEARCH']) await byMethod(method, `/v1.0/me/${mark}`);
    await raw(`${mark} /v1.0/me HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await raw(`GET ${mark} HTTP/1.1\r\nHost: ${mark}\r\n${mark}\r\n\r\n`);
    await raw(`GET /v1.0/${mark} HTTP/1.1\r\nHost: ${mark} ${mark}\r\n\r\n`);
    await raw(`POST /v1.0/me/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n${mark}`);
  });

  it('what callers write in tokens is not in the log', async () => {
    for (const bad of [mark, `${mark}.${mark}.${mark}`, await hooks.api.token({ user: mark, scope: mark })])
      await send(event, { token: bad });
    const claims = Buffer.from(JSON.stringify({ alg: mark, kid: mark, typ: mark })).toString('base64url');
    await send(event, { token: `${claims}.${claims}.${claims}` });
  });

  it('what callers write in JSON, its keys and its values, right ones and wrong ones, is not in the log', async () => {
    const attendees = [{ type: 'required', emailAddress: { address: `${mark}@contoso.example`, name: mark } }];
    const about = { subject: mark, ...anHour, body: { content: long }, location: { displayName: mark }, categories: [mark], attendees };
    expect((await send(event, { method: 'PUT', json: about })).status).toBe(201);
    for (const json of [
      { [mark]: mark },
      { subject: { [mark]: mark } },
      { start: { dateTime: mark, timeZone: mark } },
      { sensitivity: mark },
      { iCalUId: `${mark}\u0007` },
      { recurrence: { pattern: { type: mark }, range: { type: mark } } },
      { 'calendar@odata.bind': `https://${mark}/` },
    ])
      await send('/v1.0/me/events', { json });
    for (const body of [`{"${mark}`, `[${mark}]`, mark, `{"a":"${mark}\u0000"}`, `{"@odata.type":"${mark}"}`])
      for (const type of ['application/json', mark, `${mark}/${mark}; charset=${mark}`])
        await send(attachments, { body, headers: { 'Content-Type': type } });
    await send('/v1.0/me/calendars', { json: { name: mark } });
    await send('/v1.0/users', { json: { displayName: mark, userPrincipalName: mark, [mark]: mark } });
    await send('/v1.0/invitations', {
      json: { invitedUserEmailAddress: `${mark}@x.example`, inviteRedirectUrl: `https://${mark}.example` },
    });
  });

  it('what callers write in files, items, references and uploads is not in the log', async () => {
    for (const json of [
      fileBody(`${mark}.txt`, mark, { contentType: mark, contentId: mark }),
      itemBody({ '@odata.type': 'microsoft.graph.message', subject: mark, [mark]: mark }, { name: mark }),
      referenceBody({ name: mark, sourceUrl: `https://contoso.example/${mark}` }),
    ])
      await send(attachments, { json });
    const session = { AttachmentItem: { attachmentType: 'file', name: mark, size: 6, contentType: mark } };
    const url = String((await send(`${attachments}/createUploadSession`, { json: session })).json.uploadUrl);
    for (const range of [mark, 'bytes 0-2/7', 'bytes 0-2/6', 'bytes 3-5/6'])
      await send(url, { token: null, method: 'PUT', body: mark.slice(0, 3), headers: { 'Content-Range': range } });
    await send(`${url}${mark}`, { token: null, method: 'PUT', body: mark });
  });

  it('what callers write in the requests of a batch is not in the log', async () => {
    const part = { id: '1', method: 'GET', url: '/me' };
    const methods = [mark, `patient ${long}`, `${mark}\n{"level":"info"}`];
    const parts = [
      ...methods.map((method) => ({ ...part, method })),
      { ...part, id: mark },
      { ...part, id: long },
      { ...part, url: `/${mark}?${mark}=${long}` },
      { ...part, url: `https://${mark}/` },
      { ...part, url: `/me/events/${mark}`, headers: { [mark]: mark, Prefer: mark, [`${mark} ${mark}`]: mark } },
      { ...part, dependsOn: [mark], [mark]: mark },
      { ...part, method: 'POST', url: `/me/events/${mark}/attachments`, body: { [mark]: mark }, headers: { 'Content-Type': mark } },
    ];
    for (const each of parts) await send('/v1.0/$batch', { json: { requests: [each], [mark]: mark } });
    await send('/v1.0/$batch', { json: { requests: methods.map((method, i) => ({ ...part, id: String(i), method })) } });
  });

  it('what callers write in bodies and items that are shown in another form, and in what asks for it, is not in the log', async () => {
    const all = { subject: mark, ...anHour, body: { contentType: 'html', content: `<p>${long}` } };
    const shown = await send('/v1.0/me/events', { json: all, headers: { Prefer: 'outlook.body-content-type="text"' } });
    expect(shown.status, shown.text).toBe(201);
    const below = `/v1.0/me/events/${String(shown.json.id)}/attachments`;
    const person = { emailAddress: { name: mark, address: `${mark}@x.example` } };
    const tooMany = Array.from({ length: 1_100 }, () => ({ name: mark, value: mark }));
    for (const [type, status, properties] of [
      ['event', 200, { ...all, attendees: [person], location: { displayName: mark } }],
      ['message', 200, { ...all, toRecipients: [person] }],
      ['contact', 200, { displayName: mark, personalNotes: mark, emailAddresses: [person.emailAddress] }],
      ['message', 400, { ...all, internetMessageHeaders: tooMany }],
    ] as const) {
      const item = { '@odata.type': `#microsoft.graph.${type}`, ...properties };
      const made = await send(below, { json: itemBody(item, { name: mark }) });
      expect(made.status, made.text.slice(0, 300)).toBe(201);
      const path = `${below}/${String(made.json.id)}`;
      expect((await send(`${path}/$value`, { headers: { 'If-Range': mark, Range: mark } })).status).toBe(status);
      await send(`${path}/$value`, { headers: { 'If-None-Match': `"${mark}"`, 'If-Match': mark } });
      await send(`${path}?$expand=microsoft.graph.itemattachment/item($expand=${mark})`);
    }
    for (const zone of [mark, `Europe/${mark}`]) await send('/v1.0/me/events', { headers: { Prefer: `outlook.timezone="${zone}"` } });
    const form = `--x\r\nContent-Disposition: form-data; name="${mark}"\r\nContent-Transfer-Encoding: ${mark}\r\n\r\n${mark}\r\n--x--`;
    const headers = { 'x-functions-key': hooks.key, 'Content-Type': 'multipart/form-data; boundary=x' };
    await send(`/hooks${below}`, { token: null, body: form, headers });
  });

  it('what callers write in webhooks is not in the log', async () => {
    const { id } = await newStranger(hooks.api, { upn: `${mark}@contoso.example` });
    const below = `/hooks/v1.0/users/${id}/events/${mark}`;
    const headers = { 'x-functions-key': hooks.key, 'webhook-id': mark, 'X-Hub-Signature-256': mark, 'X-GitHub-Event': mark };
    const post = (more: Sent, query = ''): Promise<Answer> =>
      send(`${below}/attachments?name=${mark}${query}`, { ...more, token: null, method: 'POST', headers: { ...headers, ...more.headers } });
    await post({ body: mark, headers: { 'Content-Type': mark, 'Content-Disposition': `attachment; filename="${mark}"` } });
    await post({ body: `{"${mark}`, headers: { 'Content-Type': 'application/json' } });
    await post({ body: mark, headers: { 'Content-Type': `multipart/form-data; boundary=${mark}` } });
    await post({ ...(await formOf([[mark, new File([mark], mark, { type: `text/${mark}` })]])) });
    await post({ body: mark }, `&code=${mark}&${mark}=${mark}`);
    await send(below, { method: 'PUT', token: null, json: { subject: mark, [mark]: mark, ...anHour }, headers });
    await send(below, { method: 'DELETE', token: null, headers: { 'x-functions-key': mark } });
  });

  it('what the stores hold and say, when they are broken, is not in the log', async () => {
    const { id } = await newStranger(hooks.api, { upn: `${mark}@contoso.example` });
    const partition = mailboxPartition({ tenant: demoTenant, kind: 'users', id });
    const settings = settingsOf(inject('stack'), names);
    const item = await send(attachments, { json: itemBody({ subject: mark }, { name: mark }) });
    for await (const { name, metadata } of blobContainer(settings).listBlobsFlat({ includeMetadata: true }))
      if (decodeURIComponent(metadata?.partition ?? '') === partition)
        await blobContainer(settings).getBlockBlobClient(name).upload(mark, mark.length);
    expect((await send(`${attachments}/${String(item.json.id)}?$expand=microsoft.graph.itemattachment/item`)).status).toBe(500);

    const container = cosmosContainer(settings, 'mailboxes');
    const query = { query: 'SELECT * FROM c WHERE c.kind = "attachment"' };
    const { resources } = await container.items.query<Record<string, unknown>>(query, { partitionKey: partition }).fetchAll();
    for (const stored of resources) await container.items.upsert({ ...stored, properties: { [mark]: mark, type: mark } });
    expect((await send(attachments)).status).toBe(500);
    for (const { id: broken } of resources) await container.item(String(broken), partition).delete();

    const body = JSON.stringify({ code: mark, message: `Message: {"Errors":["${mark}"]}\n    at ${mark} (${mark}:1:1)` });
    for (const status of [400, 401, 403, 405, 500]) {
      cosmos.plan((_, path) => path.includes('/docs'), [{ status, body, headers: { 'x-ms-substatus': '1' } }], true);
      expect((await send(event)).status).toBeGreaterThanOrEqual(500);
    }
    cosmos.plan(() => false, []);
  }, 60_000);
});

describe('afterwards', () => {
  it('nothing of what callers wrote has come out', async () => {
    await hooks.api.sweep();
    await hooks.stack.stop();
    const output = hooks.stack.output();
    const lines = logLines(output);
    expect(lines.filter(({ event: what }) => what === 'request').length).toBeGreaterThanOrEqual(answered);
    expect(answered).toBeGreaterThan(80);
    expect(lines.filter(({ level }) => level === 'error').length).toBeGreaterThanOrEqual(7);
    const wire = ingestion.wire();
    expect(ingestion.received('RequestData').length).toBeGreaterThan(80);
    expect(ingestion.received('MetricData').length).toBeGreaterThan(0);

    const bytes = Buffer.from(mark);
    const coded = [0, 1, 2].map((skip) => bytes.subarray(skip, skip + 24).toString('base64'));
    for (const text of [mark, bytes.toString('hex'), ...coded, 'patient'])
      for (const [where, all] of [
        ['output', output],
        ['telemetry', wire],
      ] as const) {
        const at = all.toLowerCase().indexOf(text.toLowerCase());
        expect(at === -1 ? undefined : `${where}: ${all.slice(Math.max(0, at - 300), at + 100)}`).toBeUndefined();
      }
  }, 60_000);

  it('no field of a line is longer than 64 characters, but for the service’s own words and places', () => {
    expect(longFields(hooks.stack.output())).toEqual([]);
    const methods = new Set(logLines(hooks.stack.output()).flatMap(({ method }) => method ?? []));
    // Those that callers made up are refused before anything is done that a line tells of.
    expect([...methods].sort()).toEqual(['GET', 'POST', 'PUT']);
  });
});
