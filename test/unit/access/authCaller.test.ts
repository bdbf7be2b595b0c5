// A caller is made of a token's claims, and of no other words in it.
import { describe, expect, it } from 'vitest';
import { callerFrom } from '../../../lib/access/tokens/caller.ts';

const user = { tid: 't', oid: 'u', sub: 's', azp: 'app', scp: 'Calendars.Read  Group.Read.All' };
const application = { tid: 't', oid: 'sp', sub: 'sp', azp: 'app', roles: ['Calendars.Read'] };

describe('callerFrom', () => {
  it('callerFrom takes a user with scopes and groups', () => {
    expect(callerFrom({ ...user, upn: 'adele@contoso.example', name: 'Adele', groups: ['g1', 'g2'], iat: 5 })).toEqual({
      kind: 'delegated',
      tenant: 't',
      id: 'u',
      appId: 'app',
      upn: 'adele@contoso.example',
      name: 'Adele',
      isMember: true,
      scopes: new Set(['Calendars.Read', 'Group.Read.All']),
      groups: new Set(['g1', 'g2']),
      issuedAt: 5000,
    });
  });

  it('callerFrom takes no UPN from preferred_username, unique_name or a mail address', () => {
    const other = 'megan@contoso.example';
    expect(callerFrom({ ...user, preferred_username: other, unique_name: other, email: other })).not.toHaveProperty('upn');
  });

  it.each([
    [{ acct: 1, upn: 'pat@contoso.example' }, 'guest'],
    [{ acct: '1' }, 'guest'],
    [{ acct: 7 }, 'guest'],
    [{ upn: 'pat_fabrikam.example#EXT#@contoso.example' }, 'guest'],
    [{ upn: 'pat_fabrikam.example#ext#@contoso.example', acct: 0 }, 'member'],
    [{ upn: 'adele@contoso.example', acct: 0 }, 'member'],
    [{ upn: 'adele@contoso.example' }, 'member'],
    [{ acct: '0' }, 'member'],
    [{ upn: undefined }, 'neither'],
    [{ upn: undefined, preferred_username: 'adele@contoso.example', name: 'Adele' }, 'neither'],
  ])('callerFrom tells a guest from a member by %j', (claims, is) => {
    const caller = callerFrom({ ...user, ...claims });
    expect(['isGuest' in caller, 'isMember' in caller]).toEqual([is === 'guest', is === 'member']);
  });

  it('callerFrom lets roles count for nothing beside scp', () => {
    const caller = callerFrom({ ...application, scp: '' });
    expect(caller).toMatchObject({ kind: 'delegated', scopes: new Set() });
    expect(caller).not.toHaveProperty('roles');
  });

  it.each([
    ['_claim_names', { _claim_names: { groups: 'src1' } }],
    ['hasgroups', { hasgroups: true }],
    ['both a list and _claim_names', { groups: ['g1'], _claim_names: { groups: 'src1' } }],
  ])('callerFrom sees that groups were left out: %s', (_, claims) => {
    expect(callerFrom({ ...user, ...claims })).toMatchObject({ groups: 'omitted' });
  });

  it('callerFrom has no groups where the token says nothing of them', () => {
    expect(callerFrom({ ...user, _claim_names: { other: 'src1' }, hasgroups: false })).toMatchObject({ groups: new Set() });
  });

  it.each([
    ['oid is sub', {}],
    ['idtyp is app', { sub: 'another', idtyp: 'app' }],
    ['version 1.0 names appid', { azp: undefined, appid: 'app' }],
  ])('callerFrom takes an application: %s', (_, claims) => {
    expect(callerFrom({ ...application, ...claims })).toEqual({
      kind: 'application',
      tenant: 't',
      id: 'sp',
      appId: 'app',
      roles: new Set(['Calendars.Read']),
    });
  });

  it.each([
    ['a user without scp', { ...user, scp: undefined }],
    ['idtyp is user', { ...application, idtyp: 'user' }],
    ['no sub and no idtyp', { ...application, sub: undefined }],
    ['no oid', { ...user, oid: undefined }],
    ['no client', { ...user, azp: undefined }],
    ['scp is a list', { ...user, scp: ['Calendars.Read'] }],
    ['roles is a text', { ...application, roles: 'Calendars.Read' }],
    ['groups is a text', { ...user, groups: 'g1' }],
    ['nothing', false],
  ])('callerFrom refuses: %s', (_, claims) => {
    expect(() => callerFrom(claims)).toThrow(Error);
  });
});
