// The incarnations of entries: whoever makes an entry after the same one before it makes the same, so that a delivery that died is gone on with.
import { createHash } from 'node:crypto';

/**
 * As secret as the meeting's incarnation. `former`: the incarnation of the entry that went, if there was one: one that comes back is another,
 * so that the copies below it are other documents, too.
 */
export const entryIncarnation = (meeting: string, attendee: string, former?: string): string =>
  createHash('sha256')
    .update(JSON.stringify(['incarnation of an entry', meeting, attendee, former ?? null]))
    .digest('base64url')
    .slice(0, 32);
