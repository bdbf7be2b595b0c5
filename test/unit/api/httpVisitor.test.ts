// Whom a request counts for: the application and its mailbox, by the path alone; a user's own mailbox, whichever the path names.
import { describe, expect, it } from 'vitest';
import { callerFrom } from '../../../lib/access/tokens/caller.ts';
import { throttleKey } from '../../../lib/api/throttling/visitor.ts';
import { parsePath } from '../../../lib/paths/grammar.ts';

const tenant = '3f8a5c1e-7d42-4b9f-9c60-5e2b8a1d4f70';
const [adele, group] = ['ddfcd489-628b-40d7-b48b-57002df800e5', '02bd9fd6-8f93-4758-87c3-1fb73740a315'];
const app = callerFrom({ tid: tenant, oid: 'a', sub: 'a', azp: 'app-1', roles: [] });
const user = callerFrom({ tid: tenant, oid: adele, azp: 'app-1', scp: 'Calendars.Read' });

const of = (caller: typeof app, path: string): string => throttleKey(caller, parsePath(path));

describe('an application counts', () => {
  it.each([
    [`/v1.0/users/${adele}/events`, `/beta/Users('${adele.toUpperCase()}')/calendar/events/x/attachments`],
    [`/v1.0/users/${adele}`, `/v1.0/users/${adele}@${tenant}/messages`],
    [`/v1.0/users/Adele@contoso.example/events`, `/v1.0/users/adele@contoso.example/calendarView`],
    [`/v1.0/groups/${group}/events`, `/v1.0/users/${adele}/joinedGroups/${group}/events`],
    [`/v1.0/groups/${group}/members`, `/v1.0/groups/${group.toUpperCase()}`],
    [`/v1.0/users/${adele}/events`, `/v1.0/users/${adele}/events/$count`],
    ['/v1.0/users', '/v1.0/$batch'],
  ])('an application counts %s and %s for the same', (one, other) => {
    expect(of(app, one)).toBe(of(app, other));
  });

  it('an application counts each mailbox, each application and each tenant apart', () => {
    const path = `/v1.0/users/${adele}/events`;
    const others = [
      of(app, `/v1.0/users/${group}/events`),
      of(app, `/v1.0/groups/${adele}/events`),
      of(app, '/v1.0/users'),
      of(callerFrom({ tid: tenant, oid: 'a', sub: 'a', azp: 'app-2', roles: [] }), path),
      of(callerFrom({ tid: group, oid: 'a', sub: 'a', azp: 'app-1', roles: [] }), path),
    ];
    expect(new Set([of(app, path), ...others]).size).toBe(others.length + 1);
  });
});

it("a user counts for the own mailbox, whichever is named: nobody's limit can be used up by others, nor be had again by naming others", () => {
  const named = [
    '/v1.0/me/events',
    `/v1.0/users/${group}/events`,
    '/v1.0/users/x@y.example',
    `/v1.0/groups/${group}/events`,
    '/v1.0/$batch',
  ];
  expect(new Set(named.map((path) => of(user, path))).size).toBe(1);
  expect(throttleKey(user, undefined)).toBe(of(user, '/v1.0/me'));
  // Nor can a user keep the application itself out of the mailbox.
  expect(of(user, '/v1.0/me')).not.toBe(of(app, `/v1.0/users/${adele}`));
});
