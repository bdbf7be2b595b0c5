// Two ids of one guest, two instances, every order of arrival: one address is one user's, an object id is a user or an alias and never
// both, and nothing that was acknowledged lies in a mailbox that nobody reaches.
import { anHour } from '../../support/api/events.ts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApplicationCaller, DelegatedCaller } from '../../../lib/access/tokens/caller.ts';
import { claimedBy, shownProxies } from '../../../lib/directory/addresses/addresses.ts';
import { decodeArrival } from '../../../lib/directory/addresses/upnAssigned.ts';
import { decodeUser } from '../../../lib/directory/users/users.ts';
import { hashedId } from '../../../lib/runtime/ids.ts';
import type { StoredDocument } from '../../../lib/stores/documents.ts';
import { startDocuments, type TestDocuments } from '../../support/stores/documents.ts';
import { dyingAtWrite, newInstance, type Instance } from '../../support/stores/instances.ts';
import { isWhole } from '../../support/runs.ts';

let test: TestDocuments;
beforeAll(async () => {
  test = await startDocuments();
});
afterAll(() => test.close());

const address = 'sam@fabrikam.example';
const elsewhere = 'other@fabrikam.example';
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

type Deed = 'invitation' | 'meeting' | 'tokenA' | 'tokenB' | 'patch' | 'deletion';

/** A tenant in which all of it happens, and what was acknowledged in it. */
class World {
  readonly tenant = test.newTenant();
  readonly oidB = randomUUID();
  /** The id that the application gives the guest, where it gives one. */
  readonly given: string | undefined;
  invited: string | undefined;
  /** Whether the guest may have been deleted. */
  deleted = false;
  readonly meetings: string[] = [];
  readonly written: { readonly by: DelegatedCaller; readonly event: string }[] = [];
  readonly adele = this.user(randomUUID(), 'adele@contoso.example');
  readonly app: ApplicationCaller = {
    kind: 'application',
    tenant: this.tenant,
    id: 'app',
    appId: 'app',
    roles: new Set(['User.ReadWrite.All', 'Calendars.ReadWrite']),
  };

  constructor(given?: string) {
    this.given = given;
  }

  user(id: string, upn?: string): DelegatedCaller {
    return {
      kind: 'delegated',
      tenant: this.tenant,
      id,
      ...(upn !== undefined && { upn }),
      ...(upn?.includes('#EXT#') === true && { isGuest: true }),
      issuedAt: Date.now(),
      scopes: new Set(['Calendars.ReadWrite', 'User.Read']),
      groups: new Set(),
      appId: 'client',
    };
  }

  get guest(): DelegatedCaller {
    return this.user(this.oidB, 'sam_fabrikam.example#EXT#@contoso.onmicrosoft.example');
  }

  /** Does it once; a request that isn't answered by 2xx has acknowledged nothing. */
  async do(deed: Deed, at: Instance): Promise<void> {
    switch (deed) {
      case 'invitation': {
        const invitedUser = this.given === undefined ? {} : { id: this.given };
        const json = { invitedUserEmailAddress: address, inviteRedirectUrl: 'https://x.example', invitedUser };
        const { status, json: made } = await at.send(this.app, 'POST', '/v1.0/invitations', json);
        const { invitedUser: user } = made;
        if (status === 201 && typeof user === 'object' && user !== null && 'id' in user) this.invited = text(user.id);
        return;
      }
      case 'meeting': {
        const json = { subject: 'Review', ...anHour, attendees: [{ emailAddress: { address } }] };
        const { status, json: made } = await at.send(this.adele, 'POST', '/v1.0/me/events', json);
        if (status === 201) this.meetings.push(text(made.id));
        return;
      }
      case 'tokenA': {
        const id = this.given ?? this.invited;
        if (id !== undefined) await this.write(this.user(id), at);
        return;
      }
      case 'tokenB':
        return this.write(this.guest, at);
      case 'patch':
        if (this.invited !== undefined) await at.send(this.app, 'PATCH', `/v1.0/users/${this.invited}`, { mail: elsewhere });
        return;
      case 'deletion': {
        if (this.invited === undefined) return;
        const { status } = await at.send(this.app, 'DELETE', `/v1.0/users/${this.invited}`);
        // Where no answer said that it failed, it may have been done.
        if (status === 204 || status >= 500) this.deleted = true;
        return;
      }
    }
  }

  private async write(by: DelegatedCaller, at: Instance): Promise<void> {
    const { status, json } = await at.send(by, 'POST', '/v1.0/me/events', { subject: 'mine', ...anHour });
    if (status === 201) this.written.push({ by, event: text(json.id) });
  }
}

const everything = (tenant: string): Promise<readonly StoredDocument[]> =>
  test.directory.query(tenant, { where: { is: 'gt', property: 'kind', value: '' }, orderBy: [], limit: 1000 });

/** Links the users whom no request has linked yet, as the sweep would. */
async function linkGuests({ tenant }: World, at: Instance): Promise<void> {
  for (const document of await everything(tenant)) {
    const arrival = decodeArrival(document);
    if (arrival !== undefined) await at.services.meetings.linkNewUserUntil(tenant, arrival.userId, arrival.addresses, Infinity);
  }
}

