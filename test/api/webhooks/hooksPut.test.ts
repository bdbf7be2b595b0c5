// PUT by webhooks: what they may replace, what they are told of it, and that no PUT makes something readable by its silence.
import { anHour } from '../../support/api/events.ts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError, idsIn } from '../../support/api/answers.ts';
import { hourOn } from '../../support/api/events.ts';
import { newPerson as newcomer, newStranger, type Person } from '../../support/people/people.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { fileBody } from '../../support/api/bodies.ts';
import { allowHooks, formOf, startHookStack, type HookStack } from '../../support/api/hooks.ts';
import { inboxOf } from '../../support/api/meetings.ts';
import { openapi } from '../../../infra/openapi/openapi.ts';
import { judgeBy } from '../../support/openapi/holdTo.ts';

let api: Api;
let owner: Person;
let hooks: HookStack;
beforeAll(async () => {
  api = await openApi();
  owner = await newStranger(api);
  hooks = await startHookStack(allowHooks(owner.id));
});
afterAll(async () => {
  await hooks.stop();
});

const newPath = (): string => `/v1.0/users/${owner.id}/events/put-${randomUUID()}`;
const asOwner = (path: string, sent: object = {}) => api.send(path, { token: owner.token, ...sent });
const byHook = (path: string, headers = {}) => hooks.hook(path, { method: 'PUT', json: {}, headers });

it('an entry is never a webhook’s to put, nor is its id where no entry is', async () => {
  const organizer = await newcomer(api);
  const iCalUId = randomUUID();
  const invited = { ...anHour, attendees: [{ emailAddress: { address: owner.upn } }], iCalUId };
  await organizer.send(`/v1.0/me/events/${randomUUID()}`, { method: 'PUT', json: invited });
  const entry = await asOwner(`/v1.0/me/events(iCalUId='${iCalUId}')`);
  expect(entry.json.isOrganizer).toBe(false);
  const at = (id: string): string => `/v1.0/users/${owner.id}/events/${id}`;
  expectError(await byHook(at(String(entry.json.id))), 409, 'Conflict');
  expectError(await byHook(at(`${'a'.repeat(43)}=m`)), 400, 'ErrorInvalidIdMalformed');
  expect((await asOwner(`/v1.0/me/events(iCalUId='${iCalUId}')`)).text).toBe(entry.text);
});

describe('an event that no webhook has made', () => {
  it.each(['PUT', 'POST'])(
    'an event that no webhook has made, but one by %s, stays as it is, whatever a webhook puts there: 409, and nothing of it is told',
    async (method) => {
      const private_ = {
        subject: 'Board meeting',
        ...anHour,
        sensitivity: 'private',
        attendees: [{ emailAddress: { address: owner.upn } }],
      };
      const target = newPath();
      const made = await asOwner(method === 'PUT' ? target : '/v1.0/me/events', { method, json: private_ });
      const path = `/v1.0/users/${owner.id}/events/${String(made.json.id)}`;
      await asOwner(`${path}/attachments`, { json: fileBody('secret.txt', 'secret') });
      const before = await asOwner(path);
      for (const headers of [{}, { 'If-None-Match': '*' }, { 'If-None-Match': before.headers.get('etag') ?? '' }]) {
        const answer = await byHook(path, headers);
        expectError(answer, 409, 'Conflict', /a webhook has made/);
        expect(answer.text).not.toContain('Board');
      }
      expect((await asOwner(path)).text).toBe(before.text);
    },
  );

  it('an event that no webhook has made is told from one that is not there by nothing that makes none', async () => {
    const [there, elsewhere, nowhere] = [newPath(), newPath(), newPath()];
    await asOwner(there, { method: 'PUT', json: anHour });
    const { json: calendar } = await asOwner('/v1.0/me/calendars', { json: { name: randomUUID() } });
    const inOther = elsewhere.replace('/events/', `/calendars/${String(calendar.id)}/events/`);
    expect((await asOwner(inOther, { method: 'PUT', json: anHour })).status).toBe(201);
    const inDefault = (path: string) => path.replace('/events/', '/calendar/events/');
    for (const match of ['*', '"x"', (await asOwner(there)).headers.get('etag') ?? '']) {
      const answers = [];
      for (const path of [there, inDefault(there), inDefault(elsewhere), nowhere, inDefault(nowhere)])
        answers.push(await byHook(path, { 'If-Match': match }));
      expect(answers.map(({ status }) => status)).toEqual([412, 412, 412, 412, 412]);
      expect(new Set(answers.map(({ json }) => JSON.stringify([json.error]).replace(/"innerError".*/, ''))).size).toBe(1);
    }
    expect((await asOwner(nowhere)).status).toBe(404);
  });
});

