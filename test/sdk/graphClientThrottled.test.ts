// Microsoft's own JavaScript client where it sends too much: it waits for Retry-After, and comes through.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { openApi, type Api } from '../support/api/api.ts';
import { newStranger } from '../support/people/people.ts';
import { graphClient, trust } from '../support/clients/officialClients.ts';
import { startStack, type Stack } from '../support/process/stack.ts';

let stack: Stack;
let api: Api;

beforeAll(async () => {
  stack = await startStack({ env: { CALLER_REQUESTS: '100', CALLER_WINDOW_SECONDS: '10', CALLER_AT_ONCE: '4' } });
  trust(stack);
  api = await openApi(stack);
});

afterAll(() => stack.stop());

const events = z.looseObject({ value: z.array(z.unknown()) });

it('the client comes through after the time that it is told, when the window was full', async () => {
  const { token } = await newStranger(api);
  const send = () => api.send('/v1.0/me', { token });
  let told = 0;
  for (let i = 0; i < 1000 && told === 0; i++) {
    const { status, headers } = await send();
    if (status === 429) told = Number(headers.get('retry-after'));
  }
  expect(told).toBeGreaterThan(0);
  expect(told).toBeLessThanOrEqual(11); // A window, and a tenth.
  expect(events.parse(await graphClient(stack, token).api('/me/events').get()).value).toEqual([]);
});

it('the client comes through when it sends more at once than is let in', async () => {
  const { token } = await newStranger(api);
  const client = graphClient(stack, token);
  const answers = await Promise.all(Array.from({ length: 12 }, async () => events.parse(await client.api('/me/events').get())));
  expect(answers.map(({ value }) => value)).toEqual(answers.map(() => []));
});
