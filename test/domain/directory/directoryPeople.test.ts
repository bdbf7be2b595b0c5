// Users and groups of a directory: one holder for each name, changes that don't get lost, deletions that hold.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDirectory, type Directory } from '../../../lib/directory/directory.ts';
import type { Place } from '../../../lib/stores/keyset.ts';
import { startDocuments, type TestDocuments } from '../../support/stores/documents.ts';
import { ignoredChanges } from '../../support/stores/dying.ts';

let documents: TestDocuments;
let now = Date.UTC(2026, 0, 15, 12);
let directory: Directory;
const by = 'app:test';

const newDirectory = (): Directory =>
  createDirectory({ documents: documents.directory, clock: () => now, randomness: (n) => randomBytes(n), ...ignoredChanges });

beforeAll(async () => {
  documents = await startDocuments();
  directory = newDirectory();
});
afterAll(() => documents.close());

const person = (upn?: string) => ({ userId: directory.newId(), displayName: 'Somebody', ...(upn !== undefined && { upn }) });
const outcomes = async (attempts: readonly Promise<unknown>[]): Promise<string[]> =>
  (await Promise.allSettled(attempts)).map(({ status }) => status).sort();

it('an address is somebody’s whether it is asked for by itself, with few others or with hundreds', async () => {
  const tenant = documents.newTenant();
  const { userId: ann } = await directory.createUser(tenant, { ...person('Ann@x.example'), mail: 'mail@x.example' }, by);
  const { userId: guest } = await directory.createUser(
    tenant,
    { ...person('bob_y.example#EXT#@x.example'), guestName: 'bob_y.example', proxyAddresses: ['bob@y.example'] },
    by,
  );
  const known = { 'ann@x.example': ann, 'mail@x.example': ann, 'bob@y.example': guest, 'bob_y.example#ext#@x.example': guest };
  const others = ['nobody@x.example', 'bob_y.example', '', 'no address', '@'.repeat(300)];
  for (const count of [0, 250]) {
    const more = Array.from({ length: count }, (_, i) => `a${i}@x.example`);
    for (const names of [Object.keys(known).map((name) => name.toUpperCase()), [...more, ...Object.keys(known), ...others]])
      expect(Object.fromEntries(await directory.userIdsByAddress(tenant, names))).toEqual(known);
  }
  for (const [name, id] of Object.entries(known)) expect(await directory.userIdByAddress(tenant, name)).toBe(id);
});

describe('a userPrincipalName', () => {
  it('a userPrincipalName has one holder, however many ask for it at once, in any case of letters', async () => {
    const tenant = documents.newTenant();
    const attempts = ['Ann@x.example', 'ann@x.example', 'ANN@X.EXAMPLE'].map((upn) => directory.createUser(tenant, person(upn), by));
    expect(await outcomes(attempts)).toEqual(['fulfilled', 'rejected', 'rejected']);
    await expect(directory.createUser(tenant, person('aNN@x.example'), by)).rejects.toMatchObject({
      status: 400,
      code: 'Request_BadRequest',
      message: 'Another object with the same value for property userPrincipalName already exists.',
    });
    expect((await directory.users(tenant, { limit: 10 })).entries).toHaveLength(1);
  });

  it('a userPrincipalName is free for others of other tenants', async () => {
    const [one, other] = [documents.newTenant(), documents.newTenant()];
    const first = await directory.createUser(one, person('ann@x.example'), by);
    const second = await directory.createUser(other, person('ann@x.example'), by);
    expect(await directory.userIdByUpn(one, 'ANN@x.example')).toBe(first.userId);
    expect(await directory.userIdByUpn(other, 'ann@x.example')).toBe(second.userId);
    expect(await directory.user(other, first.userId)).toBeUndefined();
  });

  it('a userPrincipalName that is changed leaves the old one free, and the user the same', async () => {
    const tenant = documents.newTenant();
    const { userId } = await directory.createUser(tenant, person('old@x.example'), by);
    expect(await directory.changeUser(tenant, userId, { upn: 'new@x.example' })).toMatchObject({ userId, upn: 'new@x.example' });
    expect(await directory.userIdByUpn(tenant, 'old@x.example')).toBeUndefined();
    expect(await directory.userIdByUpn(tenant, 'new@x.example')).toBe(userId);
    const next = await directory.createUser(tenant, person('old@x.example'), by);
    await expect(directory.changeUser(tenant, userId, { upn: 'OLD@x.example' })).rejects.toMatchObject({ code: 'Request_BadRequest' });
    expect(await directory.userIdByUpn(tenant, 'old@x.example')).toBe(next.userId);
    expect(await directory.user(tenant, userId)).toMatchObject({ upn: 'new@x.example' });
  });

  it('a userPrincipalName can be changed in its letters alone', async () => {
    const tenant = documents.newTenant();
    const { userId } = await directory.createUser(tenant, person('ann@x.example'), by);
    expect(await directory.changeUser(tenant, userId, { upn: 'Ann@x.example' })).toMatchObject({ upn: 'Ann@x.example' });
    expect(await directory.userIdByUpn(tenant, 'ann@x.example')).toBe(userId);
  });

  it('a userPrincipalName that two users swap into at once ends with one of them', async () => {
    const tenant = documents.newTenant();
    const [a, b] = await Promise.all(['a@x.example', 'b@x.example'].map((upn) => directory.createUser(tenant, person(upn), by)));
    if (a === undefined || b === undefined) return expect.fail();
    const changes = [a, b].map(({ userId }) => directory.changeUser(tenant, userId, { upn: 'c@x.example' }));
    expect(await outcomes(changes)).toEqual(['fulfilled', 'rejected']);
    const holder = await directory.userIdByUpn(tenant, 'c@x.example');
    const [left, freed] = holder === a.userId ? ['b@x.example', 'a@x.example'] : ['a@x.example', 'b@x.example'];
    expect(await directory.userIdByUpn(tenant, left)).toBe(holder === a.userId ? b.userId : a.userId);
    expect(await directory.userIdByUpn(tenant, freed)).toBeUndefined();
  });
});

