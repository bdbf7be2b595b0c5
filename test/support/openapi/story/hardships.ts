// What takes settings that the stack of all tests doesn't have: told to one of its own when examples are recorded.
import type { Chapter, Step } from '../step.ts';
import { meeting } from './events.ts';

/** Little is allowed. */
export const narrow = { CALLER_REQUESTS: '100', MAILBOX_QUOTA_MIB: '1' };

const tooMuch: readonly Step[] = [...Array.from({ length: 100 }, (): Step => ['countEvents']), ['countEvents', { refused: 429 }]];

export const hardships: readonly Chapter[] = [
  {
    as: 'adele',
    steps: [
      ['createEvent', { json: { ...meeting, attendees: [] }, keeps: 'event-id' }],
      [
        'createEventUploadSession',
        { json: { AttachmentItem: { attachmentType: 'file', name: 'film.mp4', size: 150_000_000 } }, refused: 507 },
      ],
    ],
  },
  { as: 'megan', steps: tooMuch },
];
