// Every kind of document that there is. Each has a frozen example of what was ever stored in `test/fixtures/records`.

/** Kinds by the container that they lie in. */
export const kinds = {
  mailboxes: [
    'event',
    'eventTombstone',
    'occurrence',
    'cancelledOccurrence',
    'attachment',
    'attachmentTombstone',
    'contentTombstone',
    'upload',
    'uploadCancelled',
    'repeat',
    'transaction',
    'purge',
    'usage',
    'calendar',
    'calendarTombstone',
    'calendarName',
    'calendarPurge',
    'calendarGroup',
    'calendarGroupTombstone',
    'calendarShares',
    'message',
    'outbox',
    'awaited',
  ],
  directory: [
    'user',
    'userTombstone',
    'upn',
    'group',
    'groupTombstone',
    'mailNickname',
    'member',
    'invitation',
    'arrival',
    'ownerPurge',
    'listSecret',
    'sweepCursor',
  ],
} as const;

export type Kind = (typeof kinds)[keyof typeof kinds][number];
