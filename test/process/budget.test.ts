// The byte budget: what doesn't fit into memory is told to come again, and comes through when it does.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Api } from '../support/api/api.ts';
import { startAppHost, type AppHost } from '../support/process/appHost.ts';

let host: AppHost;
let api: Api;

beforeAll(async () => {
  host = await startAppHost({ BYTE_BUDGET_MIB: '16' });
  ({ api } = host);
});

afterAll(() => host.end());

it('the budget refuses with 503 and Retry-After beyond it, loses nothing and doubles nothing', async () => {
  const event = await api.newEvent();
  const json = { '@odata.type': '#microsoft.graph.fileAttachment', name: 'x', contentBytes: Buffer.alloc(3_000_000, 7).toString('base64') };
  const attach = () => api.send(`/v1.0/me/events/${event}/attachments`, { json });
  const answers = await Promise.all(Array.from({ length: 12 }, attach));
  const refused = answers.filter(({ status }) => status === 503);
  expect(refused.length).toBeGreaterThan(0);
  for (const { headers, json: body } of refused) {
    expect(headers.get('retry-after')).toMatch(/^\d+$/);
    expect(body).toMatchObject({ error: { code: 'ServiceUnavailable' } });
  }
  const accepted = answers.filter(({ status }) => status === 201);
  expect(accepted.length + refused.length).toBe(answers.length);
  expect((await attach()).status).toBe(201);
  expect((await api.send(`/v1.0/me/events/${event}/attachments/$count`)).text).toBe(String(accepted.length + 1));
});

it('the budget holds for the file that an item becomes, which may be larger than the item', async () => {
  const event = await api.newEvent();
  const attach = async (paragraphs: number): Promise<string> => {
    const item = { '@odata.type': '#microsoft.graph.event', body: { contentType: 'html', content: '<p>;;;;;;;;</p>'.repeat(paragraphs) } };
    const json = { '@odata.type': '#microsoft.graph.itemAttachment', name: 'x', item };
    const made = await api.send(`/v1.0/me/events/${event}/attachments`, { json });
    expect(made.status).toBe(201);
    return `/v1.0/me/events/${event}/attachments/${String(made.json.id)}`;
  };
  const large = await attach(160_000);
  expect((await api.send(`${large}?$expand=item`)).status).toBe(200);
  const refused = await api.send(`${large}/$value`);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
  expect((await api.send(`${await attach(40_000)}/$value`)).status).toBe(200);
});
