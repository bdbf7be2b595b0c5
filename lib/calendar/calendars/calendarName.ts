// The names of a mailbox's calendars: no two have the same, in any case of letters, as folders of one mailbox in Exchange.
import { ServiceError } from '../../runtime/errors.ts';
import { hashedId } from '../../runtime/ids.ts';
import type { Condition, Write } from '../../stores/documents.ts';
import { holds, type Judged } from '../../stores/holds.ts';
import { newRecord, type Author } from '../../stores/records.ts';

const nameDocument = (name: string): string => hashedId('calendarName', nameKey(name));

/** What a name is found by, in any case of letters; stored beside it. */
export const nameKey = (name: string): string => name.toLowerCase();

/** Whether a known calendar or calendar group meets a condition, as the store judges it: by all that it has and the key of its name. */
export const meets = (filter: Condition | undefined, record: Judged & { readonly name: string }): boolean =>
  filter === undefined || holds(filter, { ...record, nameKey: nameKey(record.name) });

/** What takes the name for a calendar; refused (`exists`) when another one has it. */
export const takeName = (name: string, calendarId: string, now: number, by: Author): Write => ({
  write: 'create',
  document: { id: nameDocument(name), kind: 'calendarName', ...newRecord(now, by), calendarId },
});

/** What gives the name back; refused when nobody has it. */
export const releaseName = (name: string): Write => ({ write: 'remove', id: nameDocument(name) });

export const isSameName = (a: string, b: string): boolean => nameDocument(a) === nameDocument(b);

/** 409, as Graph answers. */
export const nameTaken = (name: string): ServiceError =>
  new ServiceError(409, 'ErrorFolderExists', `A folder with the specified name already exists: this mailbox has a calendar '${name}'.`);
