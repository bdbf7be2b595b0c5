// All the ways to write an event's path: made from the service's own grammar, which prints what it parses.
import type { CalendarRef, EventSource, Owner } from '../../paths/reference.ts';
import { printPath } from '../../paths/print.ts';

/** What is known of an event, of which its paths are made. */
export interface EventFacts {
  readonly id: string;
  readonly iCalUId: string;
  readonly transactionId: string;
  /** Where it is one of a series: the series, and whether it was changed by itself. */
  readonly occurrence: { readonly series: string; readonly isException: boolean } | undefined;
  readonly mailbox: MailboxFacts;
  /** The calendar that it lies in; a group has one alone. */
  readonly calendar: { readonly id: string; readonly isDefault: boolean };
  /** The calendar group that this lies in: its id, the default one, or unknown. */
  readonly calendarGroup: { readonly id: string } | 'default' | undefined;
  /** Ids of messages that tell of it. */
  readonly messages: readonly string[];
}

export type MailboxFacts =
  | { readonly kind: 'me'; readonly user: UserFacts }
  | { readonly kind: 'user'; readonly user: UserFacts }
  | { readonly kind: 'group'; readonly id: string; readonly member: UserFacts };

export interface UserFacts {
  readonly id: string;
  /** Empty where it isn't known. */
  readonly upn: string;
  /** The tenant's id; empty where it isn't known. */
  readonly tenant: string;
}

export interface Spelling {
  /** What is said of it, in words; spellings of one group stand together. */
  readonly group: string;
  /** With its version, percent-encoded. */
  readonly path: string;
}

/** Each path once: every way to the event by every name of its mailbox, and how some of these may be written otherwise. */
export function spellingsOf(facts: EventFacts): readonly Spelling[] {
  const found = new Map<string, Spelling>();
  const add = (group: string, path: string): void => {
    if (!found.has(path)) found.set(path, { group, path });
  };
  const owners = ownersOf(facts.mailbox);
  const sources = sourcesOf(facts);
  const path = (owner: Owner, source: EventSource, version: 'v1.0' | 'beta' = 'v1.0'): string =>
    printPath({ kind: 'event', version, owner, source, tail: { kind: 'event' } });
  for (const { group, source } of sources) for (const owner of owners) add(group, path(owner, source));
  for (const { source } of sources.slice(0, 2))
    for (const owner of owners) {
      const canonical = path(owner, source);
      add('Keys in parentheses', inParentheses(canonical, keysOf(facts)));
      add('Words in any case', upperCase(canonical, keysOf(facts)));
      add('The beta version', path(owner, source, 'beta'));
    }
  return [...found.values()];
}

function ownersOf(mailbox: MailboxFacts): readonly Owner[] {
  if (mailbox.kind === 'me') return [{ kind: 'me' }, ...usersOf(mailbox.user)];
  if (mailbox.kind === 'user') return usersOf(mailbox.user);
  const { id, member } = mailbox;
  const group: Owner = { kind: 'group', id };
  return [group, ...[{ kind: 'me' } as const, ...usersOf(member)].map((of): Owner => ({ kind: 'joinedGroup', of, id }))];
}

function usersOf({ id, upn, tenant }: UserFacts): readonly Extract<Owner, { kind: 'user' }>[] {
  return [
    { kind: 'user', user: { kind: 'id', id } },
    ...(upn === '' ? [] : [{ kind: 'user', user: { kind: 'upn', upn } } as const]),
    ...(tenant === '' ? [] : [{ kind: 'user', user: { kind: 'idAtTenant', id, tenant } } as const]),
  ];
}

interface GroupedSource {
  readonly group: string;
  readonly source: EventSource;
}

function sourcesOf(facts: EventFacts): readonly GroupedSource[] {
  const { id, iCalUId, transactionId, occurrence, messages } = facts;
  const calendars = calendarsOf(facts);
  const collections = ['events', 'calendarView'] as const;
  const byId = collections.flatMap((collection) =>
    calendars.map(({ group, calendar }): GroupedSource => ({
      group,
      source: { via: 'calendar', calendar, collection, id, occurrences: [] },
    })),
  );
  const bySeries = occurrence === undefined ? [] : calendars.flatMap(({ calendar }) => throughSeries(calendar, id, occurrence));
  // Occurrences have their series' keys.
  const keys =
    occurrence !== undefined
      ? []
      : (
          [
            ['iCalUId', iCalUId],
            ['transactionId', transactionId],
          ] as const
        ).filter(([, value]) => value !== '');
  const byKey = keys.map(([property, value]): GroupedSource => {
    return { group: 'By another key', source: { via: 'alternateKey', calendar: { kind: 'any' }, property, value, occurrences: [] } };
  });
  const byMessage = messages.map((message): GroupedSource => {
    return { group: 'Through a message', source: { via: 'message', folders: [], message, occurrences: [] } };
  });
  return [...byId, ...bySeries, ...byKey, ...byMessage];
}

function throughSeries(
  calendar: CalendarRef,
  id: string,
  { series, isException }: NonNullable<EventFacts['occurrence']>,
): readonly GroupedSource[] {
  return (['instances', ...(isException ? ['exceptionOccurrences' as const] : [])] as const).map((collection) => ({
    group: 'Through its series',
    source: { via: 'calendar', calendar, collection: 'events', id: series, occurrences: [{ collection, id }] },
  }));
}

function calendarsOf({
  mailbox,
  calendar,
  calendarGroup,
}: EventFacts): readonly { readonly group: string; readonly calendar: CalendarRef }[] {
  const group = 'Through the calendar';
  const any = { group: 'The event alone', calendar: { kind: 'any' } } as const;
  const usual = { group, calendar: { kind: 'default' } } as const;
  if (mailbox.kind === 'group') return [any, usual];
  const { id } = calendar;
  return [
    // Somebody else's calendar is reached as far as it is shared.
    any,
    ...(mailbox.kind === 'me' || calendar.isDefault ? [usual] : []),
    { group, calendar: { kind: 'calendar', id } },
    ...(calendarGroup === 'default' ? [{ group: 'Through the calendar group', calendar: { kind: 'inDefaultGroup', id } } as const] : []),
    ...(typeof calendarGroup === 'object'
      ? [{ group: 'Through the calendar group', calendar: { kind: 'inGroup', group: calendarGroup.id, id } } as const]
      : []),
  ];
}

/** Keys as they stand in a path, which are neither words nor to be written in another case. */
function keysOf({ id, occurrence, mailbox, calendar, calendarGroup }: EventFacts): ReadonlySet<string> {
  const user = mailbox.kind === 'group' ? mailbox.member : mailbox.user;
  const all = [id, occurrence?.series ?? id, calendar.id, user.id, user.upn, `${user.id}@${user.tenant}`];
  if (mailbox.kind === 'group') all.push(mailbox.id);
  if (typeof calendarGroup === 'object') all.push(calendarGroup.id);
  return new Set(all.map((key) => encodeURIComponent(key)));
}

/** `/me/events('AAMk…')` */
const inParentheses = (path: string, keys: ReadonlySet<string>): string =>
  path
    .split('/')
    .map((segment, place) => (place === 0 ? '' : keys.has(segment) ? `('${segment.replaceAll("'", "''")}')` : `/${segment}`))
    .join('');

/** `/V1.0/ME/EVENTS/AAMk…` */
const upperCase = (path: string, keys: ReadonlySet<string>): string =>
  path
    .split('/')
    .map((segment) => (keys.has(segment) || segment.includes('(') ? segment : segment.toUpperCase()))
    .join('/');