describe('an event that a webhook has made', () => {
  it('an event that a webhook has made is replaced by a webhook, which is told its id and ETag alone', async () => {
    const path = newPath();
    const made = await hooks.hook(path, { method: 'PUT', json: { subject: 'one', transactionId: 'made' } });
    expect(Object.keys(made.json).sort()).toEqual(['@odata.context', '@odata.etag', 'id']);
    expect(made.headers.get('location')).toContain(String(made.json.id));
    // What attendees aren't shown is no reason to keep webhooks away, and neither are files of their own.
    await asOwner(path, { method: 'PATCH', json: { categories: ['Red category'] } });
    expect((await hooks.hook(`${path}/attachments`, { json: fileBody('log.txt') })).status).toBe(201);
    const again = await byHook(path);
    expect([again.status, Object.keys(again.json).sort()]).toEqual([200, ['@odata.context', '@odata.etag', 'id']]);
    const read = await asOwner(path);
    expect([read.json.subject, read.headers.get('etag')]).toEqual([null, again.json['@odata.etag']]);
    expectError(await byHook(path, { 'If-None-Match': '*' }), 412, 'ErrorIrresolvableConflict');
    expect((await byHook(path, { 'If-Match': again.headers.get('etag') ?? '' })).status).toBe(200);
  });

  it('an event that a webhook has made is another one once its owner has deleted it and put it again', async () => {
    const path = newPath();
    await byHook(path);
    await asOwner(path, { method: 'DELETE' });
    await asOwner(path, { method: 'PUT', json: { subject: 'mine', ...anHour } });
    expectError(await byHook(path), 409, 'Conflict');
  });
});

describe('an event that a webhook has made and somebody else has written to', () => {
  const recurrence = {
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 3 },
  };
  const series = { ...hourOn('03-01'), recurrence };
  const dayOf = async (path: string): Promise<string> =>
    idsIn(await asOwner(`${path}/instances?startDateTime=2027-03-01&endDateTime=2027-03-09`))[1] ?? '';
  const ranges = { 'Content-Range': 'bytes 0-4/5', 'Content-Type': 'application/octet-stream' };
  async function upload(path: string): Promise<Answer> {
    const json = { AttachmentItem: { attachmentType: 'file', name: 'big.bin', size: 5 } };
    const url = new URL(String((await asOwner(`${path}/attachments/createUploadSession`, { json })).json.uploadUrl));
    return api.send(`${url.pathname}${url.search}`, { method: 'PUT', body: 'bytes', headers: ranges, token: null });
  }
  /** What its owner, or an application, does to it. */
  const does: Readonly<Record<string, (path: string) => Promise<Answer>>> = {
    'makes private': (path) => asOwner(path, { method: 'PATCH', json: { sensitivity: 'private' } }),
    changes: (path) => asOwner(path, { method: 'PATCH', json: { subject: 'Mine' } }),
    replaces: (path) => asOwner(path, { method: 'PUT', json: { subject: 'Mine', ...series } }),
    'attaches to': (path) => asOwner(`${path}/attachments`, { json: fileBody('minutes.txt', 'secret') }),
    'uploads to': upload,
    'renames a file of': async (path) => {
      const { json } = await hooks.hook(`${path}/attachments`, { json: fileBody('log.txt') });
      return asOwner(`${path}/attachments/${String(json.id)}`, { method: 'PATCH', json: { name: 'mine.txt' } });
    },
    'removes a file of': async (path) => {
      const { json } = await hooks.hook(`${path}/attachments`, { json: fileBody('log.txt') });
      return asOwner(`${path}/attachments/${String(json.id)}`, { method: 'DELETE' });
    },
    'makes an occurrence private of': async (path) =>
      asOwner(`${path}/instances/${await dayOf(path)}`, { method: 'PATCH', json: { sensitivity: 'private' } }),
    'attaches to an occurrence of': async (path) =>
      asOwner(`${path}/instances/${await dayOf(path)}/attachments`, { json: fileBody('minutes.txt', 'secret') }),
    'uploads to an occurrence of': async (path) => upload(`${path}/instances/${await dayOf(path)}`),
    'cancels an occurrence of': async (path) => asOwner(`${path}/instances/${await dayOf(path)}`, { method: 'DELETE' }),
  };

  it.each(Object.keys(does))('one that its owner %s, is replaced by no webhook: 409, and nobody is let in', async (what) => {
    const path = newPath();
    expect((await hooks.hook(path, { method: 'PUT', json: series })).status).toBe(201);
    const done = await does[what]?.(path);
    expect(done?.status, done?.text).toBeLessThan(300);
    const before = await asOwner(path);
    const mallory = await newcomer(api, 'mallory');
    for (const json of [{}, { sensitivity: 'normal' }, { subject: 'rel', attendees: [{ emailAddress: { address: mallory.upn } }] }])
      expectError(await hooks.hook(path, { method: 'PUT', json }), 409, 'Conflict', /nobody else/);
    expectError(await byHook(path, { 'If-Match': '*' }), 412, 'ErrorIrresolvableConflict');
    expect((await asOwner(path)).text).toBe(before.text);
    // Attaching to it stays what webhooks are for.
    expect((await hooks.hook(`${path}/attachments`, { json: fileBody('log.txt') })).status).toBe(201);
  });

  it('an event that a webhook has made and somebody else has written to opens, once it is private, to nobody whom a webhook has named, until its owner names them', async () => {
    for (const sensitivity of ['normal', 'private']) {
      const path = newPath();
      const mallory = await newcomer(api, 'mallory');
      const attendees = [{ emailAddress: { address: mallory.upn } }];
      expect((await hooks.hook(path, { method: 'PUT', json: { attendees, sensitivity } })).status).toBe(201);
      expect((await hooks.hook(path, { method: 'PUT', json: { attendees } })).status).toBe(200);
      const own = { sensitivity: 'private', subject: 'TOPSECRET' };
      expect((await asOwner(path, { method: 'PATCH', json: own })).status).toBe(200);
      expect((await asOwner(`${path}/attachments`, { json: fileBody('TOPSECRET.txt', 'secret') })).status).toBe(201);
      const seen = async (): Promise<string> => {
        const texts: string[] = [];
        for (const { id } of await inboxOf(mallory))
          for (const below of ['event', 'event/attachments'])
            texts.push((await mallory.send(`/v1.0/me/messages/${String(id)}/${below}`)).text);
        return texts.join();
      };
      expect(await seen()).not.toContain('TOPSECRET');
      expect((await asOwner(path, { method: 'PATCH', json: { attendees } })).status).toBe(200);
      expect(await seen()).toContain('TOPSECRET');
    }
  });
});

