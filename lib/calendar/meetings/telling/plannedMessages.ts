// Writes the messages by which a meeting's people are told.
import { newRecord } from '../../../stores/records.ts';
import { inheritedProperties, occurrenceAt } from '../../occurrences/occurrenceEvent.ts';
import { occurrenceId } from '../../occurrences/occurrenceId.ts';
import { occurrenceIncarnation } from '../../occurrences/occurrenceRecord.ts';
import { eventDocument } from '../../events/record/eventDocument.ts';
import type { EventRecord } from '../../events/record/eventRecord.ts';
import type { EmailAddress } from '../../events/record/eventProperties.ts';
import type { Mailbox } from '../../mailbox.ts';
import { innermostOf } from '../messages.ts';
import type { MeetingMessage } from '../inbox.ts';
import { snapshotOf, type MeetingSnapshot } from '../message.ts';
import { messageDocumentId, messageIdAt, placeOfMeeting } from '../place.ts';
import type { Ledger } from './ledger.ts';
import type { DayNow } from './meetingNow.ts';
import { versionOf, versionOfOccurrences } from './news.ts';
import type { Pending } from './pending.ts';
import { forwardTo, type PlannedMessage } from './plan.ts';

/** What a delivery tells of: `event` is undefined once it is gone. */
export interface Subject {
  readonly pending: Pending;
  readonly event: EventRecord | undefined;
  readonly ledger: Ledger;
}

/** The meeting that a letter is about, and what the letter shows of it. */
interface About {
  readonly meeting: Pending['meeting'];
  readonly incarnation: string;
  readonly version: number;
  readonly snapshot: MeetingSnapshot | undefined;
  readonly comment?: string | undefined;
}

const inbox = ['inbox'];

/** The message, complete. The same letter about the same version of the meeting gives the same message, whoever writes it. */
export function messageOf(subject: Subject, planned: PlannedMessage, recipient: Mailbox, ttl: number): MeetingMessage {
  const { pending, event } = subject;
  const about = planned.day === undefined ? aboutEvent(subject, planned) : aboutDay(subject, planned, planned.day, recipient);
  const forward =
    planned.tells === 'invitation' ? forwardTo(pending.forwards, planned.day?.event ?? event, planned.day?.day, recipient.id) : undefined;
  const messageId = messageIdAt(placeOfMeeting(recipient, about), `${about.incarnation}:${about.version}`);
  return {
    id: messageDocumentId(messageId),
    kind: 'message',
    ...newRecord(Date.parse(pending.modified), pending.author),
    received: pending.modified,
    messageId,
    folders: inbox,
    inFolder: innermostOf(inbox),
    tells: planned.tells,
    version: about.version,
    meeting: about.meeting,
    incarnation: about.incarnation,
    snapshot: about.snapshot,
    from: organizerOf(pending, event),
    sender: forward === undefined ? (pending.sender ?? undefined) : forward.sender,
    comment: forward?.comment ?? about.comment,
    ttl,
  };
}

const organizerOf = ({ gone }: Pending, event: EventRecord | undefined): EmailAddress | undefined =>
  event === undefined ? gone?.from : event.organizer;

/** Of a series that is gone nothing more is told. */
const lastVersion = Number.MAX_SAFE_INTEGER;

/** Whoever leaves sees nothing of the change that removed them. */
function aboutEvent({ pending, event, ledger }: Subject, { tells }: PlannedMessage): About {
  const { meeting, incarnation, gone } = pending;
  if (event === undefined) return { meeting, incarnation, version: gone?.version ?? 0, snapshot: gone?.snapshot, comment: gone?.comment };
  const snapshot = tells === 'cancellation' ? ledger.snapshot : snapshotOf(event);
  return { meeting, incarnation, version: versionOf(event), snapshot };
}

function aboutDay({ pending, event: series, ledger }: Subject, { tells }: PlannedMessage, day: DayNow, recipient: Mailbox): About {
  const { meeting, incarnation, called, gone } = pending;
  const about = {
    meeting: { ...meeting, event: occurrenceId(eventDocument(meeting.event), day.day) },
    incarnation: occurrenceIncarnation(incarnation, day.day),
    version: series === undefined ? lastVersion : versionOfOccurrences(series),
  };
  if (series === undefined) return { ...about, snapshot: formerDay(ledger, series, day), comment: gone?.comment };
  if (tells !== 'cancellation') return { ...about, snapshot: day.event && snapshotOf(day.event) };
  const isCalledOff = day.event === undefined && (day.seenBy === undefined || day.seenBy.includes(recipient.id));
  if (isCalledOff) return { ...about, ...called[day.day], snapshot: called[day.day]?.snapshot ?? formerDay(ledger, series, day) };
  return { ...about, snapshot: formerDay(ledger, series, day) };
}

/** The occurrence as its attendees saw it last. */
function formerDay({ days, snapshot }: Ledger, series: EventRecord | undefined, { day }: DayNow): MeetingSnapshot | undefined {
  const own = days[day]?.snapshot;
  const at = series && occurrenceAt(series, day);
  if (own !== undefined || snapshot === undefined || series === undefined || at === undefined) return own ?? snapshot;
  const { start, end } = inheritedProperties(series, at);
  return { ...snapshot, start, end, recurrence: null, type: 'occurrence' };
}
