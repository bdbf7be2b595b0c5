// A user who is deleted: nowhere at once, and purged before the id can be given again.
import { anHour } from '../../support/api/events.ts';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { demoGroup } from '../../../infra/local/provision/demo/tenant.ts';
import { hashedId } from '../../../lib/runtime/ids.ts';
import { statusAndCode } from '../../support/api/answers.ts';
import { makeUser, newStranger } from '../../support/people/people.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { openSweptStores } from '../../support/stores/sweepOf.ts';

let api: Api;
let admin: string;
let reader: string;
const missing = [404, 'Request_ResourceNotFound'];
const bad = [400, 'Request_BadRequest'];

beforeAll(async () => {
  api = await openApi();
  admin = await api.token({ app: true, role: 'User.ReadWrite.All Calendars.ReadWrite' });
  reader = await api.token({ app: true, role: 'User.Read.All' });
});

describe('a deleted user', () => {
  it('a deleted user is nowhere at once: by no path, by no token, by no upload URL, in no message', async () => {
    const { id, upn, token } = await newStranger(api);
    const event = String((await api.send('/v1.0/me/events', { token, json: { subject: 'gone', ...anHour } })).json.id);
    const session = await api.send(`/v1.0/me/events/${event}/attachments/createUploadSession`, {
      token,
      json: { AttachmentItem: { attachmentType: 'file', name: 'x', size: 2 } },
    });
    expect(session.status).toBe(201);
    const upload = String(session.json.uploadUrl);
    expect((await api.send(upload, { token: null })).status).toBe(200);

    expect((await api.send(`/v1.0/users/${upn}`, { token: admin, method: 'DELETE' })).status).toBe(204);
    for (const path of [
      `me`,
      `me/events`,
      `me/events/${event}`,
      `users/${id}/events/${event}`,
      'me/memberOf',
      `groups/${demoGroup.id}/events/x`,
    ])
      expect(statusAndCode(await api.send(`/v1.0/${path}`, { token })), path).toEqual([404, 'ErrorInvalidUser']);
    expect((await api.send('/v1.0/me/events', { token, json: { subject: 'x', ...anHour } })).status).toBe(404);
    for (const key of [id, upn]) {
      expect((await api.send(`/v1.0/users/${key}/events/${event}`, { token: admin })).status).toBe(404);
      expect(statusAndCode(await api.send(`/v1.0/users/${key}`, { token: reader }))).toEqual(missing);
      expect(statusAndCode(await api.send(`/v1.0/users/${key}`, { token: admin, method: 'DELETE' }))).toEqual(missing);
    }
    const put = { method: 'PUT', token: null, body: new Uint8Array(2), headers: { 'Content-Range': 'bytes 0-1/2' } };
    expect(statusAndCode(await api.send(upload, { token: null }))).toEqual([404, 'ErrorItemNotFound']);
    expect(statusAndCode(await api.send(upload, put))).toEqual([404, 'ErrorItemNotFound']);
  });

  it('a deleted user is purged by the sweep, which leaves the id to be given again only when nothing can come any more', async () => {
    const { id, upn, token, partition } = await newStranger(api);
    await api.send('/v1.0/me/events', { token, json: { subject: 'gone', ...anHour } });
    await api.send(`/v1.0/users/${id}`, { token: admin, method: 'DELETE' });
    const swept = await openSweptStores(inject('stack'));
    await swept.sweepOf(partition, hashedId('ownerPurge', 'users', id));
    expect(statusAndCode(await api.send('/v1.0/users', { token: admin, json: { displayName: 'x', userPrincipalName: upn, id } }))).toEqual(
      bad,
    );
    expect((await makeUser(api, admin, { userPrincipalName: upn })).id).not.toBe(id);
  });
});
