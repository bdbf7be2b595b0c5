// How far a permission reaches, and when it ends: with its calendar, its role, its owner, and outside of the tenant.
import { beforeAll, describe, expect, it } from 'vitest';
import { openApi, type Api } from '../../support/api/api.ts';
import { newPerson, newStranger, type Person } from '../../support/people/people.ts';
import { withClaims } from '../../support/people/claims.ts';
import { reading, share, sharedScene, statuses, writing, file } from '../../support/api/sharing.ts';

let api: Api;

beforeAll(async () => {
  api = await openApi();
});

describe('a permission', () => {
  it('a permission ends at once when it is taken away, given another role, or its calendar deleted', async () => {
    const here = await sharedScene(api);
    const { owner, other, base, calendar, event } = here;
    const send = other.with(writing);
    const place = await share(here, other, 'write');
    expect(await statuses(send(`${base}/events/${event}`))).toEqual([200]);
    await owner.send(place, { method: 'PATCH', json: { role: 'limitedRead' } });
    expect(await statuses(send(`${base}/events/${event}`), send(`${base}/calendars/${calendar}`))).toEqual([404, 200]);
    await owner.send(place, { method: 'DELETE' });
    expect(await statuses(send(`${base}/events/${event}`), send(`${base}/calendars`))).toEqual([403, 403]);

    await share(here, other, 'write');
    await owner.send(`/v1.0/me/calendars/${calendar}`, { method: 'DELETE' });
    expect(await statuses(send(`${base}/events/${event}`), send(`${base}/calendars`))).toEqual([403, 403]);
  });

  it('a permission outlives a renaming of the user, for it names the object id', async () => {
    const here = await sharedScene(api);
    const { other, base, event } = here;
    await share(here, other, 'read');
    const application = await api.token({ app: true, role: 'User.ReadWrite.All' });
    const renamed = await api.send(`/v1.0/users/${here.owner.id}`, {
      method: 'PATCH',
      json: { userPrincipalName: `new-${here.owner.upn}` },
      token: application,
    });
    expect(renamed.status).toBe(204);
    expect(
      await statuses(
        other.with(reading)(`/v1.0/users/${here.owner.id}/events/${event}`),
        other.with(reading)(`/v1.0/users/new-${here.owner.upn}/events/${event}`),
        other.with(reading)(`${base}/events/${event}`),
      ),
    ).toEqual([200, 200, 403]);
  });

  it('a permission of the organization is everybody’s in it, a guest’s not, and one’s own counts before it', async () => {
    const here = await sharedScene(api);
    const { owner, other, base, calendar, event } = here;
    const place = `/v1.0/me/calendars/${calendar}/calendarPermissions/RGVmYXVsdA==`;
    await owner.send(place, { method: 'PATCH', json: { role: 'read' } });
    const anybody = await newPerson(api, 'anybody');
    await share(here, other, 'write');
    const excluded = await newPerson(api, 'excluded');
    await share(here, excluded, 'none');
    const guest = await newPerson(api, 'guest');
    const application = await api.token({ app: true, role: 'User.ReadWrite.All' });
    expect((await api.send(`/v1.0/users/${guest.id}`, { method: 'PATCH', json: { userType: 'Guest' }, token: application })).status).toBe(
      204,
    );
    const attach = (person: Person) => person.with(writing)(`${base}/events/${event}/attachments`, { json: file });
    expect(await statuses(attach(anybody), attach(other), attach(excluded), attach(guest))).toEqual([403, 201, 403, 403]);
    expect(await statuses(anybody.with(reading)(`${base}/events/${event}`), guest.with(reading)(`${base}/events/${event}`))).toEqual([
      200, 403,
    ]);
    await owner.send(place, { method: 'PATCH', json: { role: 'none' } });
    expect(await statuses(anybody.with(reading)(`${base}/events/${event}`))).toEqual([403]);
  });

  it('a permission of the organization is no guest’s who comes by the own token alone, from the first request on', async () => {
    const { owner, base, calendar, event } = await sharedScene(api);
    await owner.send(`/v1.0/me/calendars/${calendar}/calendarPermissions/RGVmYXVsdA==`, { method: 'PATCH', json: { role: 'read' } });
    const read = (token: string) => api.send(`${base}/events/${event}`, { token });
    const named = await newStranger(api, { scope: reading, upn: `pat_${owner.id}#EXT#@contoso.example` });
    const marked = await newStranger(api, { scope: reading });
    const member = await newStranger(api, { scope: reading });
    const guest = await withClaims(marked.token, { acct: 1 });
    for (let round = 0; round < 2; round++)
      expect(await statuses(read(named.token), read(guest), read(member.token))).toEqual([403, 403, 200]);
    const reader = await api.token({ app: true, role: 'User.Read.All' });
    const users = await Promise.all([named, marked, member].map(({ id }) => api.send(`/v1.0/users/${id}`, { token: reader })));
    expect(users.map(({ json }) => json.userType)).toEqual(['Guest', 'Guest', 'Member']);
  });

  it('a permission is worth nothing to somebody who isn’t in the tenant', async () => {
    const here = await sharedScene(api);
    const token = await api.token({ user: here.other.upn, tenant: '7c1d9e20-55aa-4f3e-8b1c-0a9d8e7f6c5b', scope: writing });
    await share(here, here.other, 'write');
    expect((await api.send(`${here.base}/events/${here.event}`, { token })).status).toBe(401);
  });

  it('a permission ends with the mailbox’s owner', async () => {
    const here = await sharedScene(api);
    const { owner, other, event } = here;
    await share(here, other, 'write');
    const application = await api.token({ app: true, role: 'User.ReadWrite.All' });
    expect((await api.send(`/v1.0/users/${owner.id}`, { method: 'DELETE', token: application })).status).toBe(204);
    expect(
      await statuses(
        other.with(writing)(`/v1.0/users/${owner.id}/events/${event}`),
        other.with(writing)(`/v1.0/users/${owner.upn}/events/${event}`),
      ),
    ).toEqual([403, 403]);
  });
});
