// Upload sessions that end without a file, and who may use one.
import { anHour } from '../../support/api/events.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { openApi, type Api } from '../../support/api/api.ts';
import { newSession, putRange } from '../../support/api/uploadOverHttp.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi();
});

describe('an upload that ends without a file', () => {
  it('an upload that ends by DELETE leaves nothing behind', async () => {
    const event = await api.newEvent();
    const url = await newSession(api, event, 100);
    await putRange(api, url, new Uint8Array(50), { total: 100 });
    expect((await api.send(url, { method: 'DELETE', token: null })).status).toBe(204);
    for (const method of ['GET', 'DELETE']) expect((await api.send(url, { method, token: null })).status).toBe(404);
    expect((await putRange(api, url, new Uint8Array(50), { first: 50, total: 100 })).status).toBe(404);
    expect((await api.send(`/v1.0/me/events/${event}/attachments/$count`)).text).toBe('0');
  });

  it('an upload ends with its event, which put again does not have it', async () => {
    const event = await api.newEvent();
    const url = await newSession(api, event, 100);
    await api.send(`/v1.0/me/events/${event}`, { method: 'DELETE' });
    expect((await putRange(api, url, new Uint8Array(100), { total: 100 })).status).toBe(404);
    await api.send(`/v1.0/me/events/${event}`, { method: 'PUT', json: anHour });
    expect((await putRange(api, url, new Uint8Array(100), { total: 100 })).status).toBe(404);
    expect((await api.send(`/v1.0/me/events/${event}/attachments/$count`)).text).toBe('0');
  });

  it('an upload is opened by its own secret alone', async () => {
    const url = await newSession(api, await api.newEvent(), 100);
    const other = url.at(-1) === 'A' ? 'B' : 'A';
    for (const wrong of [`${url.slice(0, -1)}${other}`, `${url}x`, url.slice(0, -1), `${api.url}/uploads/x`, `${api.url}/uploads`])
      expect((await api.send(wrong)).status).toBe(404);
    expect((await api.send(url, { method: 'POST', json: {}, token: null })).status).toBe(405);
    expect((await api.send(url, { token: 'not-a-token' })).status).toBe(200);
  });
});
