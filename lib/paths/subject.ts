// What a reference is about, and what that is called in the log and in refusals.
import type { CountReference, Reference, SettingsReference } from './reference.ts';

const settingsKinds: ReadonlySet<Reference['kind']> = new Set<SettingsReference['kind']>([
  'mailboxSettings',
  'mailboxSetting',
  'outlook',
  'masterCategories',
  'masterCategory',
  'supportedTimeZones',
  'supportedLanguages',
]);

export const isOfSettings = (reference: Reference): reference is SettingsReference => settingsKinds.has(reference.kind);

/** What a path is about; for a count this is the collection. */
export const subjectOf = (reference: Reference): Exclude<Reference, CountReference> =>
  reference.kind === 'count' ? reference.of : reference;

/**
 * What is asked for, in one word, for the log and for refusals: the kind of the target, such as `calendars`; of an event, what is asked of
 * it, such as `attachments` or `accept`; of a count, `calendars/$count`.
 */
export function operationName(reference: Reference): string {
  if (reference.kind === 'count') return `${operationName(reference.of)}/$count`;
  if (reference.kind === 'calendarAction') return reference.action;
  if (reference.kind !== 'event') return reference.kind;
  return reference.tail.kind === 'action' ? reference.tail.action : reference.tail.kind;
}
