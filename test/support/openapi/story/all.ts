// The story: somebody plans a launch, and an application looks after the mailboxes and the directory. Each operation of the document is in it.
import type { Chapter } from '../step.ts';
import { attachmentSteps } from './attachments.ts';
import { calendarSteps, groupCalendarSteps } from './calendars.ts';
import { directorySteps, introductions, leaving, membershipSteps, peopleSteps } from './directory.ts';
import { refusals } from './refusals.ts';
import { eventSteps, lastSteps, meetingSteps, windowSteps } from './events.ts';
import { extensionSteps } from './extensions.ts';
import { disbanding, groupSteps } from './groups.ts';
import { messageSteps, settingsSteps } from './mailbox.ts';
import { serviceSteps } from './service.ts';
import { sharingSteps } from './sharing.ts';

const mine = { as: 'adele', at: { guest: 'megan' } } as const;
const theirs = { as: 'application', at: { 'user-id': 'megan-id', guest: 'adele' } } as const;
const ours = { as: 'adele', at: { guest: 'megan' } } as const;

export const story: readonly Chapter[] = [
  { ...mine, steps: introductions },

  { ...mine, steps: calendarSteps('') },
  { ...mine, steps: eventSteps('') },
  { ...mine, steps: windowSteps('') },
  { ...mine, steps: attachmentSteps('') },
  { ...mine, steps: extensionSteps('') },
  { ...mine, steps: sharingSteps('') },
  { as: 'megan', steps: meetingSteps('') },
  { as: 'megan', steps: messageSteps('') },
  { ...theirs, steps: meetingSteps('User') },
  { ...theirs, steps: messageSteps('User') },
  { ...mine, steps: peopleSteps('') },
  { ...mine, steps: settingsSteps('') },
  { ...mine, steps: serviceSteps },
  { ...mine, steps: refusals },
  { ...mine, steps: lastSteps('') },

  { ...ours, steps: groupSteps },
  { ...mine, steps: membershipSteps('') },
  { ...ours, steps: membershipSteps('Group') },
  { ...ours, steps: groupCalendarSteps },
  { ...ours, steps: eventSteps('Group') },
  { ...ours, steps: windowSteps('Group') },
  { ...ours, steps: attachmentSteps('Group') },
  { ...ours, steps: extensionSteps('Group') },
  { ...ours, steps: lastSteps('Group') },

  { ...theirs, steps: directorySteps },
  { ...theirs, steps: membershipSteps('User') },
  { ...theirs, steps: calendarSteps('User') },
  { ...theirs, steps: eventSteps('User') },
  { ...theirs, steps: windowSteps('User') },
  { ...theirs, steps: attachmentSteps('User') },
  { ...theirs, steps: extensionSteps('User') },
  { ...theirs, steps: sharingSteps('User') },
  { ...theirs, steps: peopleSteps('User') },
  { ...theirs, steps: settingsSteps('User') },
  { ...theirs, steps: lastSteps('User') },

  { ...ours, steps: disbanding },
  { as: 'application', steps: leaving },
];
