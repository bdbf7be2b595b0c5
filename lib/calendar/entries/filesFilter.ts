// Makes a filter by `hasAttachments` agree with what the caller is told of entries: behind some there are attachments that aren't the
// caller's.
import type { Condition } from '../../stores/documents.ts';

const counted = 'attachmentCount';

/**
 * The filter of a list of events, for a caller who sees the attachments behind entries of these organizers' meetings alone, given as their
 * mailboxes' ids; undefined for a caller who sees all.
 */
export const withoutOthersFiles = (filter: Condition | undefined, organizers: readonly string[] | undefined): Condition | undefined =>
  filter === undefined || organizers === undefined ? filter : organizersFilesIn(filter, organizers);

function organizersFilesIn(condition: Condition, organizers: readonly string[]): Condition {
  switch (condition.is) {
    case 'and':
    case 'or':
      return { is: condition.is, conditions: condition.conditions.map((each) => organizersFilesIn(each, organizers)) };
    case 'not':
      return { is: 'not', condition: organizersFilesIn(condition.condition, organizers) };
    default:
      return condition.property === counted ? withFiles(condition, organizers) : condition;
  }
}

/** "Has some" is met by what the caller sees alone; "has none" by all else, too. */
function withFiles(compared: Condition, organizers: readonly string[]): Condition {
  const hasSome = compared.is === 'gt';
  const isSeen: Condition[] = [
    { is: 'ne', property: 'kind', value: 'entry' },
    ...organizers.map((value): Condition => ({ is: 'eq', property: 'entry.meeting.mailbox.id', value })),
  ];
  if (hasSome) return { is: 'and', conditions: [compared, { is: 'or', conditions: isSeen }] };
  const isUnseen: Condition[] = [
    { is: 'eq', property: 'kind', value: 'entry' },
    ...organizers.map((value): Condition => ({ is: 'ne', property: 'entry.meeting.mailbox.id', value })),
  ];
  return { is: 'or', conditions: [compared, { is: 'and', conditions: isUnseen }] };
}
