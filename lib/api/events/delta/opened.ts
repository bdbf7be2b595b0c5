// Opens what a delta is asked of: a calendar, all calendars of a mailbox, or one series.
import { createHash } from 'node:crypto';
import { authorizeCalendar, calendarAccess, type ReachedMailbox } from '../../../access/permissions/calendarAccess.ts';
import { mayRead } from '../../../access/permissions/eventAccess.ts';
import { resolveSharedMailbox } from '../../../access/resolve/sharedMailbox.ts';
import { openCalendar } from '../../../calendar/events/locate.ts';
import { mailboxPartition, sameMailbox } from '../../../calendar/mailbox.ts';
import type { IsShown } from '../../../calendar/windows/windowEntry.ts';
import type { DeltaPage } from '../../../changes/delta/page.ts';
import type { Asked, Round } from '../../../changes/delta/round.ts';
import type { Scope } from '../../../changes/delta/scope.ts';
import type { DeltaReference, EventReference, EventsReference } from '../../../paths/reference.ts';
import { itemNotFound } from '../../../runtime/errors.ts';
import { leadsToOccurrence, type Call } from '../../call.ts';
import { openShown } from '../openShown.ts';

/** What a delta tells of, opened for the caller. */
export interface OpenedDelta extends Pick<Scope, 'mailbox'> {
  readonly walked: ReachedMailbox;
  /** Names what it is a delta of: a token is good for nothing else. */
  readonly of: readonly string[];
  /** What the caller sees of it: a token of another view doesn't go on. */
  readonly view: string;
  readonly begin: (asked: Asked) => Promise<Round>;
  /** `isBegun`: whether the round has given a page already. */
  readonly page: (round: Round, isBegun: boolean) => Promise<DeltaPage>;
}

export const openDelta = (call: Call<DeltaReference>): Promise<OpenedDelta> => {
  const { of } = call.reference;
  return of.kind === 'event' ? openSeries({ ...call, reference: of }) : openCalendars({ ...call, reference: of });
};

/** Who sees private events, and who doesn't. */
const views = { all: 'p', open: 'r' } as const;

async function openCalendars(call: Call<EventsReference>): Promise<OpenedDelta> {
  const { services, caller, reference } = call;
  const walked = await resolveSharedMailbox(services, caller, reference.owner);
  const isShown: IsShown = (event) => mayRead(caller, walked, walked, event);
  const sees: Scope['sees'] = (calendar) => {
    const { read, seePrivate } = calendarAccess(caller, walked, calendar);
    return read ? (seePrivate ? 'all' : 'open') : undefined;
  };
  const common = { mailbox: walked, isShared: walked.shared !== undefined, isShown };
  const opened = (scope: Scope, view: string): OpenedDelta => ({
    mailbox: walked,
    walked,
    of: [mailboxPartition(walked), reference.kind, scope.calendar ?? ''],
    view,
    begin: async (asked) => (await services.deltas()).begin(scope, asked),
    page: async (round) => (await services.deltas()).page(scope, round),
  });
  // A group has its one calendar.
  if (reference.kind === 'events' && reference.calendar.kind === 'any' && walked.kind === 'users') {
    if (walked.shared === undefined) return opened({ ...common, calendar: undefined, sees, seriesAs: 'masters' }, views.all);
    const shared = [...walked.shared.keys()]
      .sort()
      .flatMap((calendar) => (sees(calendar) === undefined ? [] : [[calendar, sees(calendar)]]));
    if (shared.length === 0) throw itemNotFound();
    const view = createHash('sha256').update(JSON.stringify(shared)).digest('base64url').slice(0, viewLength);
    return opened({ ...common, calendar: undefined, sees, seriesAs: 'masters' }, view);
  }
  const { calendarId } = await openCalendar(services.calendars, walked, reference.calendar);
  const { seePrivate } = authorizeCalendar(caller, 'read', walked, calendarId);
  const seen = seePrivate ? 'all' : 'open';
  const scope: Scope = {
    ...common,
    calendar: calendarId,
    sees: (calendar) => (calendar === calendarId ? seen : undefined),
    seriesAs: reference.kind === 'events' ? 'masters' : 'occurrences',
  };
  return opened(scope, views[seen]);
}

const viewLength = 11;

async function openSeries(call: Call<EventReference>): Promise<OpenedDelta> {
  const { services, caller } = call;
  const { resolved, event: series, walked, key } = await openShown(call, 'read');
  const access = calendarAccess(caller, walked, series.calendar);
  const seen = !sameMailbox(walked, key.mailbox) || !access.seePrivate ? 'open' : 'all';
  const scope: Scope = {
    mailbox: key.mailbox,
    calendar: series.calendar,
    sees: () => seen,
    isShared: walked.shared !== undefined,
    isShown: (event) => leadsToOccurrence(call, resolved, event),
    seriesAs: 'occurrences',
  };
  return {
    mailbox: key.mailbox,
    walked,
    of: [mailboxPartition(key.mailbox), 'instances', series.id],
    view: views[seen],
    begin: async (asked) => (await services.deltas()).beginSeries(asked),
    page: async (round, isBegun) => (await services.deltas()).pageOfSeries(scope, series, round, isBegun),
  };
}
