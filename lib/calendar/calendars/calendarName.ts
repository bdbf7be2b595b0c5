// The names of a mailbox's calendars: no two calendars have the same name, whatever its case, like folders of one mailbox in Exchange.
import { Fault, ServiceError } from '../../runtime/errors.ts';
import { sortKey } from '../../runtime/text/textOrder.ts';
import { hashedId } from '../../runtime/ids.ts';
import type { Condition, PropertyPath, Write } from '../../stores/documents.ts';
import type { Json, JsonObject } from '../../runtime/json.ts';
import { holds } from '../../stores/holds.ts';
import { newRecord, type Author } from '../../stores/records.ts';

const nameDocument = (name: string): string => hashedId('calendarName', nameKey(name));

/** The key by which a query finds a name in any case of letters; it is stored beside the name. */
export const nameKey = (name: string): string => name.toLowerCase();

/** What is stored of a name beside itself: the key by which it is found, and the one by which lists are in the order of names. */
export const nameKeys = (name: string) => ({ nameKey: nameKey(name), sortKeys: { name: sortKey(nameKey(name)) } });

/** A calendar or a calendar group as conditions and orders see it. The default one isn't of the kind of the others. */
export const filterableProperties = (record: JsonObject & { readonly name: string }, kind: string): JsonObject => ({
  ...record,
  kind,
  ...nameKeys(record.name),
});

/** Whether it meets a condition; the store would say the same. */
export const meets = (filter: Condition | undefined, seen: JsonObject): boolean => filter === undefined || holds(filter, seen);

/** The stored value of a property by which lists are ordered. Throws a `Fault` for a property that isn't such a one. */
export function sortValue(seen: JsonObject, property: PropertyPath): string | number {
  const value = property.split('.').reduce<Json | undefined>((held, name) => (isObject(held) ? held[name] : undefined), seen);
  if (typeof value !== 'string' && typeof value !== 'number') throw new Fault(`Nothing is ordered by '${property}'.`);
  return value;
}

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

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
