// Makes a message's header fields (RFC 5322) from what Graph calls recipients, importance and internet message headers.
import type { Given } from '../given.ts';
import { isMailAddress, plainLine } from '../plain.ts';
import type { Rendering } from '../rendering.ts';

/** A recipient as the composer takes it. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** Characters of a text in the header: a line has at most 998, and a text without a space can't be folded (RFC 5322, section 2.1.1). */
const maxHeaderText = 900;
/** The same for a name, which shares its line with an address. */
const maxMailboxName = 500;

const mailboxOf = (recipient: Given | undefined): Mailbox[] => {
  const emailAddress = recipient?.object('emailAddress');
  const address = emailAddress?.text('address') ?? '';
  return isMailAddress(address) ? [{ name: plainLine(emailAddress?.text('name') ?? '', maxMailboxName), address }] : [];
};

export interface AddressFields {
  readonly from: Mailbox[];
  /** Only where somebody else has sent the message on behalf of its author (RFC 5322, section 3.6.2). */
  readonly sender: Mailbox[];
  readonly to: Mailbox[];
  readonly cc: Mailbox[];
  readonly bcc: Mailbox[];
  readonly replyTo: Mailbox[];
}

/** How many recipients and headers of its own the message has. */
export const mailFieldsOf = (message: Given): number =>
  [...recipientFields, 'internetMessageHeaders'].reduce((sum, name) => sum + message.jsons(name).length, 0);

const recipientFields = ['toRecipients', 'ccRecipients', 'bccRecipients', 'replyTo'] as const;

/** The fields with addresses. People without a mail address are left out, since a header can't name them. */
export function addressFields(message: Given): AddressFields {
  const from = mailboxOf(message.object('from'));
  const sender = mailboxOf(message.object('sender'));
  const all = (name: string): Mailbox[] => message.objects(name).flatMap(mailboxOf);
  const isSame = sender[0]?.address.toLowerCase() === from[0]?.address.toLowerCase();
  return {
    from: from.length === 0 ? sender : from,
    sender: isSame || from.length === 0 ? [] : sender,
    to: all('toRecipients'),
    cc: all('ccRecipients'),
    bcc: all('bccRecipients'),
    replyTo: all('replyTo'),
  };
}

/** `<left@right>` (RFC 5322, section 3.6.4). */
const messageId = /<[^<>\s@\u0000-\u001f\u007f-\uffff]{1,250}@[^<>\s@\u0000-\u001f\u007f-\uffff]{1,250}>/g;
const idsIn = (text: string): string[] => text.slice(0, maxIdsText).match(messageId) ?? [];
/** Only so many characters of a list of message ids are read. */
const maxIdsText = 10_000;

/** The ids of the message and of the messages that it answers. */
export function threadFields(message: Given, { id }: Rendering) {
  const sent = (name: string): string[] =>
    headersOf(message).flatMap(([given, value]) => (given.toLowerCase() === name ? idsIn(value) : []));
  const [own = `<${id}@attachment.invalid>`] = idsIn(message.text('internetMessageId') ?? '');
  const [inReplyTo] = sent('in-reply-to');
  const references = sent('references');
  return { messageId: own, ...(inReplyTo !== undefined && { inReplyTo }), ...(references.length > 0 && { references }) };
}

/** When the message was sent; if it doesn't say, when it was received or made. */
export const dateOf = (message: Given, { attached }: Rendering): Date =>
  new Date(message.instant('sentDateTime') ?? message.instant('receivedDateTime') ?? message.instant('createdDateTime') ?? attached);

export const subjectOf = (message: Given): string => plainLine(message.text('subject') ?? '', maxHeaderText);

const importances: ReadonlyMap<string, readonly (readonly [string, string])[]> = new Map([
  [
    'high',
    [
      ['Importance', 'high'],
      ['X-Priority', '1'],
    ],
  ],
  ['normal', [['Importance', 'normal']]],
  [
    'low',
    [
      ['Importance', 'low'],
      ['X-Priority', '5'],
    ],
  ],
]);

/**
 * The fields that the composer doesn't know. Of the internet message headers only the sender's own (`X-…`) are kept, which Graph lets a
 * sender set; the others describe how another message was delivered, or contradict this message.
 */
export function otherFields(message: Given): { readonly key: string; readonly value: string }[] {
  const [receiptTo] = addressFields(message).from;
  const thread = /^[A-Za-z0-9+/]{1,800}={0,2}$/.exec(message.text('conversationIndex') ?? '')?.[0];
  const keywords = plainLine(message.texts('categories').join(', '), maxHeaderText);
  const own: (readonly [string, string])[] = [
    ...(importances.get(message.text('importance')?.toLowerCase() ?? '') ?? []),
    ...(keywords === '' ? [] : [['Keywords', keywords] as const]),
    ...(thread === undefined ? [] : [['Thread-Index', thread] as const]),
    ...(message.flag('isReadReceiptRequested') === true && receiptTo
      ? [['Disposition-Notification-To', `<${receiptTo.address}>`] as const]
      : []),
    ...(message.flag('isDraft') === true ? [['X-Unsent', '1'] as const] : []),
  ];
  const taken = new Set(own.map(([key]) => key.toLowerCase()));
  const sent = headersOf(message).filter(([key]) => /^x-[a-z0-9-]{1,70}$/i.test(key) && !taken.has(key.toLowerCase()));
  return [...own, ...sent].map(([key, value]) => ({ key, value: plainLine(value, maxHeaderText) }));
}

const headersOf = (message: Given): (readonly [string, string])[] =>
  message.objects('internetMessageHeaders').map((header) => [header.text('name') ?? '', header.text('value') ?? '']);
