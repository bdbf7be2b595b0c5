// Who is there: a read for each process and owner in half a minute, and what a process keeps in mind.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Directory } from '../../../lib/directory/directory.ts';
import { createUserStatus, defaultPresenceAge, type UserStatus } from '../../../lib/directory/users/userStatus.ts';
import { createTtlCache } from '../../../lib/runtime/ttlCache.ts';
import type { Found } from '../../../lib/directory/entry.ts';
import type { Recognized } from '../../../lib/directory/users/recognition.ts';
import type { User } from '../../../lib/directory/users/users.ts';

const now = Date.UTC(2026, 0, 15, 12);
let clock = now;
let reads: string[];
let named: string[];
let recognized: string[];
let fails: boolean;
let users: Map<string, User | 'deleted' | { readonly of: string }>;
let recognizes: () => Promise<Recognized | 'gone'>;
let presence: UserStatus;

const record = (userId: string, upn?: string): User => ({
  schema: 1,
  created: '2026-01-01T00:00:00.000Z',
  createdBy: 'app:test',
  modified: '2026-01-01T00:00:00.000Z',
  userId,
  upn,
  upnAsOf: now,
  upnVerified: true,
});

const directory = {
  lookUp: (tenant: string, userId: string): Promise<Found<User>> => {
    reads.push(`${tenant} ${userId}`);
    if (fails) return Promise.reject(new Error('store'));
    const found = users.get(userId);
    if (found === undefined || found === 'deleted') return Promise.resolve({ is: found ?? 'unknown' });
    return Promise.resolve('of' in found ? { is: 'alias', of: found.of } : { is: 'there', entry: found });
  },
  group: (_tenant: string, groupId: string) => {
    reads.push(groupId);
    return Promise.resolve(undefined);
  },
  recognizeUser: (_tenant: string, { userId, upn }: { readonly userId: string; readonly upn?: string }) => {
    recognized.push(`${userId} ${upn ?? ''}`);
    return recognizes();
  },
} satisfies Partial<Directory>;

beforeEach(() => {
  clock = now;
  reads = [];
  recognized = [];
  fails = false;
  recognizes = () => Promise.reject(new Error('store'));
  users = new Map();
  named = [];
  const onNamed = (_tenant: string, userId: string, addresses: readonly string[]): Promise<void> => {
    named.push(...addresses.map((address) => `${userId} ${address}`));
    return Promise.resolve();
  };
  presence = createUserStatus({ directory: directory as Partial<Directory> as Directory, clock: () => clock, onNamed });
});

const ann = { userId: 'ann', upn: 'ann@x.example', issuedAt: now };

