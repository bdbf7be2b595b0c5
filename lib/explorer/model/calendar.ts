// A calendar as the page shows it: whose it is, where it lies, and its colour.
import { flagOf, objectOf, textOf, type JsonObject } from './json.ts';
import { pathOfMailbox, type Mailbox } from './mailbox.ts';

export interface Calendar {
  readonly mailbox: Mailbox;
  readonly id: string;
  readonly name: string;
  /** Number of the colour, 0 to 8: `--calendar-{n}` in the styles. */
  readonly color: number;
  /** Graph's name of the colour that somebody has chosen; `auto` where nobody has. */
  readonly chosenColor: string;
  readonly isDefault: boolean;
  readonly canEdit: boolean;
  readonly canShare: boolean;
  /** Whether the person may give it another name and colour. */
  readonly canChange: boolean;
  readonly canDelete: boolean;
  /** Whose it is, in words. */
  readonly owner: string;
}

/** Graph's names of colours, in the order of the styles, and what people call them. */
export const calendarColors = [
  ['lightBlue', 'Blue'],
  ['lightGreen', 'Green'],
  ['lightOrange', 'Orange'],
  ['lightGray', 'Grey'],
  ['lightYellow', 'Yellow'],
  ['lightTeal', 'Teal'],
  ['lightPink', 'Pink'],
  ['lightBrown', 'Brown'],
  ['lightRed', 'Red'],
] as const;

/** `auto`, and what has no name, is the colour at this place of the list. */
function colorOf(name: string, place: number): number {
  const index = calendarColors.findIndex(([each]) => each === name);
  return index < 0 ? place % calendarColors.length : index;
}

export const readCalendar = (json: JsonObject, mailbox: Mailbox, place: number): Calendar => ({
  mailbox,
  id: textOf(json, 'id'),
  name: textOf(json, 'name') || 'Calendar',
  color: colorOf(textOf(json, 'color'), place),
  chosenColor: textOf(json, 'color') || 'auto',
  isDefault: flagOf(json, 'isDefaultCalendar') || mailbox.kind === 'group',
  canEdit: flagOf(json, 'canEdit') || mailbox.kind === 'group',
  canShare: flagOf(json, 'canShare') && mailbox.kind === 'me',
  canChange: mailbox.kind === 'me',
  canDelete: flagOf(json, 'isRemovable') && mailbox.kind === 'me',
  owner: textOf(objectOf(json, 'owner'), 'name'),
});

/** Where it lies: `/me/calendars/{id}`; a group has one alone. */
export const pathOfCalendar = ({ mailbox, id }: Pick<Calendar, 'mailbox' | 'id'>): string =>
  mailbox.kind === 'group' ? `${pathOfMailbox(mailbox)}/calendar` : `${pathOfMailbox(mailbox)}/calendars/${id}`;

/** One word for each calendar of all mailboxes. */
export const keyOfCalendar = (calendar: Pick<Calendar, 'mailbox' | 'id'>): string => pathOfCalendar(calendar);
