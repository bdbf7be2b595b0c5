// The people and meetings of tests of actions on events, and what each action has done where it succeeded.
import { expect } from 'vitest';
import { eventActions, type EventAction } from '../../../lib/paths/reference.ts';
import { entriesOf } from '../../support/api/answers.ts';
import type { Answer, Api, Sent } from '../../support/api/api.ts';
import { hourOn } from '../../support/api/events.ts';
import { attendeesOf, inboxOf } from '../../support/api/meetings.ts';
import { newPerson, type Person } from '../../support/people/people.ts';

export const daily = {
  pattern: { type: 'daily', interval: 1 },
  range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 3 },
};
const window = 'startDateTime=2027-03-01&endDateTime=2027-03-09';
const scopes = 'Calendars.ReadWrite Calendars.ReadWrite.Shared Mail.Read Group.ReadWrite.All';

export type Names = 'boss' | 'adele' | 'third' | 'writer' | 'reader' | 'delegate' | 'nobody';
export type People = Readonly<Record<Names, Person>>;

/** A meeting of the boss's with adele, as the two have it. */
export interface Meeting {
  readonly id: string;
  readonly entry: string;
}

/** Writers, readers and delegates have their roles in the default calendars of the boss and of adele. */
export async function openPeople(api: Api): Promise<People> {
  const come = (name: Names) => newPerson(api, name);
  const [boss, adele, third, writer, reader, delegate, nobody] = await Promise.all([
    come('boss'),
    come('adele'),
    come('third'),
    come('writer'),
    come('reader'),
    come('delegate'),
    come('nobody'),
  ]);
  for (const owner of [boss, adele])
    for (const [person, role] of [
      [writer, 'write'],
      [reader, 'read'],
      [delegate, 'delegateWithPrivateEventAccess'],
    ] as const) {
      const json = { emailAddress: { address: person.upn }, role };
      expect((await owner.send('/v1.0/me/calendar/calendarPermissions', { json })).status).toBe(201);
    }
  return { boss, adele, third, writer, reader, delegate, nobody };
}

export const send = (who: Person, path: string, sent?: Omit<Sent, 'token'>): Promise<Answer> => who.with(scopes)(path, sent);

export async function meet({ boss, adele }: People, more: object = {}): Promise<Meeting> {
  const made = await boss.newEvent({ subject: 'Review', ...hourOn('03-01'), ...attendeesOf(adele), ...more });
  const entry = await adele.send(`/v1.0/me/events(iCalUId='${String(made.iCalUId)}')`);
  expect(entry.status, entry.text).toBe(200);
  return { id: String(made.id), entry: String(entry.json.id) };
}

/** The second day's occurrence of a series. */
export async function secondOf(who: Person, series: string): Promise<string> {
  const [, second] = entriesOf(await who.send(`/v1.0/me/events/${series}/instances?${window}&$select=id`));
  return String(second?.id);
}

export const newestMessage = async (who: Person): Promise<string> => String((await inboxOf({ send: who.with('Mail.Read') }))[0]?.id);

/** What each action is sent with. */
export const bodies = ({ third }: People): Readonly<Record<EventAction, object | undefined>> => ({
  accept: { comment: 'Yes' },
  tentativelyAccept: { comment: 'Perhaps' },
  decline: { comment: 'No' },
  cancel: { comment: 'Off' },
  forward: { toRecipients: [{ emailAddress: { address: third.upn } }] },
  snoozeReminder: { newReminderTime: { dateTime: '2027-03-05T09:00:00', timeZone: 'UTC' } },
  dismissReminder: undefined,
  permanentDelete: undefined,
});

export const act = (who: Person, path: string, action: EventAction, people: People): Promise<Answer> => {
  const json = bodies(people)[action];
  return send(who, `${path}/${action}`, json === undefined ? { method: 'POST' } : { json });
};

/** An event that an action was sent to: as its organizer has it, and in the mailbox that the path walks through. */
export interface Target {
  readonly organizers: { readonly who: Person; readonly path: string };
  readonly walked: { readonly who: Person; readonly path: string };
}

const answers = { accept: 'accepted', tentativelyAccept: 'tentativelyAccepted', decline: 'declined' } as const;

/** Where the reminder of the event fires; undefined where there is none. */
async function reminderOf({ walked: { who, path } }: Target): Promise<unknown> {
  const view = "/v1.0/me/reminderView(StartDateTime='2027-03-01',EndDateTime='2027-03-09')?$top=1000";
  const id = path.split('/').at(-1);
  return (entriesOf(await who.send(view)).find(({ eventId }) => eventId === id)?.reminderFireTime as { dateTime?: string } | undefined)
    ?.dateTime;
}

/** Fails the test unless the action has done what it is for. */
export async function expectDone(action: EventAction, target: Target, people: People): Promise<void> {
  const { organizers, walked } = target;
  const seen = await send(organizers.who, organizers.path);
  const attendees = seen.json.attendees as readonly {
    readonly status: { readonly response: string };
    readonly emailAddress: { address: string };
  }[];
  switch (action) {
    case 'accept':
    case 'tentativelyAccept':
    case 'decline': {
      const own = attendees.find(({ emailAddress }) => emailAddress.address === people.adele.upn);
      expect(own?.status.response).toBe(answers[action]);
      return;
    }
    case 'forward': {
      expect(attendees.map(({ emailAddress }) => emailAddress.address)).toContain(people.third.upn);
      return;
    }
    case 'cancel': {
      expect(seen.status).toBe(404);
      return;
    }
    case 'snoozeReminder': {
      expect(await reminderOf(target)).toBe('2027-03-05T09:00:00.0000000');
      return;
    }
    case 'dismissReminder': {
      expect(await reminderOf(target)).toBeUndefined();
      return;
    }
    case 'permanentDelete': {
      expect((await send(walked.who, walked.path)).status).toBe(404);
      return;
    }
  }
}

export const actions = eventActions;
