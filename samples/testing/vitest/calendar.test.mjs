// A test with Vitest. Try it:  npm install --save-dev calendar-attachments vitest && npx vitest run
import { startCalendarCloud } from 'calendar-attachments/testing';
import { afterAll, expect, it } from 'vitest';

const cloud = await startCalendarCloud();
afterAll(() => cloud.stop());
const events = async (user) => fetch(`${cloud.url}/v1.0/me/events`, { headers: { Authorization: `Bearer ${await cloud.token(user)}` } });

it('a client is told to wait, and the next day it may go on', async () => {
  await cloud.fail({ path: '/v1.0/me/events', status: 429, retryAfter: 60 });
  expect((await events('adele@contoso.example')).headers.get('Retry-After')).toBe('60');
  expect((await cloud.clock.advance({ days: 1 })).getTime()).toBeGreaterThan(Date.now());
  expect((await events('adele@contoso.example')).status).toBe(200);
});