describe('a PUT that does not speak of', () => {
  const discreet = { sensitivity: 'private', hideAttendees: true };

  it.each(['a webhook', 'the owner'])('a PUT that does not speak of sensitivity and hideAttendees keeps them, by %s', async (who) => {
    const path = newPath();
    const put = (json: object) =>
      who === 'the owner' ? asOwner(path, { method: 'PUT', json: { ...anHour, ...json } }) : hooks.hook(path, { method: 'PUT', json });
    await put({ subject: 'before', ...discreet });
    expect((await put({ subject: 'after' })).status).toBe(200);
    expect((await asOwner(path)).json).toMatchObject({ subject: 'after', ...discreet });
    await put({ sensitivity: null, hideAttendees: false });
    expect((await asOwner(path)).json).toMatchObject({ subject: null, sensitivity: 'normal', hideAttendees: false });
  });

  it('a PUT that does not speak of sensitivity shows nothing to whom the calendar is shared with', async () => {
    const reader = await newStranger(api);
    // The directory knows who has been here.
    await api.send('/v1.0/me', { token: reader.token });
    const { json: calendar } = await asOwner('/v1.0/me/calendar');
    const share = { emailAddress: { address: reader.upn, name: 'r' }, role: 'read' };
    const shared = await asOwner(`/v1.0/me/calendars/${String(calendar.id)}/calendarPermissions`, { json: share });
    expect(shared.status, shared.text).toBe(201);
    const path = newPath();
    await asOwner(path, { method: 'PUT', json: { subject: 'private', sensitivity: 'private', ...anHour } });
    await asOwner(`${path}/attachments`, { json: fileBody('secret.txt', 'secret') });
    const token = await api.token({ user: reader.upn, scope: 'Calendars.Read.Shared' });
    const read = async () => (await api.send(`${path}/attachments`, { token })).status;
    expect(await read()).toBe(404);
    expect((await asOwner(path, { method: 'PUT', json: anHour })).status).toBe(200);
    expect(await read()).toBe(404);
    await asOwner(path, { method: 'PATCH', json: { sensitivity: 'normal' } });
    expect(await read()).toBe(200);
  });
});

it('what webhooks are answered is what the document says, of an event, of one file and of several', async () => {
  const judge = judgeBy(openapi('1.2.3'));
  const faultsOf = (below: string, method: string, { status, json }: Answer): readonly string[] => {
    const path = `/hooks/v1.0/users/{user-id}/events/{event-id}${below}`;
    return judge(['paths', path, method, 'responses', String(status), 'content', 'application/json', 'schema'], json);
  };
  const event = newPath();
  const put = await byHook(event);
  expect([put.status, faultsOf('', 'put', put)]).toEqual([201, []]);
  const files = await formOf(['a', 'b'].map((name) => [name, new File([name], `${name}.txt`)] as const));
  for (const sent of [{ body: 'x' }, files]) {
    const attached = await hooks.hook(`${event}/attachments`, sent);
    expect([attached.status, faultsOf('/attachments', 'post', attached)]).toEqual([201, []]);
  }
});