describe('a user who comes', () => {
  it('a user who comes costs one read in 30 seconds, however many requests come at once', async () => {
    users.set('ann', record('ann', 'ann@x.example'));
    await Promise.all([1, 2, 3].map(() => presence.ensureUser('t', ann)));
    clock += defaultPresenceAge - 1;
    await presence.ensureUser('t', ann);
    expect(reads).toEqual(['t ann']);
    clock += 1;
    await presence.ensureUser('t', ann);
    expect(reads).toEqual(['t ann', 't ann']);
    expect(recognized).toEqual([]);
  });

  it('a user who comes is another one in another tenant', async () => {
    users.set('ann', record('ann', 'ann@x.example'));
    await presence.ensureUser('t', ann);
    await presence.ensureUser('u', ann);
    expect(reads).toEqual(['t ann', 'u ann']);
  });

  it('a user who comes is told to the directory once for each token, and let in even if that fails', async () => {
    users.set('ann', record('ann', 'old@x.example'));
    await presence.ensureUser('t', ann);
    await presence.ensureUser('t', ann);
    expect(recognized).toEqual(['ann ann@x.example']);
    expect(await presence.ensureUser('t', { ...ann, upn: 'anna@x.example', issuedAt: now + 1 })).toMatchObject({ userId: 'ann' });
    expect(named).toEqual([]);
    expect(recognized).toEqual(['ann ann@x.example', 'ann anna@x.example']);
    expect(reads).toHaveLength(1);
  });

  it('a user who comes and is unknown gets 503 while the directory cannot say who it is, and is asked for anew each time', async () => {
    for (let times = 0; times < 2; times++)
      await expect(presence.ensureUser('t', ann)).rejects.toMatchObject({ status: 503, code: 'ServiceUnavailable' });
    expect(recognized).toHaveLength(2);
    recognizes = () => Promise.resolve({ userId: 'guest', gained: ['ann@x.example'] });
    expect(await presence.ensureUser('t', ann)).toEqual({ userId: 'guest', alias: undefined });
    expect(named).toEqual(['guest ann@x.example']);
    recognizes = () => Promise.resolve('gone');
    await expect(presence.ensureUser('t', ann)).rejects.toMatchObject({ status: 404 });
  });

  it('a user who comes and is unknown asks the directory once, however many requests come at once', async () => {
    recognizes = () => Promise.resolve({ userId: 'ann', gained: ['ann@x.example'] });
    const admitted = await Promise.all([1, 2, 3].map(() => presence.ensureUser('t', ann)));
    expect(recognized).toHaveLength(1);
    expect(admitted.map(({ userId }) => userId)).toEqual(['ann', 'ann', 'ann']);
    expect(named).toEqual(['ann ann@x.example']);
  });

  it('a user who comes by an alias is the user whom it means: two reads in 30 seconds', async () => {
    users.set('ann', { of: 'guest' }).set('guest', { ...record('guest', 'ann@x.example'), alias: 'ann' });
    for (let times = 0; times < 2; times++) expect(await presence.ensureUser('t', ann)).toEqual({ userId: 'guest', alias: 'ann' });
    expect(await presence.userOf('t', 'ann')).toBe('guest');
    expect(await presence.userOf('t', 'guest')).toBe('guest');
    expect(reads).toEqual(['t ann', 't guest']);
    users.set('guest', 'deleted');
    presence.invalidate({ tenant: 't', kind: 'users', id: 'guest' });
    await expect(presence.ensureUser('t', ann)).rejects.toMatchObject({ status: 404 });
    expect(await presence.isDeleted({ tenant: 't', kind: 'users', id: 'ann' })).toBe(true);
  });

  it('a user who comes is not told again what an older token says', async () => {
    users.set('ann', record('ann', 'new@x.example'));
    await presence.ensureUser('t', { ...ann, issuedAt: now - 1 });
    expect(recognized).toEqual([]);
    await presence.ensureUser('t', ann);
    expect(recognized).toEqual(['ann ann@x.example']);
  });

  it('a user who comes and was deleted gets 404: at once in the process that knows, within 30 seconds in others', async () => {
    users.set('ann', record('ann', 'ann@x.example'));
    await presence.ensureUser('t', ann);
    users.set('ann', 'deleted');
    await expect(presence.ensureUser('t', ann)).resolves.toMatchObject({ userId: 'ann' });
    clock += defaultPresenceAge;
    await expect(presence.ensureUser('t', ann)).rejects.toMatchObject({ status: 404, code: 'ErrorInvalidUser' });

    users.set('ann', record('ann', 'ann@x.example'));
    clock += defaultPresenceAge;
    await presence.ensureUser('t', ann);
    users.set('ann', 'deleted');
    presence.invalidate({ tenant: 't', kind: 'users', id: 'ann' });
    await expect(presence.ensureUser('t', ann)).rejects.toMatchObject({ status: 404 });
  });

  it('a user who comes is not let in while nobody knows, and not kept out afterwards', async () => {
    users.set('ann', record('ann', 'ann@x.example'));
    fails = true;
    await expect(presence.ensureUser('t', ann)).rejects.toThrow('store');
    fails = false;
    await expect(presence.ensureUser('t', ann)).resolves.toMatchObject({ userId: 'ann' });
  });
});

it('the owner of a mailbox is gone when deleted; a user whom nobody has seen yet is not, a group is', async () => {
  users.set('gone', 'deleted');
  expect(await presence.isDeleted({ tenant: 't', kind: 'users', id: 'gone' })).toBe(true);
  expect(await presence.isDeleted({ tenant: 't', kind: 'users', id: 'unknown' })).toBe(false);
  expect(await presence.isDeleted({ tenant: 't', kind: 'groups', id: 'unknown' })).toBe(true);
});

describe('what was read recently', () => {
  it('what was read recently is forgotten when others were asked for more recently', async () => {
    const loads: string[] = [];
    const kept = createTtlCache<string>(() => clock, 1000, 2);
    const get = (key: string) => kept.get(key, () => Promise.resolve(key).finally(() => loads.push(key)));
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) expect(await get(key)).toBe(key);
    expect(loads).toEqual(['a', 'b', 'c', 'b']);
  });

  it('what was read recently counts from when the reading began', async () => {
    const kept = createTtlCache<number>(() => clock, 1000, 2);
    let loads = 0;
    const slow = kept.get('a', async () => {
      await Promise.resolve();
      return ++loads;
    });
    clock += 1000;
    expect([await slow, await kept.get('a', () => Promise.resolve(++loads))]).toEqual([1, 2]);
  });
});
