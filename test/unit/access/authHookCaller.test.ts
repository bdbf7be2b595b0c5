// Who webhooks act as: nobody until the settings say so, and then within them.
import { describe, expect, it } from 'vitest';
import { authorOf, isConfined, mayEnter, mayWalk } from '../../../lib/access/permissions/calendarAccess.ts';
import { hookCaller, type HookPermissions } from '../../../lib/access/tokens/webhookCaller.ts';
import { errorOf } from '../../support/errors.ts';

const user = 'ddfcd489-628b-40d7-b48b-57002df800e5';
const whole: HookPermissions = { tenant: 't', mailboxes: [user.toUpperCase(), 'group-1'], roles: ['Calendars.ReadWrite'] };

describe('a webhook', () => {
  it('a webhook is an application confined to its mailboxes', () => {
    const caller = hookCaller(whole);
    expect(caller).toMatchObject({ kind: 'application', tenant: 't', roles: new Set(['Calendars.ReadWrite']) });
    expect([user, 'group-1', 'GROUP-1', 'other', ''].map((id) => mayEnter(caller, id))).toEqual([true, true, false, false, false]);
    expect([mayWalk(caller, user), mayWalk(caller, 'other'), isConfined(caller)]).toEqual([true, false, true]);
    expect(authorOf(caller)).toBe('app:hooks');
  });

  it('a webhook reaches every mailbox by *', () => {
    const caller = hookCaller({ ...whole, mailboxes: ['*', user] });
    expect([mayEnter(caller, 'other'), mayWalk(caller, 'other'), isConfined(caller)]).toEqual([true, true, false]);
  });

  it.each<[Partial<HookPermissions>, RegExp]>([
    [{ tenant: undefined }, /not set: HOOK_TENANT_ID\./],
    [{ mailboxes: undefined }, /not set: HOOK_MAILBOXES\./],
    [{ roles: undefined }, /not set: HOOK_ROLES\./],
    [{ tenant: undefined, mailboxes: undefined, roles: undefined }, /not set: HOOK_TENANT_ID, HOOK_MAILBOXES, HOOK_ROLES\./],
    [{ roles: ['Calendars.Read'] }, /Calendars\.ReadWrite.*HOOK_ROLES/],
  ])('a webhook is nobody with %o', (missing, words) => {
    expect(errorOf(() => hookCaller({ ...whole, ...missing }))).toMatchObject({
      status: 403,
      code: 'ErrorAccessDenied',
      message: expect.stringMatching(words) as unknown,
    });
  });
});
