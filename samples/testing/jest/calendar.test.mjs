// A test with Jest. Try it:  npm install --save-dev calendar-attachments jest && NODE_OPTIONS=--experimental-vm-modules npx jest --testMatch '**/*.test.mjs'
import { startCalendarCloud } from 'calendar-attachments/testing';

let cloud;
beforeAll(async () => {
  cloud = await startCalendarCloud({ seed: { people: [{ userPrincipalName: 'nina@contoso.example', displayName: 'Nina' }] } });
}, 60_000);
beforeEach(() => cloud.reset());
afterAll(() => cloud.stop());

test('a dropped connection is tried again', async () => {
  await cloud.fail({ method: 'GET', drop: true });
  const headers = { Authorization: `Bearer ${await cloud.token('nina@contoso.example', { scope: 'User.Read' })}` };
  const get = () => fetch(`${cloud.url}/v1.0/me`, { headers });
  const me = await get().catch(get);
  expect(await me.json()).toMatchObject({ displayName: 'Nina' });
  expect((await cloud.requests()).map(({ status }) => status)).toEqual([0, 200]);
});
