// A calendar as the page shows it: whose it is, where it lies, and its colour.
import { flagOf, objectOf, textOf, type JsonObject } from './json.ts';
import { pathOfMailbox, type Mailbox } from './mailbox.ts';

export interface Calendar {
  readonly mailbox: Mailbox;
  readonly id: string;
  readonly name: string;
  /** Number of the colour, 0 to 8: `--calendar-{n}` in the styles. */
  readonly color: number;
  readonly isDefault: boolean;
  readonly canEdit: boolean;
  readonly canShare: boolean;
  /** Whose it is, in words. */
  readonly owner: string;
}

/** Graph's names of colours, in the order of the styles. */
const colors = ['lightBlue', 'lightGreen', 'lightOrange', 'lightGray', 'lightYellow', 'lightTeal', 'lightPink', 'lightBrown', 'lightRed'];

/** `auto`, and what has no name, is the colour at this place of the list. */
function colorOf(name: string, place: number): number {
  const index = colors.indexOf(name);
  return index < 0 ? place % colors.length : index;
}

export const readCalendar = (json: JsonObject, mailbox: Mailbox, place: number): Calendar => ({
  mailbox,
  id: textOf(json, 'id'),
  name: textOf(json, 'name') || 'Calendar',
  color: colorOf(textOf(json, 'color'), place),
  isDefault: flagOf(json, 'isDefaultCalendar') || mailbox.kind === 'group',
  canEdit: flagOf(json, 'canEdit') || mailbox.kind === 'group',
  canShare: flagOf(json, 'canShare') && mailbox.kind === 'me',
  owner: textOf(objectOf(json, 'owner'), 'name'),
});

/** Where it lies: `/me/calendars/{id}`; a group has one alone. */
export const pathOfCalendar = ({ mailbox, id }: Pick<Calendar, 'mailbox' | 'id'>): string =>
  mailbox.kind === 'group' ? `${pathOfMailbox(mailbox)}/calendar` : `${pathOfMailbox(mailbox)}/calendars/${id}`;

/** One word for each calendar of all mailboxes. */
export const keyOfCalendar = (calendar: Pick<Calendar, 'mailbox' | 'id'>): string => pathOfCalendar(calendar);
