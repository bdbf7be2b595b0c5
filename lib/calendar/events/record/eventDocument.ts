// Makes the id under which an event's document lies in its mailbox.
import { hashedId } from '../../../runtime/ids.ts';

/** The id of an event's document: `event:` and 43 characters. */
export const eventDocument = (eventId: string): string => hashedId('event', eventId);
