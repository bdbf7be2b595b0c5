// Upload sessions that others start in somebody's mailbox: bounds of theirs, so that its user always has room.
import { anHour } from '../../support/api/events.ts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApplicationCaller, Caller } from '../../../lib/access/tokens/caller.ts';
import { sessionBody } from '../../support/api/bodies.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';
import type { InstanceAnswer } from '../../support/stores/instances.ts';

const hourMs = 3_600_000;
/** How far the service's clock is ahead. */
let later = 0;

let home: Household;
beforeAll(async () => {
  home = await startHousehold(() => Date.now() + later, { MAILBOX_UPLOAD_SESSIONS: 8 });
});
afterAll(() => home.close());

/** Someone's event, and how anybody starts a session there. */
async function eventOf(owner: Housemate): Promise<(by: Caller) => Promise<InstanceAnswer>> {
  const { json } = await owner.must('POST', '/v1.0/me/events', { subject: 'x', ...anHour });
  return (by) => startAt(`/v1.0/users/${owner.id}/events/${String(json.id)}`, by);
}
const startAt = (event: string, by: Caller): Promise<InstanceAnswer> =>
  home.instance.send(by, 'POST', `${event}/attachments/createUploadSession`, sessionBody(10));

/** As many starts one after another: their statuses. */
async function times(count: number, start: () => Promise<InstanceAnswer>): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (let i = 0; i < count; i++) statuses.push((await start()).status);
  return statuses;
}

const refused = (words: RegExp) => ({
  status: 429,
  json: { error: { code: 'TooManyRequests', message: expect.stringMatching(words) as unknown } },
  headers: { 'Retry-After': '60' },
});

const application = (role = 'Calendars.ReadWrite'): ApplicationCaller => ({
  kind: 'application',
  tenant: home.tenant,
  appId: randomUUID(),
  id: randomUUID(),
  roles: new Set([role]),
});

it('each of those who write has a quarter of a mailbox’s sessions, all of them half, and its user the rest, until they expire', async () => {
  const [owner, first, second] = [await home.come('owner'), await home.come('first'), await home.come('second')];
  await owner.share(first, 'write');
  await owner.share(second, 'write');
  const start = await eventOf(owner);

  const burst = await Promise.all(Array.from({ length: 6 }, () => start(first.caller)));
  expect(burst.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(2);
  expect(await start(first.caller)).toMatchObject(refused(/^You have 2 upload sessions open in this mailbox/));
  expect(await times(2, () => start(second.caller))).toEqual([201, 201]);
  const app = application();
  expect(await start(app)).toMatchObject(refused(/^The mailbox has 4 upload sessions open that others than its user have started/));

  expect(await times(4, () => start(owner.caller))).toEqual([201, 201, 201, 201]);
  expect(await start(owner.caller)).toMatchObject(refused(/^The mailbox has 8 upload sessions open/));

  later = 25 * hourMs;
  expect(await times(3, () => start(app))).toEqual([201, 201, 429]);
  expect(await times(3, () => start(first.caller))).toEqual([201, 201, 429]);
  expect(await times(5, () => start(owner.caller))).toEqual([201, 201, 201, 201, 429]);
});

it('in a group’s mailbox, which is nobody’s own, each member has a quarter, and they have all of it together', async () => {
  const names = { displayName: 'team', mailNickname: 'team', mailEnabled: true, securityEnabled: false, groupTypes: ['Unified'] };
  const group = String((await home.instance.send(application('Group.ReadWrite.All'), 'POST', '/v1.0/groups', names)).json.id);
  const members = await Promise.all(
    Array.from({ length: 5 }, async (_, n) => ({ ...(await home.come(`member-${n}`)).caller, groups: new Set([group]) })),
  );
  const [maker] = members;
  const made = await home.instance.send(maker ?? application(), 'POST', `/v1.0/groups/${group}/events`, { subject: 'x', ...anHour });
  const event = `/v1.0/groups/${group}/events/${String(made.json.id)}`;
  for (const member of members.slice(0, 4)) {
    expect(await times(2, () => startAt(event, member))).toEqual([201, 201]);
    expect((await startAt(event, member)).status).toBe(429);
  }
  expect(await startAt(event, members[4] ?? application())).toMatchObject(refused(/^The mailbox has 8 upload sessions open/));
});

it('somebody’s bound in one mailbox is none in another, nor in the own', async () => {
  const [one, other, writer] = [await home.come('one'), await home.come('other'), await home.come('writer')];
  for (const owner of [one, other]) {
    await owner.share(writer, 'write');
    const start = await eventOf(owner);
    expect(await times(3, () => start(writer.caller))).toEqual([201, 201, 429]);
  }
  const start = await eventOf(writer);
  expect(await times(9, () => start(writer.caller))).toEqual([...Array.from({ length: 8 }, () => 201), 429]);
});
