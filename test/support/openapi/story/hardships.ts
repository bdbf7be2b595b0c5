// What takes settings that the stack of all tests doesn't have: told to one of its own when examples are recorded.
import { demoTenant } from '../../../../infra/local/provision/demo/tenant.ts';
import type { Chapter, Step } from '../step.ts';
import { at, meeting } from './events.ts';

/** Little is allowed, and webhooks may write. */
export const narrow = {
  CALLER_REQUESTS: '100',
  MAILBOX_QUOTA_MIB: '1',
  HOOK_TENANT_ID: demoTenant,
  HOOK_MAILBOXES: '*',
  HOOK_ROLES: 'Calendars.ReadWrite',
};

const key = { 'x-functions-key': '{functionsKey}' };
const delivery = { ref: 'refs/heads/main', pusher: { name: 'adele' } };

const webhooks = (w: 'User' | 'Group'): readonly Step[] => [
  [`put${w}HookedEvent`, { json: { subject: 'Release', start: at(8), end: at(9) }, headers: key, at: { 'event-id': 'suffix' } }],
  [`attach${w}Delivery`, { query: 'name=push.json', json: delivery, headers: key, at: { 'event-id': 'suffix' } }],
];

const tooMuch: readonly Step[] = [...Array.from({ length: 100 }, (): Step => ['countEvents']), ['countEvents', { refused: 429 }]];

export const hardships: readonly Chapter[] = [
  {
    as: 'adele',
    steps: [
      ['getMe', { keeps: 'adele-id' }],
      [
        'createGroup',
        {
          json: { displayName: 'Launch team', mailNickname: 'launch-{suffix}', mailEnabled: false, securityEnabled: true },
          keeps: 'group-id',
        },
      ],
      ['createEvent', { json: { ...meeting, attendees: [] }, keeps: 'event-id' }],
      [
        'createEventUploadSession',
        { json: { AttachmentItem: { attachmentType: 'file', name: 'film.mp4', size: 150_000_000 } }, refused: 507 },
      ],
    ],
  },
  { as: 'megan', steps: tooMuch },
  { as: 'nobody', at: { 'user-id': 'adele-id' }, steps: [...webhooks('User'), ...webhooks('Group')] },
];