/** Fresh instances look at what is left. `where` names the run in a failure. */
async function check(world: World, where: string): Promise<void> {
  const { tenant } = world;
  const at = newInstance(test);
  await linkGuests(world, at);
  const documents = await everything(tenant);
  const users = documents.flatMap((document) => decodeUser(document) ?? []);

  const wanted = users.flatMap((user) => [...claimedBy(user).keys()].map((name) => [hashedId('claim', name), user.userId]));
  const claims = documents.filter(({ body }) => body.kind === 'claim').map(({ id, body }) => [id, body.userId]);
  expect(claims.sort(), where).toEqual(wanted.sort());

  for (const { id, body } of documents.filter((each) => each.body.kind === 'alias')) {
    expect([id, body.userId], where).toEqual([hashedId('user', world.oidB), expect.any(String)]);
    const means = await at.services.directory.lookUp(tenant, text(body.userId));
    expect(['there', 'deleted'], where).toContain(means.is);
  }

  // Everybody who was let in finds what they have written, whichever id their tokens have; unless they were deleted.
  for (const { by, event } of world.written) {
    const { status } = await at.send(by, 'GET', `/v1.0/me/events/${event}`);
    const me = await at.services.directory.user(tenant, by.id);
    expect([where, me === undefined ? 404 : status]).toEqual([where, me === undefined ? 404 : 200]);
    if (me === undefined) expect([where, world.deleted]).toEqual([where, true]);
  }

  // A meeting waits, or is with somebody who has come or whom a token will be.
  const reachers = new Set(
    await Promise.all(
      [world.guest, ...(world.given === undefined ? [] : [world.user(world.given)]), ...world.written.map(({ by }) => by)].map(
        async ({ id }) => (await at.services.directory.user(tenant, id))?.userId,
      ),
    ),
  );
  for (const event of world.meetings) {
    const found = await at.services.events.read({ mailbox: { tenant, kind: 'users', id: world.adele.id }, event });
    const userId = found?.properties.attendees[0]?.userId;
    const user = userId === undefined ? undefined : await at.services.directory.user(tenant, userId);
    const lies =
      userId === undefined
        ? 'awaited'
        : user === undefined
          ? 'deleted'
          : reachers.has(user.userId)
            ? 'reached'
            : `lost with ${JSON.stringify(user)}`;
    expect(['awaited', 'deleted', 'reached'], `${where}: ${lies}`).toContain(lies);
    if (lies === 'deleted') expect([where, world.deleted]).toEqual([where, true]);
    const holder = await at.services.directory.userIdByAddress(tenant, address);
    if (lies === 'awaited') expect([where, holder]).toEqual([where, undefined]);
  }
}

function* orders<T>(of: readonly T[]): Generator<readonly T[]> {
  if (of.length === 0) yield [];
  for (const [i, first] of of.entries()) for (const rest of orders(of.filter((_, j) => j !== i))) yield [first, ...rest];
}

/** 12 of the 720 orders and 30 of the 180 pairs, other ones under either kind of id; all of them weekly. */
const stride = isWhole ? 1 : 58;
const pairStride = isWhole ? 1 : 6;

const deeds: readonly Deed[] = ['invitation', 'meeting', 'tokenA', 'tokenB', 'patch', 'deletion'];

describe.each([
  ['under an id of the service', false],
  ['under an id that the application gives', true],
])('a guest %s', (_, isGiven) => {
  it('a guest comes in every order, by two instances in turn, and the guest’s token last', async () => {
    let number = 0;
    for (const order of orders(deeds)) {
      if (++number % stride !== (isGiven ? stride >> 1 : 0)) continue;
      const world = new World(isGiven ? randomUUID() : undefined);
      const instances = [newInstance(test), newInstance(test)];
      for (const [i, deed] of [...order, 'tokenB' as const].entries()) {
        const at = instances[((number >> i) ^ i) & 1];
        if (at !== undefined) await world.do(deed, at);
      }
      await check(world, order.join(', '));
    }
  });

  it('a guest comes with two things at once, at two instances', async () => {
    const befores = [[], ['invitation'], ['meeting', 'invitation'], ['invitation', 'tokenB'], ['tokenB']] as const;
    for (const [i, before] of befores.entries())
      for (const [j, one] of deeds.entries())
        for (const [k, other] of deeds.entries()) {
          // Each row and each table begins one place later, so that every deed has its turn beside every other.
          if ((i + j + k) % pairStride !== (isGiven ? pairStride >> 1 : 0)) continue;
          const world = new World(isGiven ? randomUUID() : undefined);
          const [first, second] = [newInstance(test), newInstance(test)];
          for (const deed of before) await world.do(deed, first);
          await Promise.all([world.do(one, first), world.do(other, second), world.do(other, first)]);
          await world.do('tokenB', second);
          await check(world, `${before.join(', ')}; ${one} beside ${other}`);
        }
  });

  it('a guest comes though a process dies at any of its writes to the directory', async () => {
    for (const order of [
      ['invitation', 'meeting', 'tokenB'],
      ['meeting', 'tokenB', 'invitation'],
      ['invitation', 'patch', 'invitation', 'tokenB', 'deletion'],
    ] as const)
      for (const [i, dying] of order.entries())
        for (const when of ['before', 'after'] as const)
          for (let write = 1, isOver = false; !isOver; write++) {
            const world = new World(isGiven ? randomUUID() : undefined);
            const at = newInstance(test);
            for (const deed of order.slice(0, i)) await world.do(deed, at);
            const directory = dyingAtWrite(test.directory, write, when);
            await world.do(dying, newInstance({ mailboxes: test.mailboxes, directory }));
            // To die before a write is to die behind the last one: besides the first that is tried weekly.
            isOver = directory.writes < write || (when === 'before' && !isWhole);
            for (const deed of order.slice(i)) await world.do(deed, at);
            await world.do('tokenB', newInstance(test));
            await check(world, `${order.join(', ')}; dies ${when} write ${write} of ${dying}`);
          }
  });
});

it('the addresses of a user are shown as Graph shows them', () => {
  expect(shownProxies({ mail: 'a@x.example', proxyAddresses: ['b@x.example'] })).toEqual(['SMTP:a@x.example', 'smtp:b@x.example']);
});
