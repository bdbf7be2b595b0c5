// Starts an upload session: stores its document, and makes the token that gives its URL the right to upload.
import { newContentName } from '../attachments/content.ts';
import { Fault, itemNotFound } from '../runtime/errors.ts';
import type { AddDependencies } from '../attachments/add.ts';
import { countedBytes, partitionOf, tooManyAttachments } from '../attachments/attachment.ts';
import type { EventRecord } from '../calendar/events/record/eventRecord.ts';
import type { EventKey } from '../calendar/mailbox.ts';
import { isOccurrence, overlayWrites } from '../calendar/occurrences/overlay.ts';
import { chargedProperty, chargeNew } from '../calendar/quota.ts';
import { maxAttachmentsPerEvent, uploadHours } from '../runtime/limits.ts';
import type { Write } from '../stores/documents.ts';
import { newRecord, type Author } from '../stores/records.ts';
import { commitSession, sweepTimeOf, type SessionRoom } from './openSessions.ts';
import { filePropertiesOf, hashSecret, newSecret, sessionDocument, type UploadSession, type UploadToken } from './session.ts';

/** The file that is to be uploaded; `total` in bytes. */
export type NewUpload = Pick<UploadSession, 'file' | 'total' | 'version'>;

/** Whoever has the token may send the file's bytes until `expires` (milliseconds since the epoch). */
export interface StartedUpload {
  readonly token: UploadToken;
  readonly expires: number;
}

const hourMs = 60 * 60 * 1000;

export type StartDependencies = AddDependencies & SessionRoom;

/** What a session knows of the event that it attaches to, besides its id; of an occurrence what its series says. */
function sessionOf({ occurrence, ...event }: EventRecord): Pick<UploadSession, 'tells' | 'maker' | 'series'> {
  const { id, incarnation, tells, createdBy: maker } = occurrence?.series ?? event;
  return { tells, maker, ...(occurrence && { series: { id, incarnation } }) };
}

/**
 * Makes the session, and charges the whole file to the mailbox's quota, in one batch (`commitSession`). Throws 507 when the event has no
 * room for another attachment or the mailbox has none for the file, 429 when the mailbox, or `by` in it, has as many open sessions as it may.
 */
export async function startUpload(
  deps: StartDependencies,
  key: EventKey,
  event: EventRecord,
  upload: NewUpload,
  by: Author,
): Promise<StartedUpload> {
  const attachmentCount = event.occurrence === undefined ? event.attachmentCount : (event.occurrence.stored?.attachmentCount ?? 0);
  if (attachmentCount >= maxAttachmentsPerEvent) throw tooManyAttachments();
  const { ids, clock, randomness } = deps;
  const partition = partitionOf(key);
  const now = clock();
  const token: UploadToken = { partition, sessionId: ids.next(), secret: newSecret(randomness) };
  const expires = now + uploadHours * hourMs;
  const { tenant, kind, id } = key.mailbox;
  const { file, total } = upload;
  const charge = chargeNew(deps, () => countedBytes({ properties: filePropertiesOf(upload), content: true }));
  const create: Write = {
    write: 'create',
    document: {
      id: sessionDocument(token.sessionId),
      kind: 'upload',
      ...newRecord(now, by),
      uploadOf: event.id,
      incarnation: event.incarnation,
      eventKey: { mailbox: { tenant, kind, id }, event: key.event },
      version: upload.version,
      secretHash: hashSecret(token.secret),
      expires,
      attachmentId: ids.next(),
      blob: newContentName(clock, randomness),
      total,
      file,
      ...sessionOf(event),
      state: 'open',
      blocks: [],
      due: sweepTimeOf(expires),
      ...chargedProperty(charge),
    },
  };
  const starter = { mailbox: key.mailbox, by };
  // The first write to an occurrence makes its document, unless another request was faster.
  if (isOccurrence(event) && event.occurrence.stored === undefined) {
    const first = await commitSession(deps, starter, [...overlayWrites(event, { counter: 'changes' }, now, by), create], charge.more);
    if (first.outcome === 'done' || first.repeated) return { token, expires };
    if (first.because !== 'exists') throw itemNotFound();
  }
  const made = await commitSession(deps, starter, [create], charge.more);
  if (made.outcome === 'refused' && !made.repeated) throw new Fault('A fresh session id was taken.');
  return { token, expires };
}