describe('changes of one user', () => {
  it('changes of one user at once are all kept', async () => {
    const tenant = documents.newTenant();
    const { userId } = await directory.createUser(tenant, person(), by);
    const names = ['givenName', 'surname', 'jobTitle', 'mobilePhone'];
    await Promise.all(names.map((name) => directory.changeUser(tenant, userId, { [name]: name })));
    expect(await directory.user(tenant, userId)).toMatchObject(Object.fromEntries(names.map((name) => [name, name])));
  });

  it('changes of one user clear what they set to nothing, and nothing else', async () => {
    const tenant = documents.newTenant();
    const { userId, created } = await directory.createUser(tenant, { ...person('a@x.example'), jobTitle: 'x', mail: 'a@y.example' }, by);
    now += 1000;
    const changed = await directory.changeUser(tenant, userId, { jobTitle: undefined });
    expect(changed).toMatchObject({ mail: 'a@y.example', upn: 'a@x.example', created });
    expect((await directory.user(tenant, userId))?.jobTitle).toBeUndefined();
  });

  it('changes of nobody change nothing', async () => {
    expect(await directory.changeUser(documents.newTenant(), directory.newId(), { jobTitle: 'x' })).toBeUndefined();
  });
});

describe('what a token says', () => {
  const signedIn = (userId: string, upn: string, issuedAt: number) => ({ userId, upn, displayName: 'Ann', issuedAt });

  it('what a token says adds the user', async () => {
    const [tenant, userId] = [documents.newTenant(), directory.newId()];
    await directory.recognizeUser(tenant, { ...signedIn(userId, 'ann@x.example', now), isMember: true });
    expect(await directory.user(tenant, userId)).toMatchObject({ upn: 'ann@x.example', displayName: 'Ann', userType: 'Member' });
    expect(await directory.userIdByUpn(tenant, 'ann@x.example')).toBe(userId);
  });

  it('what a token says renames when it is newer than the name, and not when it is older', async () => {
    const [tenant, userId] = [documents.newTenant(), directory.newId()];
    await directory.recognizeUser(tenant, signedIn(userId, 'first@x.example', now));
    await directory.recognizeUser(tenant, signedIn(userId, 'second@x.example', now + 5000));
    await directory.recognizeUser(tenant, signedIn(userId, 'first@x.example', now + 4000));
    expect(await directory.user(tenant, userId)).toMatchObject({ upn: 'second@x.example' });
    expect(await directory.userIdByUpn(tenant, 'first@x.example')).toBeUndefined();

    now += 10_000;
    await directory.changeUser(tenant, userId, { upn: 'third@x.example' });
    await directory.recognizeUser(tenant, signedIn(userId, 'second@x.example', now - 1));
    expect(await directory.userIdByUpn(tenant, 'third@x.example')).toBe(userId);
    await directory.recognizeUser(tenant, signedIn(userId, 'fourth@x.example', now + 1));
    expect(await directory.userIdByUpn(tenant, 'fourth@x.example')).toBe(userId);
  });

  it('what a token says takes no name that another user has by a token of its own', async () => {
    const tenant = documents.newTenant();
    const holder = await directory.createUser(tenant, person('ann@x.example'), by);
    await directory.recognizeUser(tenant, signedIn(holder.userId, 'ann@x.example', now));
    const [fresh, known] = [directory.newId(), directory.newId()];
    await directory.recognizeUser(tenant, signedIn(fresh, 'ann@x.example', now));
    await directory.recognizeUser(tenant, signedIn(known, 'bob@x.example', now));
    await directory.recognizeUser(tenant, signedIn(known, 'ann@x.example', now + 1));
    expect(await directory.userIdByUpn(tenant, 'ann@x.example')).toBe(holder.userId);
    expect(await directory.user(tenant, fresh)).toMatchObject({ userId: fresh });
    expect((await directory.user(tenant, fresh))?.upn).toBeUndefined();
    expect(await directory.user(tenant, known)).toMatchObject({ upn: 'bob@x.example' });
  });

  it('what a token says keeps the name that an application gave, and tells that an invited one has come', async () => {
    const tenant = documents.newTenant();
    const { userId } = await directory.createUser(tenant, { ...person(), userType: 'Guest', externalUserState: 'PendingAcceptance' }, by);
    await directory.recognizeUser(tenant, signedIn(userId, 'pat@x.example', now - 1));
    expect(await directory.user(tenant, userId)).toMatchObject({
      displayName: 'Somebody',
      upn: 'pat@x.example',
      userType: 'Guest',
      externalUserState: 'Accepted',
    });
  });

  it('what a token says does not bring a deleted user back', async () => {
    const tenant = documents.newTenant();
    const { userId } = await directory.createUser(tenant, person('ann@x.example'), by);
    expect(await directory.removeUser(tenant, userId, by)).toBe(userId);
    await directory.recognizeUser(tenant, signedIn(userId, 'ann@x.example', now + 1));
    expect(await directory.user(tenant, userId)).toBeUndefined();
    expect(await directory.lookUp(tenant, userId)).toEqual({ is: 'deleted' });
    expect(await directory.userIdByUpn(tenant, 'ann@x.example')).toBeUndefined();
  });
});

