// The names of a mailbox's calendars: no two calendars have the same name, whatever its case, like folders of one mailbox in Exchange.
import { ServiceError } from '../../runtime/errors.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { hashedId } from '../../runtime/ids.ts';
import type { Condition, Write } from '../../stores/documents.ts';
import { holds } from '../../stores/holds.ts';
import { newRecord, type Author } from '../../stores/records.ts';

const nameDocument = (name: string): string => hashedId('calendarName', nameKey(name));

/** The key by which a query finds a name in any case of letters; it is stored beside the name. */
export const nameKey = (name: string): string => name.toLowerCase();

/** Whether this calendar or calendar group meets a condition on its properties and its name's key; the store would say the same. */
export const meets = (filter: Condition | undefined, record: JsonObject & { readonly name: string }): boolean =>
  filter === undefined || holds(filter, { ...record, nameKey: nameKey(record.name) });

/** The write that takes the name for a calendar; refused (`exists`) when another calendar has it. */
export const takeName = (name: string, calendarId: string, now: number, by: Author): Write => ({
  write: 'create',
  document: { id: nameDocument(name), kind: 'calendarName', ...newRecord(now, by), calendarId },
});

/** The write that gives the name back; refused when no calendar has it. */
export const releaseName = (name: string): Write => ({ write: 'remove', id: nameDocument(name) });

export const isSameName = (a: string, b: string): boolean => nameDocument(a) === nameDocument(b);

/** 409, as Graph answers. */
export const nameTaken = (name: string): ServiceError =>
  new ServiceError(409, 'ErrorFolderExists', `A folder with the specified name already exists: this mailbox has a calendar '${name}'.`);
