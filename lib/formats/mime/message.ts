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

/** Whatever of the message can't be read is left out. */
export async function messageAsMime(item: JsonObject, rendering: Rendering): Promise<Buffer> {
  const message = given(item);
  rendering.effort.mailFields(mailFieldsOf(message));
  const meeting = await meetingPart(message, rendering);
  return withAttachments(message, rendering, async (attached) => {
    const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
    const mail = new MailComposer({
      ...addressFields(message),
      ...threadFields(message, rendering),
      ...(await bodyOf(message)),
      // Quoted-printable takes ten times as long, which shows in long bodies alone.
      ...(isLong(message) && { textEncoding: 'base64' as const }),
      subject: subjectOf(message),
      date: dateOf(message, rendering),
      headers: otherFields(message),
      alternatives: meeting === undefined ? [] : [meeting],
      attachments: attached.map(attachmentPart),
      // Nothing in the message can name a boundary that is a hash of the message.
      baseBoundary: createHash('sha256')
        .update(`${rendering.id}\n${JSON.stringify(item)}`)
        .digest('hex')
        .slice(0, boundaryLength),
      newline: 'win',
      disableFileAccess: true,
      disableUrlAccess: true,
    }).compile();
    // The item is whole, as its owner has it: those who were copied in blind are part of it.
    mail.keepBcc = true;
    return mail.build();
  });
}

/** Characters of a body above which it is written in base64. */
const longBody = 256 * 1024;
const isLong = (message: Given): boolean => (message.object('body')?.text('content')?.length ?? 0) > longBody;

/** Hexadecimal digits: 128 bits; a boundary has at most 70 characters (RFC 2046, section 5.1.1). */
const boundaryLength = 32;

/** Characters of HTML above which it comes alone: its text would cost as much again, and who takes so much reads HTML. */
const longHtml = 1024 * 1024;

/** HTML with the text that it shows, for who doesn't read HTML. An empty line where there is nothing, so that no attachment is the body. */
async function bodyOf(message: Given): Promise<{ readonly text?: string; readonly html?: string }> {
  const body = message.object('body');
  const content = body?.text('content')?.toWellFormed();
  if (content === undefined) return { text: '\n' };
  if (body?.text('contentType')?.toLowerCase() !== 'html') return { text: content };
  if (content.length > longHtml) return { html: content };
  return { text: await inSteps(plainTextInSteps(await inSteps(htmlToText(content)))), html: content };
}
