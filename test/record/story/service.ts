// The recorded story, last part: metadata, batches, webhooks, and all published paths.
import { anHour } from '../../support/api/events.ts';
import { createHmac } from 'node:crypto';
import { documentedTemplates, joinedGroupTemplates, publishedTemplates } from '../../fixtures/pathTemplates.ts';
import type { Recorder } from '../recorder.ts';
import { hookSecret } from '../service.ts';
import { file } from './events.ts';
import type { People } from './people.ts';

export async function recordService({ ask }: Recorder, { adele: as, application }: People): Promise<void> {
  await ask('GET /v1.0/$metadata');
  await ask('HEAD /beta/$metadata');
  await ask('POST /v1.0/$metadata', { json: {} });
  for (const path of [
    '/',
    '/v2.0/me',
    '/v1.0',
    '/v1.0/',
    '/v1.0/me//events',
    '/v1.0/me/nothing',
    '/v1.0/me/events/a/b',
    '/v1.0/me/Events/',
  ])
    await ask(`GET ${path}`, { as });
  await ask(`GET /v1.0/me/events?$filter=${'x'.repeat(4200)}`, { as });
  const origin = { Origin: 'https://app.example', 'Access-Control-Request-Method': 'PUT', 'Access-Control-Request-Headers': 'if-match' };
  await ask('OPTIONS /v1.0/me/events/x', { headers: origin });
  await ask('OPTIONS /v1.0/me/events/x', { headers: { ...origin, Origin: 'https://other.example' } });
  await ask('GET /v1.0/me/events?$top=1&$select=id', { as, headers: { Origin: 'https://app.example' } });
  await ask('GET /v1.0/me/events', { as, headers: { 'client-request-id': '11111111-2222-3333-4444-555555555555' } });

  const batch = (requests: unknown, token = as) => ask('POST /v1.0/$batch', { as: token, json: { requests } });
  const headers = { 'Content-Type': 'application/json' };
  await batch([
    { id: 'a', method: 'PUT', url: '/me/events/batched', headers, body: { subject: 'In a batch', ...anHour } },
    { id: 'b', method: 'POST', url: '/me/events/batched/attachments', headers, body: file, dependsOn: ['a'] },
    { id: 'c', method: 'GET', url: '/me/events/batched/attachments/$count', dependsOn: ['b'] },
    { id: 'd', method: 'GET', url: '/me/events/none', dependsOn: ['c'] },
    { id: 'e', method: 'GET', url: '/me', dependsOn: ['d'] },
  ]);
  await batch([{ id: '1', method: 'GET', url: '/$metadata' }]);
  await batch([{ id: '1', method: 'DELETE', url: '/me/events/batched' }], application);
  for (const requests of [
    undefined,
    [],
    [{ id: '1' }],
    [
      { id: '1', method: 'GET', url: '/me' },
      { id: '1', method: 'GET', url: '/me' },
    ],
    Array.from({ length: 21 }, (_, i) => ({ id: String(i), method: 'GET', url: '/me' })),
    [{ id: '1', method: 'GET', url: '/me', dependsOn: ['2'] }],
  ])
    await batch(requests);
  await ask('GET /v1.0/$batch', { as });
}

export async function recordHooks({ ask }: Recorder, { adele: as }: People): Promise<void> {
  const event = '/hooks/v1.0/users/adele@contoso.example/events/hooked';
  await ask(`PUT ${event}`, { json: { subject: 'By a webhook' } });
  await ask(`PUT ${event}`, { json: { subject: 'Again' } });
  const text = { body: 'disks', headers: { 'Content-Type': 'text/plain', 'Idempotency-Key': 'today' } };
  await ask(`POST ${event}/attachments?name=disks.txt`, text);
  await ask(`POST ${event}/attachments?name=disks.txt`, text);
  await ask(`POST ${event}/attachments?name=disks.txt`, { ...text, body: 'other' });
  const form = [
    '--line',
    'Content-Disposition: form-data; name="who"',
    '',
    'Pat',
    '--line',
    'Content-Disposition: form-data; name="file"; filename="a.txt"',
    'Content-Type: text/plain',
    '',
    'A',
    '--line--',
    '',
  ];
  await ask(`POST ${event}/attachments?code=key`, {
    body: form.join('\r\n'),
    headers: { 'Content-Type': 'multipart/form-data; boundary=line' },
  });
  await ask(`POST ${event}/attachments`, { body: 'broken', headers: { 'Content-Type': 'multipart/form-data; boundary=line' } });
  await ask(`GET ${event}/attachments`);
  await ask(`DELETE ${event}`);
  await ask('POST /hooks/v1.0/users/adele@contoso.example/events/none/attachments', text);
  await ask('POST /hooks/v1.0/me/events/hooked/attachments', text);
  const body = '{"action":"published"}';
  const signature = `sha256=${createHmac('sha256', hookSecret).update(body).digest('hex')}`;
  const signed = {
    body,
    app: 'signedHooks' as const,
    headers: { 'Content-Type': 'application/json', 'X-GitHub-Delivery': '1', 'X-Hub-Signature-256': signature },
  };
  await ask(`POST ${event}/attachments?name=release.json`, signed);
  await ask(`POST ${event}/attachments?name=release.json`, signed);
  await ask(`POST ${event}/attachments?name=other.json`, signed);
  await ask(`POST ${event}/attachments?name=release.json`, { ...signed, body: '{}' });
  await ask(`PUT ${event}`, { ...signed });
  await ask('GET /v1.0/me/events/hooked/attachments?$select=name,size,contentType', { as });
}

/** The value of a placeholder, by the collection before it. */
export type Places = Readonly<Record<string, string>>;

/** Sends a GET for every path that Graph has published for attachments, as an application if the path has no `me`. */
export async function recordSpellings({ ask }: Recorder, { adele, application }: People, places: Places): Promise<void> {
  const attached = async (event: string): Promise<Places> => {
    const { id } = await ask(`POST /v1.0${event}/attachments`, { as: adele, json: file });
    const name = event.split('/').at(-1) ?? '';
    return { ...places, events: name, calendarview: name, attachments: id };
  };
  const ofGroup = await attached(`/groups/${places.groups ?? ''}/events/team-event`);
  const inCalendar = await attached('/me/events/shared-event');
  const inDefault = await attached('/me/events/attached');
  for (const { template } of [...publishedTemplates, ...joinedGroupTemplates, ...documentedTemplates]) {
    const named = /\/(groups|joinedgroups)\//i.test(template) ? ofGroup : /\/calendars\//i.test(template) ? inCalendar : inDefault;
    const path = template.replace(
      /([A-Za-z]+)(\/|\(')\{[^/']*\}/g,
      (_, name: string, opening: string) => `${name}${opening}${named[name.toLowerCase()] ?? 'none'}`,
    );
    await ask(`GET /v1.0${path}`, { as: /^\/(me|groups)\b|joinedGroups/i.test(path) ? adele : application });
  }
}
