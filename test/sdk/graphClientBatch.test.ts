// Microsoft's `@microsoft/microsoft-graph-client` makes batches and reads their answers, unmodified, against the running stack.
import { randomUUID } from 'node:crypto';
import { BatchRequestContent, BatchResponseContent, type BatchRequestStep, type Client } from '@microsoft/microsoft-graph-client';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { anHour } from '../support/api/events.ts';
import { demoUsers } from '../../infra/local/provision/demo/tenant.ts';
import { bareBody, fileBody } from '../support/api/bodies.ts';
import { graphClient, trust } from '../support/clients/officialClients.ts';
import { sharedStack, type SharedStack } from '../support/process/sharedStack.ts';

let stack: SharedStack;
let client: Client;

beforeAll(async () => {
  stack = sharedStack();
  trust(stack);
  client = graphClient(stack, await stack.token({ user: demoUsers.adele.upn }));
});

const entity = z.object({ id: z.string() });
const page = z.object({ value: z.array(z.object({ name: z.string() })), '@odata.nextLink': z.string().optional() });
const responses = z.object({ responses: z.array(z.record(z.string(), z.unknown())) });

const json = { 'Content-Type': 'application/json' };

/** As an application builds its steps: with whole requests, whose URLs the client makes relative. */
const step = (id: string, path: string, init: RequestInit = {}, dependsOn?: string[]): BatchRequestStep => ({
  id,
  request: new Request(`${stack.httpsUrl}/v1.0${path}`, init),
  ...(dependsOn && { dependsOn }),
});

async function answersOf(...steps: BatchRequestStep[]): Promise<BatchResponseContent> {
  const content = await new BatchRequestContent(steps).getContent();
  return new BatchResponseContent(responses.parse(await client.api('/$batch').post(content)));
}

describe('@microsoft/microsoft-graph-client', () => {
  it('the client reads side by side in a batch', async () => {
    const answers = await answersOf(step('me', '/me'), step('events', '/me/events?$top=1'), step('none', '/me/events/none'));
    expect([...answers.getResponses().keys()].sort()).toEqual(['events', 'me', 'none']);
    expect(answers.getResponseById('me').ok).toBe(true);
    expect(await answers.getResponseById('me').json()).toMatchObject({ userPrincipalName: demoUsers.adele.upn });
    expect(answers.getResponseById('events').headers.get('content-type')).toMatch(/^application\/json/);
    expect(answers.getResponseById('none').status).toBe(404);
    expect(await answers.getResponseById('none').json()).toMatchObject({ error: { code: 'ErrorItemNotFound' } });
  });

  it('the client writes one after the other in a batch, and reads what has no body', async () => {
    const event = `/me/events/event-${randomUUID()}`;
    const answers = await answersOf(
      step('event', event, { method: 'PUT', headers: json, body: JSON.stringify({ subject: 'batched', ...anHour }) }),
      step('file', `${event}/attachments`, { method: 'POST', headers: json, body: JSON.stringify(fileBody('a.txt', 'hello')) }, ['event']),
      step('change', event, { method: 'PATCH', headers: json, body: JSON.stringify({ subject: 'changed' }) }, ['file']),
      step('read', `${event}?$expand=attachments`, {}, ['change']),
      step('delete', event, { method: 'DELETE' }, ['read']),
    );
    expect(['event', 'file', 'change', 'read', 'delete'].map((id) => answers.getResponseById(id).status)).toEqual([
      201, 201, 200, 200, 204,
    ]);
    expect(await answers.getResponseById('read').json()).toMatchObject({ subject: 'changed', attachments: [{ name: 'a.txt' }] });
    expect(await answers.getResponseById('delete').text()).toBe('');
    expect(answers.getResponseById('file').headers.get('location')).toMatch(new RegExp(`^${stack.httpsUrl}/v1\\.0/users`));
  });

  it('the client learns what failed in a batch, and what was not done for that', async () => {
    const event = `/me/events/none-${randomUUID()}`;
    const answers = await answersOf(
      step('1', event),
      step('2', `${event}/attachments`, { method: 'POST', headers: json, body: JSON.stringify(bareBody()) }, ['1']),
      step('3', '/me', {}, ['1']),
    );
    expect(['1', '2', '3'].map((id) => answers.getResponseById(id).status)).toEqual([404, 424, 424]);
    expect(await answers.getResponseById('2').json()).toMatchObject({ error: { code: 'FailedDependency' } });
  });

  it('the client reads a count and bytes as base64', async () => {
    const event = `/me/events/event-${randomUUID()}`;
    await client.api(event).put({ subject: 'bytes', ...anHour });
    const { id } = entity.parse(await client.api(`${event}/attachments`).post(fileBody('a.bin', Buffer.from([0, 255, 10]))));
    const answers = await answersOf(step('count', `${event}/attachments/$count`), step('value', `${event}/attachments/${id}/$value`));
    expect(Buffer.from(await answers.getResponseById('count').text(), 'base64').toString()).toBe('1');
    expect(Buffer.from(await answers.getResponseById('value').text(), 'base64')).toEqual(Buffer.from([0, 255, 10]));
    expect(answers.getResponseById('value').headers.get('content-type')).toBe('application/octet-stream');
  });

  it('the client follows pages in batches, by their own links', async () => {
    const event = `/me/events/event-${randomUUID()}`;
    await client.api(event).put({ subject: 'pages', ...anHour });
    for (const name of ['1', '2', '3']) await client.api(`${event}/attachments`).post(bareBody({ name }));
    const names: string[] = [];
    let next: string | undefined = `${stack.httpsUrl}/v1.0${event}/attachments?$top=2&$select=name`;
    while (next !== undefined) {
      const answers: BatchResponseContent = await answersOf({ id: 'page', request: new Request(next) });
      const { value, '@odata.nextLink': link } = page.parse(await answers.getResponseById('page').json());
      names.push(...value.map(({ name }) => name));
      next = link;
    }
    expect(names).toEqual(['1', '2', '3']);
  });

  it('the client is told what is wrong with a batch', async () => {
    await expect(client.api('/$batch').post({ requests: [] })).rejects.toMatchObject({ statusCode: 400, code: 'BadRequest' });
  });
});
