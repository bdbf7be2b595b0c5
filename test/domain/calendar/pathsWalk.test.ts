// Walking to the calendars of a mailbox: what it costs in point reads, and that nothing is read for who has no business there.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../../lib/access/tokens/caller.ts';
import { defaultCalendarId, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { createCalendarPermissions } from '../../../lib/calendar/calendars/permissions.ts';
import { createDirectory } from '../../../lib/directory/directory.ts';
import { createUserStatus } from '../../../lib/directory/users/userStatus.ts';
import { ServiceError } from '../../../lib/runtime/errors.ts';
import { createIds } from '../../../lib/runtime/ids.ts';
import type { Owner } from '../../../lib/paths/reference.ts';
import { resolveSharedMailbox, type WalkDependencies } from '../../../lib/access/resolve/sharedMailbox.ts';
import type { Documents } from '../../../lib/stores/documents.ts';
import { startDocuments, type TestDocuments } from '../../support/stores/documents.ts';
import { ignoredChanges } from '../../support/stores/dying.ts';

const by = 'app:test';
const owner = '11111111-1111-4111-8111-111111111111';
const other = '22222222-2222-4222-8222-222222222222';
let test: TestDocuments;
let tenant: string;
let deps: WalkDependencies;
let reads = 0;

/** Counts point reads; lists and writes aside. */
const counted = (documents: Documents): Documents => ({
  ...documents,
  read(partition, id) {
    reads++;
    return documents.read(partition, id);
  },
});

beforeAll(async () => {
  test = await startDocuments();
});
afterAll(() => test.close());

beforeEach(async () => {
  tenant = test.newTenant();
  const clock = () => Date.now();
  const random = (n: number) => randomBytes(n);
  const directory = createDirectory({ documents: counted(test.directory), clock, randomness: random, ...ignoredChanges });
  const permissions = createCalendarPermissions({ documents: counted(test.mailboxes), ids: createIds(clock, random), clock });
  deps = { directory, presence: createUserStatus({ directory, clock, ...ignoredChanges }), permissions };
  const mailbox: Mailbox = { tenant, kind: 'users', id: owner };
  await directory.enterUser(tenant, { userId: owner, upn: 'owner@contoso.example' }, by);
  await directory.enterUser(tenant, { userId: other, upn: 'other@contoso.example' }, by);
  await directory.enterInvitation(tenant, { invitationId: 'invitation', userId: owner }, by);
  await permissions.add(mailbox, defaultCalendarId(mailbox), { user: other, address: 'other@contoso.example', name: 'Other' }, 'read', by);
});

const caller = (id: string, scope: string): Caller => ({
  kind: 'delegated',
  tenant,
  id,
  upn: id === owner ? 'owner@contoso.example' : 'other@contoso.example',
  appId: 'app',
  groups: new Set(),
  scopes: new Set([scope]),
});
const byId = (id: string): Owner => ({ kind: 'user', user: { kind: 'id', id } });
const byUpn = (upn: string): Owner => ({ kind: 'user', user: { kind: 'upn', upn } });
const byInvitation: Owner = { kind: 'invitedUser', invitation: 'invitation' };

/** The mailbox's owner, or the status of the refusal; and the point reads that it took. */
async function walk(by: Caller, to: Owner): Promise<[string | number, number]> {
  // The request has been let in: that is one read for each process and user in 30 s.
  await deps.presence.ensureUser(tenant, { userId: by.id });
  reads = 0;
  const came = await resolveSharedMailbox(deps, by, to).then(
    ({ id }) => id,
    (error: unknown) => (error instanceof ServiceError ? error.status : String(error)),
  );
  return [came, reads];
}

describe('to the own mailbox', () => {
  it.each<[string, Owner]>([
    ['me', { kind: 'me' }],
    ['the object id', byId(owner)],
    ['the object id in upper case', byId(owner.toUpperCase())],
    ['the userPrincipalName', byUpn('Owner@contoso.example')],
  ])('the way to the own mailbox by %s costs nothing, whatever the scope', async (_, to) => {
    for (const scope of ['Calendars.ReadWrite', 'Calendars.ReadWrite.Shared'])
      expect(await walk(caller(owner, scope), to)).toEqual([owner, 0]);
  });

  it('the way to the own mailbox by an invitation costs one read', async () => {
    for (const scope of ['Calendars.ReadWrite', 'Calendars.ReadWrite.Shared'])
      expect(await walk(caller(owner, scope), byInvitation)).toEqual([owner, 1]);
  });
});

describe('to another’s', () => {
  const shared = 'Calendars.Read.Shared';

  it('the way to another’s mailbox costs at most three reads, and one less when the owner was asked for lately', async () => {
    for (const [to, most] of [
      [byId(owner), 2],
      [byUpn('owner@contoso.example'), 3],
      [byInvitation, 3],
    ] as const) {
      deps.presence.invalidate({ tenant, kind: 'users', id: owner });
      expect(await walk(caller(other, shared), to)).toEqual([owner, most]);
      expect(await walk(caller(other, shared), to)).toEqual([owner, most - 1]);
    }
  });

  it('the way to another’s mailbox is refused without a read to a token that isn’t meant for it', async () => {
    expect(await walk(caller(other, 'Calendars.ReadWrite'), byId(owner))).toEqual([403, 0]);
  });

  it('the way to another’s mailbox is refused alike when nothing is shared, and when there is no such user', async () => {
    const stranger = { ...caller('33333333-3333-4333-8333-333333333333', shared), upn: 'third@contoso.example' };
    for (const to of [
      byId(owner),
      byId('44444444-4444-4444-8444-444444444444'),
      byUpn('owner@contoso.example'),
      byUpn('nobody@contoso.example'),
    ])
      expect((await walk(stranger, to))[0]).toBe(403);
    expect((await walk(stranger, { kind: 'invitedUser', invitation: 'none' }))[0]).toBe(403);
    expect((await walk(stranger, { kind: 'user', user: { kind: 'idAtTenant', id: owner, tenant: test.newTenant() } }))[0]).toBe(403);
  });
});
