// Memberships: of a group, of a user, and those that a token adds.
import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDirectory, type Directory } from '../../../lib/directory/directory.ts';
import { startDocuments, type TestDocuments } from '../../support/stores/documents.ts';
import { ignoredChanges } from '../../support/stores/dying.ts';

let documents: TestDocuments;
let directory: Directory;
const by = 'app:test';

beforeAll(async () => {
  documents = await startDocuments();
  directory = createDirectory({ documents: documents.directory, clock: Date.now, randomness: (n) => randomBytes(n), ...ignoredChanges });
});
afterAll(() => documents.close());

const newGroup = async (tenant: string): Promise<string> => {
  const groupId = directory.newId();
  return (await directory.createGroup(tenant, { groupId, mailNickname: groupId, displayName: 'G' }, by)).groupId;
};
const newUser = async (tenant: string): Promise<string> => (await directory.createUser(tenant, { userId: directory.newId() }, by)).userId;

/** All pages of a user's groups. */
async function groupsOf(tenant: string, userId: string, others: readonly string[], limit: number): Promise<string[]> {
  const found: string[] = [];
  let after: string | undefined;
  do {
    const page = await directory.groupsOf(tenant, userId, others, { limit, ...(after !== undefined && { after }) });
    expect(page.entries.length).toBeLessThanOrEqual(limit);
    found.push(...page.entries.map(({ groupId }) => groupId));
    after = page.next;
  } while (after !== undefined);
  return found;
}

it('a membership is there once, and gone once', async () => {
  const tenant = documents.newTenant();
  const [group, user] = [await newGroup(tenant), await newUser(tenant)];
  expect(await directory.enterMember(tenant, group, user, by)).toBe(true);
  expect(await directory.enterMember(tenant, group, user, by)).toBe(false);
  expect(await directory.isMember(tenant, group, user)).toBe(true);
  expect(await directory.isMember(documents.newTenant(), group, user)).toBe(false);
  expect(await directory.removeMember(tenant, group, user)).toBe(true);
  expect(await directory.removeMember(tenant, group, user)).toBe(false);
  expect(await directory.isMember(tenant, group, user)).toBe(false);
});

it('a group shows its members, without deleted ones, and nothing else that has its id', async () => {
  const tenant = documents.newTenant();
  const [group, other] = [await newGroup(tenant), await newGroup(tenant)];
  const users = await Promise.all([1, 2, 3, 4].map(() => newUser(tenant)));
  for (const user of users) await directory.enterMember(tenant, group, user, by);
  await directory.enterMember(tenant, other, await newUser(tenant), by);
  await directory.removeUser(tenant, users[0] ?? '', by);
  const page = await directory.members(tenant, group, { limit: 10 });
  expect(page.next).toBeUndefined();
  expect(page.entries.map(({ userId }) => userId).sort()).toEqual(users.slice(1).sort());
});

it('groups of both sources come once each, whatever the page and the overlap', async () => {
  const tenant = documents.newTenant();
  const groups = await Promise.all(Array.from({ length: 12 }, () => newGroup(tenant)));
  await fc.assert(
    fc.asyncProperty(fc.subarray(groups), fc.subarray(groups), fc.integer({ min: 1, max: 14 }), async (byDirectory, byToken, limit) => {
      const user = randomUUID();
      for (const group of byDirectory) await directory.enterMember(tenant, group, user, by);
      const found = await groupsOf(tenant, user, [...byToken, randomUUID()], limit);
      expect(found.sort()).toEqual([...new Set([...byDirectory, ...byToken])].sort());
    }),
    { numRuns: 25 },
  );
});
