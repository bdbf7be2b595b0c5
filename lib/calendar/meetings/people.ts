// Whom the owner of a mailbox meets: the people of the meetings that were written last.
import { z } from 'zod';
import type { Documents } from '../../stores/documents.ts';
import { documentsBehind, type Order } from '../../stores/keyset.ts';
import { defaultCalendarId, mailboxPartition, type Mailbox } from '../mailbox.ts';

/** Somebody whom one meets. */
export interface MetPerson {
  /** The user, where the address was found to be one's. */
  readonly userId?: string | undefined;
  /** As a meeting has it; undefined for an organizer of whom only the user is known. */
  readonly address?: string | undefined;
  readonly name?: string | undefined;
  /** In how many of the meetings; each counts by how late it was written, 1 for the last. */
  readonly score: number;
}

export interface MeetingPeople {
  /** At most 200 people, those of most meetings first. One query along an index, of the people alone of at most 100 meetings and 1 MiB. */
  metBy(mailbox: Mailbox): Promise<readonly MetPerson[]>;
}

const maxMeetings = 100;
const maxBytes = 1024 * 1024;
const maxPeople = 200;

/** The events of a calendar, the last written first. */
const lastWritten: Order = { within: ['listed', 'calendar'], by: ['modified', 'id'], descending: true };

const email = z.object({ name: z.string().optional(), address: z.string().optional() });
const meeting = z.object({
  organizer: email.optional(),
  properties: z.object({ attendees: z.array(z.object({ emailAddress: email, userId: z.string().optional() })).default([]) }).optional(),
  entry: z.object({ meeting: z.object({ mailbox: z.object({ kind: z.string(), id: z.string() }) }) }).optional(),
});
type Meeting = z.infer<typeof meeting>;

export const createMeetingPeople = (documents: Documents): MeetingPeople => ({
  async metBy(mailbox) {
    const found = await documentsBehind(documents, mailboxPartition(mailbox), lastWritten, {
      conditions: [
        { is: 'eq', property: 'listed', value: true },
        { is: 'eq', property: 'calendar', value: defaultCalendarId(mailbox) },
      ],
      only: ['organizer', 'properties.attendees', 'entry.meeting'],
      limit: maxMeetings,
      bytes: maxBytes,
    });
    return ranked(
      found.map(({ body }) => meeting.parse(body)),
      mailbox.id,
    );
  },
});

type Known = Omit<MetPerson, 'score'>;

/** The people of the meetings, without the owner. The same user by two addresses is one person. */
function ranked(meetings: readonly Meeting[], owner: string): readonly MetPerson[] {
  const people = new Map<string, MetPerson>();
  for (const [place, each] of meetings.entries()) {
    const weight = 1 - place / maxMeetings;
    const seen = new Set<string>();
    for (const person of peopleOf(each)) {
      const key = person.userId ?? person.address?.toLowerCase();
      if (key === undefined || person.userId === owner || seen.has(key)) continue;
      seen.add(key);
      const before = people.get(key);
      people.set(key, {
        userId: person.userId,
        address: before?.address ?? person.address,
        name: before?.name ?? person.name,
        score: (before?.score ?? 0) + weight,
      });
    }
  }
  return [...people.values()].sort((a, b) => b.score - a.score).slice(0, maxPeople);
}

/** An entry's organizer is another; that of an own event is the owner. */
const peopleOf = ({ organizer, properties, entry }: Meeting): readonly Known[] => [
  ...(entry?.meeting.mailbox.kind === 'users' ? [{ ...organizer, userId: entry.meeting.mailbox.id }] : []),
  ...(properties?.attendees ?? []).map(({ emailAddress, userId }) => ({ ...emailAddress, userId })),
];
