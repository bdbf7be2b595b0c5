// The ids of entries: made of the meeting and the attendee, so that whoever makes an entry makes the same one (contract, section 18).
import { createHash } from 'node:crypto';

/** A hash, an equals sign and an `m`. No id that the service makes, and no occurrence's, looks so; nobody may put an event under such an id. */
const form = /^[\w-]{43}=m$/;

/** The id of an attendee's entry: 45 characters, as hard to guess as the meeting's incarnation. `attendee`: the user's object id. */
export const entryId = (incarnation: string, attendee: string): string =>
  `${createHash('sha256')
    .update(JSON.stringify(['entry', incarnation, attendee]))
    .digest('base64url')}=m`;

export const isEntryId = (id: string): boolean => form.test(id);
