// What a deleted user or group had: all of it goes, in pages that may be cut off anywhere, and nothing of anybody else's.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createServices } from '../../../functions/compose/app.ts';
import { sweep, type SweepDependencies } from '../../../lib/cleanup/sweep.ts';
import { mailboxPartition } from '../../../lib/calendar/mailbox.ts';
import { createDirectory, type Directory } from '../../../lib/directory/directory.ts';
import type { Contents } from '../../../lib/stores/contents.ts';
import type { Document, Write } from '../../../lib/stores/documents.ts';
import { startDocuments, type TestDocuments } from '../../support/stores/documents.ts';
import { ignoredChanges } from '../../support/stores/dying.ts';

let documents: TestDocuments;
let directory: Directory;
let now = Date.now();
/** Blobs that are there, and how many removals work before one fails. */
let blobs: Set<string>;
let removalsLeft = Infinity;
const by = 'app:test';

const contents: Pick<Contents, 'remove' | 'list'> = {
  remove: (name) => {
    if (removalsLeft-- <= 0) return Promise.reject(new Error('cut off'));
    blobs.delete(name);
    return Promise.resolve();
  },
  // eslint-disable-next-line @typescript-eslint/require-await -- nothing to wait for
  async *list() {
    yield* [];
  },
};

const deps = (): SweepDependencies => ({
  ...documents,
  clock: () => now,
  contents: contents as Contents,
  meetings: createServices({ ...documents, contents: contents as Contents }).meetings,
  entries: createServices({ ...documents, contents: contents as Contents }).entries,
  failed: (error) => {
    throw error;
  },
});

beforeAll(async () => {
  documents = await startDocuments();
  directory = createDirectory({ documents: documents.directory, clock: () => now, randomness: (n) => randomBytes(n), ...ignoredChanges });
});
beforeEach(() => {
  blobs = new Set();
  removalsLeft = Infinity;
});
afterAll(() => documents.close());

const settled = 901_000;

async function fill(partition: string, count: number): Promise<void> {
  for (let at = 0; at < count; at += 50) {
    const [first, ...rest] = Array.from({ length: Math.min(50, count - at) }, (_, i): Write => ({
      write: 'create',
      document: sample(partition, at + i),
    }));
    if (first !== undefined) expect(await documents.mailboxes.commit(partition, [first, ...rest])).toMatchObject({ outcome: 'done' });
  }
}

/** A document that names its blob in one of the places where documents do. */
function sample(partition: string, number: number): Document {
  const blob = `${partition}/${number}`;
  blobs.add(blob);
  const id = `document-${number}`;
  const shapes: readonly Document[] = [
    { id, kind: 'attachment', content: { blob } },
    { id, kind: 'upload', blob },
    { id, kind: 'event', bodyContent: { blob, size: 1 } },
    { id, kind: 'purge', blobs: [blob] },
  ];
  return shapes[number % shapes.length] ?? { id };
}

const left = async (partition: string): Promise<number> =>
  (await documents.mailboxes.query(partition, { where: { is: 'gt', property: 'kind', value: '' }, orderBy: [], limit: 1000 })).length;

describe('a deleted user', () => {
  it('a deleted user leaves no document and no blob, and other mailboxes as they are', async () => {
    const tenant = documents.newTenant();
    const { userId } = await directory.createUser(tenant, { userId: directory.newId(), upn: 'a@x.example' }, by);
    const [mine, others] = [userId, directory.newId()].map((id) => mailboxPartition({ tenant, kind: 'users', id }));
    if (mine === undefined || others === undefined) return expect.fail();
    await fill(mine, 230);
    await fill(others, 8);
    const groupId = directory.newId();
    await directory.enterMember(tenant, groupId, userId, by);
    await directory.enterMember(tenant, groupId, others, by);
    await directory.enterInvitation(tenant, { invitationId: 'i', userId }, by);

    await sweep(deps());
    expect(await left(mine)).toBe(230);
    await directory.removeUser(tenant, userId, by);
    await sweep(deps());
    expect(await left(mine)).toBe(0);
    expect([...blobs].filter((name) => name.startsWith(`${mine}/`))).toEqual([]);
    expect([await left(others), blobs.size]).toEqual([8, 8]);
    expect(await directory.isMember(tenant, groupId, userId)).toBe(false);
    expect(await directory.isMember(tenant, groupId, others)).toBe(true);
    expect(await directory.invitation(tenant, 'i')).toBeUndefined();
  });

  it('a deleted user whose purge is cut off anywhere is purged by the next one', async () => {
    const tenant = documents.newTenant();
    const { userId } = await directory.createUser(tenant, { userId: directory.newId() }, by);
    const mine = mailboxPartition({ tenant, kind: 'users', id: userId });
    await fill(mine, 150);
    await directory.removeUser(tenant, userId, by);
    for (const until of [0, 1, 99, 100, 101]) {
      removalsLeft = until;
      await sweep(deps()).catch(() => undefined);
    }
    removalsLeft = Infinity;
    await Promise.all([sweep(deps()), sweep(deps())]);
    expect([await left(mine), blobs.size]).toEqual([0, 0]);
  });

  it('a deleted user loses what a request wrote that did not know yet; only then the id is free', async () => {
    const tenant = documents.newTenant();
    const created = { userId: directory.newId(), upn: 'a@x.example' };
    await directory.createUser(tenant, created, by);
    const mine = mailboxPartition({ tenant, kind: 'users', id: created.userId });
    await directory.removeUser(tenant, created.userId, by);
    expect(await sweep(deps())).toMatchObject({ owners: 0 });
    await fill(mine, 3);
    await sweep(deps());
    expect(await left(mine)).toBe(3);
    await expect(directory.createUser(tenant, created, by)).rejects.toMatchObject({
      message: expect.stringContaining('still being removed') as unknown,
    });

    now += settled;
    expect((await sweep(deps())).owners).toBeGreaterThanOrEqual(1);
    expect([await left(mine), blobs.size]).toEqual([0, 0]);
    expect(await directory.lookUp(tenant, created.userId)).toEqual({ is: 'deleted' });
    expect(await directory.createUser(tenant, created, by)).toMatchObject(created);
    now += settled;
    await fill(mine, 2);
    await sweep(deps());
    expect(await left(mine)).toBe(2);
    expect(await directory.removeUser(tenant, created.userId, by)).toBe(created.userId);
    await sweep(deps());
    expect(await left(mine)).toBe(0);
  });
});

it('a deleted group loses its calendar and its memberships, its members nothing', async () => {
  const tenant = documents.newTenant();
  const { groupId } = await directory.createGroup(tenant, { groupId: directory.newId(), mailNickname: 'team', displayName: 'Team' }, by);
  const { userId } = await directory.createUser(tenant, { userId: directory.newId() }, by);
  const [team, member] = [
    mailboxPartition({ tenant, kind: 'groups', id: groupId }),
    mailboxPartition({ tenant, kind: 'users', id: userId }),
  ];
  await fill(team, 5);
  await fill(member, 4);
  await directory.enterMember(tenant, groupId, userId, by);
  await directory.removeGroup(tenant, groupId, by);
  await sweep(deps());
  expect([await left(team), await left(member)]).toEqual([0, 4]);
  expect(await directory.isMember(tenant, groupId, userId)).toBe(false);
  expect(await directory.user(tenant, userId)).toMatchObject({ userId });
});
