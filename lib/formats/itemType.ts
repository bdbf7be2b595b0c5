// Tells which kind of Outlook item an attachment holds: by the type that the item names, otherwise by its properties.
import type { JsonObject } from '../runtime/json.ts';

/** The kinds of items; each has a raw form of its own. */
export type ItemKind = 'event' | 'message' | 'contact';

export interface ItemType {
  readonly kind: ItemKind;
  /** As Graph spells it: `#microsoft.graph.event`. */
  readonly name: string;
}

/** By the types' own names. */
const kinds = {
  event: 'event',
  message: 'message',
  eventMessage: 'message',
  eventMessageRequest: 'message',
  eventMessageResponse: 'message',
  contact: 'contact',
} as const satisfies Record<string, ItemKind>;

/** Graph's name of a type, without its namespace. */
export type ItemTypeName = keyof typeof kinds;

const typeOf = (name: ItemTypeName): ItemType => ({ kind: kinds[name], name: `#microsoft.graph.${name}` });

const typesByName: ReadonlyMap<string, ItemType> = new Map(
  Object.entries(kinds).map(([name, kind]) => [`microsoft.graph.${name.toLowerCase()}`, { kind, name: `#microsoft.graph.${name}` }]),
);

/** For each kind, properties that no other kind has. */
const signs: readonly (readonly [ItemType, readonly string[]])[] = [
  [typeOf('event'), ['start', 'end', 'attendees', 'organizer', 'showAs', 'sensitivity', 'isReminderOn', 'iCalUId', 'locations']],
  [
    typeOf('message'),
    ['toRecipients', 'ccRecipients', 'bccRecipients', 'from', 'sender', 'replyTo', 'sentDateTime', 'receivedDateTime', 'internetMessageId'],
  ],
  [
    typeOf('contact'),
    ['givenName', 'surname', 'displayName', 'emailAddresses', 'companyName', 'jobTitle', 'mobilePhone', 'businessPhones', 'fileAs'],
  ],
];

/** The type of a name with or without `#`, in any case of letters; undefined for what is no item. */
export const itemTypeNamed = (name: string): ItemType | undefined => typesByName.get(name.replace(/^#/, '').toLowerCase());

/**
 * The type of an item. Graph's clients may leave the type out, as the seed does; then the item's properties tell its kind. Undefined if
 * they point to no kind, as for `{}`, or to several.
 */
export function itemTypeOf(item: JsonObject): ItemType | undefined {
  const given = new Map(Object.entries(item).map(([name, value]) => [name.toLowerCase(), value]));
  const named = given.get('@odata.type') ?? undefined;
  if (named !== undefined) return typeof named === 'string' ? itemTypeNamed(named) : undefined;
  const has = (name: string): boolean => (given.get(name.toLowerCase()) ?? undefined) !== undefined;
  const [found, ...more] = signs.filter(([, names]) => names.some(has));
  return more.length === 0 ? found?.[0] : undefined;
}

/** The id of an attachment inside an item: stays the same at every reading, and differs for each attachment. */
export const nestedId = (attachmentId: string, index: number): string => `${attachmentId}-${index + 1}`;
