// What three people's calendars show of their meetings, by a model, and what they really show.
import type { Services } from '../../../lib/api/call.ts';
import type { Answer } from '../../../lib/calendar/meetings/meetings.ts';
import type { EventProperties } from '../../../lib/calendar/events/record/eventProperties.ts';
import { isEntry } from '../../../lib/calendar/events/record/eventRecord.ts';
import { defaultCalendarId, type EventKey, type Mailbox } from '../../../lib/calendar/mailbox.ts';

export type Shows = EventProperties['showAs'];
type Response = 'notResponded' | Answer;

/** What the model knows of one person's entry. */
export interface Entry {
  state: 'alive' | 'declined' | 'deleted' | 'letGo' | 'cancelled';
  ask: number;
  place: string;
  response: Response;
  ownShowAs?: Shows;
  category?: string;
}

/** What the model knows of a meeting: the organizer's event, and everybody's entry. */
export interface Meeting {
  readonly key: EventKey;
  readonly incarnation: string;
  readonly organizer: number;
  isGone: boolean;
  subject: string;
  hour: number;
  place: string;
  showAs: Shows;
  invited: Set<number>;
  /** What the organizer's event says of those who are invited. */
  readonly statuses: Map<number, Response>;
  readonly entries: Map<number, Entry>;
}

/** What has become of all meetings. */
export class Model {
  readonly meetings: Meeting[] = [];
  readonly people: readonly Mailbox[];
  constructor(people: readonly Mailbox[]) {
    this.people = people;
  }

  /** What the next delivery brings: everybody's entry as the meeting is now (contract, section 18, the table). */
  deliver(meeting: Meeting): void {
    for (const [who] of this.people.entries()) {
      if (who === meeting.organizer) continue;
      const entry = meeting.entries.get(who);
      if (meeting.isGone) {
        if (entry?.state === 'alive') entry.state = 'cancelled';
      } else if (!meeting.invited.has(who)) {
        if (entry !== undefined) entry.state = 'letGo';
      } else meeting.entries.set(who, this.#brought(meeting, who, entry));
    }
  }

  #brought(meeting: Meeting, who: number, entry: Entry | undefined): Entry {
    const { hour: ask, place } = meeting;
    const response = meeting.statuses.get(who) ?? 'notResponded';
    if (entry === undefined || entry.state === 'letGo') return { state: 'alive', ask, place, response };
    const isAskedAnew = entry.ask !== ask;
    const comesBack = entry.state !== 'alive' && (isAskedAnew || (entry.state === 'deleted' && entry.place !== place));
    if (comesBack) return { state: 'alive', ask, place, response: isAskedAnew ? response : entry.response };
    if (entry.state === 'alive') return { ...entry, ask, place, response: isAskedAnew ? response : entry.response };
    return entry;
  }
}

/** What one person's calendar shows of the meetings, by the model. */
export const expected = (model: Model, who: number): unknown[] =>
  model.meetings
    .flatMap((meeting): object[] => {
      const { subject, hour, place, organizer, isGone } = meeting;
      if (organizer === who) return isGone ? [] : [{ subject, hour, place, showAs: meeting.showAs, statuses: statusesOf(model, meeting) }];
      const entry = meeting.entries.get(who);
      if (entry === undefined || (entry.state !== 'alive' && entry.state !== 'cancelled')) return [];
      const isCancelled = entry.state === 'cancelled';
      const meant = entry.ownShowAs ?? (entry.response === 'accepted' ? meeting.showAs : 'tentative');
      return [
        {
          subject,
          hour,
          place,
          showAs: isCancelled ? 'free' : meant,
          response: entry.response,
          isCancelled,
          category: entry.category ?? null,
        },
      ];
    })
    .sort(bySubject);

const statusesOf = ({ people }: Model, { invited, statuses }: Meeting): object =>
  Object.fromEntries([...invited].sort().map((who) => [people[who]?.id ?? '', statuses.get(who) ?? 'notResponded']));

const bySubject = (a: object, b: object): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** What it really shows. */
export async function shown(services: Pick<Services, 'events'>, who: Mailbox): Promise<unknown[]> {
  const { events } = await services.events.list(who, defaultCalendarId(who), {
    limit: 1000,
    orderBy: { property: 'createdDateTime', descending: false },
  });
  return events
    .map((event): object => {
      const { properties } = event;
      const { subject, showAs, location, attendees, categories } = properties;
      const hour = Number(properties.start?.dateTime.slice(11, 13)) - 8;
      const same = { subject, hour, place: location.displayName, showAs };
      if (!isEntry(event)) return { ...same, statuses: Object.fromEntries(attendees.map(statusIn).sort()) };
      const { response, isCancelled } = event.entry;
      return { ...same, response: response.response, isCancelled, category: categories[0] ?? null };
    })
    .sort(bySubject);
}

const statusIn = ({ userId, status: { response } }: EventProperties['attendees'][number]): [string, string] => [
  userId ?? '',
  response === 'none' ? 'notResponded' : response,
];