describe('a deleted object', () => {
  it('a deleted object frees its name, and is deleted once', async () => {
    const tenant = documents.newTenant();
    const { userId } = await directory.createUser(tenant, person('ann@x.example'), by);
    const removals = await Promise.all([1, 2, 3].map(() => directory.removeUser(tenant, userId, by)));
    expect(removals).toContain(userId);
    expect(await directory.removeUser(tenant, userId, by)).toBeUndefined();
    expect((await directory.createUser(tenant, person('ann@x.example'), by)).upn).toBe('ann@x.example');
    expect(await documents.directory.due(0, now / 1000, 100)).toContainEqual(expect.objectContaining({ partition: tenant }));
  });

  it('a deleted object keeps its id until its mailbox is empty', async () => {
    const tenant = documents.newTenant();
    const group = { groupId: directory.newId(), mailNickname: 'team', displayName: 'Team' };
    await directory.createGroup(tenant, group, by);
    await expect(directory.createGroup(tenant, group, by)).rejects.toMatchObject({
      message: expect.stringContaining('property id') as unknown,
    });
    await directory.removeGroup(tenant, group.groupId, by);
    await expect(directory.createGroup(tenant, group, by)).rejects.toMatchObject({
      message: expect.stringContaining('still being removed') as unknown,
    });
    expect(await directory.group(tenant, group.groupId)).toBeUndefined();
    expect(await directory.groupIdByNickname(tenant, 'team')).toBeUndefined();
  });
});

it('a mailNickname has one holder, and moves with a change', async () => {
  const tenant = documents.newTenant();
  const group = (mailNickname: string) => ({ groupId: directory.newId(), mailNickname, displayName: mailNickname });
  const first = await directory.createGroup(tenant, group('team'), by);
  await expect(directory.createGroup(tenant, group('TEAM'), by)).rejects.toMatchObject({
    message: 'Another object with the same value for property mailNickname already exists.',
  });
  await directory.changeGroup(tenant, first.groupId, { mailNickname: 'crew' }, by);
  expect(await directory.groupIdByNickname(tenant, 'Crew')).toBe(first.groupId);
  expect((await directory.createGroup(tenant, group('team'), by)).mailNickname).toBe('team');
});

it('lists give each entry once, page by page, while others come and go', async () => {
  const tenant = documents.newTenant();
  const users = await Promise.all(Array.from({ length: 25 }, () => directory.createUser(tenant, person(), by)));
  const gone = users.slice(0, 5).map(({ userId }) => userId);
  const seen: string[] = [];
  let after: Place | undefined;
  do {
    const page = await directory.users(tenant, { limit: 7, after });
    seen.push(...page.entries.map(({ userId }) => userId));
    after = page.next;
    if (seen.length === 7) {
      for (const userId of gone) await directory.removeUser(tenant, userId, by);
      await Promise.all(Array.from({ length: 3 }, () => directory.createUser(tenant, person(), by)));
    }
  } while (after !== undefined);
  expect(new Set(seen).size).toBe(seen.length);
  const stayed = users.map(({ userId }) => userId).filter((userId) => !gone.includes(userId));
  expect(seen).toEqual(expect.arrayContaining(stayed));
});

it('the secret of a tenant is one, whoever makes it first', async () => {
  const tenant = documents.newTenant();
  const made = await Promise.all([1, 2, 3, 4].map(() => newDirectory().listSecret(tenant)));
  expect(new Set(made.map((secret) => Buffer.from(secret).toString('hex'))).size).toBe(1);
  expect(made[0]).toHaveLength(32);
  expect(Buffer.from(await directory.listSecret(documents.newTenant()))).not.toEqual(made[0]);
});
