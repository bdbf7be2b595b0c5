// What an event is about, and how much it matters, in iCalendar's properties.
import { htmlToText } from '../../calendar/text/plainText.ts';
import { inSteps } from '../../runtime/inSteps.ts';
import { optional, showInstant, textProperty, type Property } from '../contentLines.ts';
import type { Given } from '../given.ts';
import { plainLine, webAddress } from '../plain.ts';
import type { Rendering } from '../rendering.ts';

/** Exchange writes `personal` as a class of its own; a reader that doesn't know it treats it as private (RFC 5545, section 3.8.1.3). */
const classes: ReadonlyMap<string, string> = new Map([
  ['normal', 'PUBLIC'],
  ['personal', 'X-PERSONAL'],
  ['private', 'PRIVATE'],
  ['confidential', 'CONFIDENTIAL'],
]);
const priorities: ReadonlyMap<string, number> = new Map([
  ['high', 1],
  ['normal', 5],
  ['low', 9],
]);
/** iCalendar itself knows only busy and free; Outlook reads the other states from its own property. */
const busyStatuses: ReadonlyMap<string, string> = new Map([
  ['free', 'FREE'],
  ['tentative', 'TENTATIVE'],
  ['busy', 'BUSY'],
  ['oof', 'OOF'],
  ['workingelsewhere', 'WORKINGELSEWHERE'],
]);

/** A UID is cut to so many characters, more than any program writes. */
const maxUidLength = 1000;

export async function descriptionOf(event: Given, { id, name, attached }: Rendering): Promise<Property[]> {
  const [created, modified] = [event.instant('createdDateTime'), event.instant('lastModifiedDateTime')];
  const member = <V>(members: ReadonlyMap<string, V>, of: string): V | undefined => members.get(event.text(of)?.toLowerCase() ?? '');
  const busy = member(busyStatuses, 'showAs');
  const status = event.flag('isCancelled') === true ? 'CANCELLED' : busy === 'TENTATIVE' ? 'TENTATIVE' : 'CONFIRMED';
  const categories = event.texts('categories').filter((each) => plainLine(each) !== '');
  const joinUrl = event.object('onlineMeeting')?.text('joinUrl') ?? event.text('onlineMeetingUrl') ?? '';
  return [
    ['uid', {}, 'text', plainLine(event.text('iCalUId') ?? '', maxUidLength) || `${id}@attachment.invalid`],
    ['dtstamp', {}, 'date-time', showInstant(modified ?? created ?? attached)],
    ...optional(created, (at) => ['created', {}, 'date-time', showInstant(at)]),
    ...optional(modified, (at) => ['last-modified', {}, 'date-time', showInstant(at)]),
    ...textProperty('summary', event.text('subject') ?? name),
    ...(await bodyOf(event)),
    ...(categories.length === 0 ? [] : [['categories', {}, 'text', ...categories] satisfies Property]),
    ...textProperty('class', member(classes, 'sensitivity')),
    ...optional(member(priorities, 'importance'), (priority) => ['priority', {}, 'integer', priority]),
    ['status', {}, 'text', status],
    ['transp', {}, 'text', busy === 'FREE' ? 'TRANSPARENT' : 'OPAQUE'],
    ...textProperty('x-microsoft-cdo-busystatus', busy),
    ...optional(webAddress(event.text('webLink') ?? ''), (url) => ['url', {}, 'uri', url]),
    // RFC 7986, section 5.11.
    ...optional(webAddress(joinUrl), (url) => ['conference', { feature: 'VIDEO' }, 'uri', url]),
  ];
}

/** The body as text; an HTML body also as HTML, in the property where Outlook and others look for it. */
async function bodyOf(event: Given): Promise<Property[]> {
  const body = event.object('body');
  const content = body?.text('content');
  if (body?.text('contentType')?.toLowerCase() !== 'html') return textProperty('description', content);
  const text = content && (await inSteps(htmlToText(content)));
  return [...textProperty('description', text), ...textProperty('x-alt-desc', content, { fmttype: 'text/html' })];
}
