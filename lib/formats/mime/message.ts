// A message in MIME (RFC 5322, RFC 2045): its header, its body as text and HTML, its own attachments, a meeting's calendar.
import { createHash } from 'node:crypto';
import { htmlToText } from '../../calendar/text/plainText.ts';
import { inSteps } from '../../runtime/inSteps.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { given, type Given } from '../given.ts';
import { withAttachments } from '../nestedAttachments.ts';
import { plainTextInSteps } from '../plain.ts';
import type { Rendering } from '../rendering.ts';
import { addressFields, dateOf, mailFieldsOf, otherFields, subjectOf, threadFields } from './headers.ts';
import { meetingPart } from './meeting.ts';
import { attachmentPart } from './parts.ts';

/** The message as MIME. Properties that can't be read are left out. */
export async function messageAsMime(item: JsonObject, rendering: Rendering): Promise<Buffer> {
  const message = given(item);
  rendering.limits.mailFields(mailFieldsOf(message));
  const meeting = await meetingPart(message, rendering);
  return withAttachments(message, rendering, async (attached) => {
    const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
    const mail = new MailComposer({
      ...addressFields(message),
      ...threadFields(message, rendering),
      ...(await bodyOf(message)),
      // Quoted-printable takes ten times as long to write, which matters only for long bodies.
      ...(isLong(message) && { textEncoding: 'base64' as const }),
      subject: subjectOf(message),
      date: dateOf(message, rendering),
      headers: otherFields(message),
      alternatives: meeting === undefined ? [] : [meeting],
      attachments: attached.map(attachmentPart),
      // The boundary is a hash of the message, so the message can't contain it.
      baseBoundary: createHash('sha256')
        .update(`${rendering.id}\n${JSON.stringify(item)}`)
        .digest('hex')
        .slice(0, boundaryLength),
      newline: 'win',
      disableFileAccess: true,
      disableUrlAccess: true,
    }).compile();
    // The rendered item is complete, as its owner has it, so it names the Bcc recipients too.
    mail.keepBcc = true;
    return mail.build();
  });
}

/** Characters of a body above which it is written in base64. */
const longBody = 256 * 1024;
const isLong = (message: Given): boolean => (message.object('body')?.text('content')?.length ?? 0) > longBody;

/** In hexadecimal digits, that is 128 bits; a boundary may have at most 70 characters (RFC 2046, section 5.1.1). */
const boundaryLength = 32;

/**
 * HTML longer than so many characters is written without a text version: making the text would cost as much again, and a reader of so much
 * HTML can show it.
 */
const longHtml = 1024 * 1024;

/**
 * The HTML, and its text for readers that can't show HTML. A message without a body gets an empty line, so that no reader takes an
 * attachment for the body.
 */
async function bodyOf(message: Given): Promise<{ readonly text?: string; readonly html?: string }> {
  const body = message.object('body');
  const content = body?.text('content')?.toWellFormed();
  if (content === undefined) return { text: '\n' };
  if (body?.text('contentType')?.toLowerCase() !== 'html') return { text: content };
  if (content.length > longHtml) return { html: content };
  return { text: await inSteps(plainTextInSteps(await inSteps(htmlToText(content)))), html: content };
}
