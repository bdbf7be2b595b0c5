// The custom data of events, occurrences and entries: where it lies, and what of it goes into the document of the event itself.
import type { Author } from '../../stores/records.ts';
import type { EventRecord } from '../events/record/eventRecord.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import type { QuotaDependencies } from '../quota.ts';
import type { CustomChange } from './customData.ts';
import { changeCustom, type CustomHolder, type CustomWritten } from './customWrites.ts';

/** The holder whose custom data an event shows; an occurrence's names its series as well. */
export function holderOf({ incarnation, custom, occurrence }: Pick<EventRecord, 'incarnation' | 'custom' | 'occurrence'>): CustomHolder {
  if (occurrence === undefined) return { incarnation, custom };
  const { series, stored } = occurrence;
  return { incarnation, custom: stored?.custom, series: { incarnation: series.incarnation, custom: series.custom } };
}

/** The index in the event's own document. */
export const ownIndex = (event: Pick<EventRecord, 'custom' | 'occurrence'>): EventRecord['custom'] =>
  event.occurrence === undefined ? event.custom : event.occurrence.stored?.custom;

/** What is written by a change that doesn't concern custom data: the same index. */
const unchanged = (event: Pick<EventRecord, 'custom' | 'occurrence'>): CustomWritten => ({ index: ownIndex(event), writes: [], more: 0 });

/** As `changeCustom`; reads nothing where there is no change. */
export const changeEventsCustom = async (
  deps: QuotaDependencies,
  mailbox: Mailbox,
  current: EventRecord,
  change: CustomChange | undefined,
  made: { readonly now: number; readonly by: Author },
): Promise<CustomWritten> =>
  change === undefined ? unchanged(current) : changeCustom(deps, mailboxPartition(mailbox), holderOf(current), change, made);
