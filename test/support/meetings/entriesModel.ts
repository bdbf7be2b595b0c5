// What a meeting's people have of it in their calendars, by a model: their entries, and what is their own of each (contract, section 18, the table).
import type { Meeting, Response, Said, Shows, View, Who } from './meetingModel.ts';

/** What its owner has set. */
interface Own {
  readonly category?: string;
  readonly showAs?: Shows;
}

/** What somebody was asked when an entry, or a day of it, was last there. */
interface Asked {
  readonly ask: string;
  readonly place: string;
}

type State = 'alive' | 'declined' | 'deleted' | 'letGo' | 'cancelled';

/** An entry, shown or not, with its days where it is a series. */
interface Entry extends Asked {
  readonly state: State;
  readonly own: Own;
  readonly days: ReadonlyMap<number, OwnDay>;
}

/** What its owner has set on one day, or how that went. */
interface OwnDay {
  readonly own: Own;
  readonly away?: Asked & { readonly how: 'declined' | 'deleted' };
}

/** What a calendar shows of one event. */
export interface Shown {
  readonly subject: string;
  readonly time: string;
  readonly place: string;
  readonly showAs: Shows;
  readonly isPrivate: boolean;
  readonly hasFiles: boolean;
  readonly isCancelled: boolean;
  /** The own answer; of the organizer, everybody's. */
  readonly answers: string;
  readonly category: string | null;
}

const askedBy = ({ said: { time, place } }: View): Asked => ({ ask: time, place });
const toEach = <K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> => new Map([...map, [key, value]]);

/** Whose entry: of the whole meeting, or of one day that somebody attends without its series. */
type Place = `${number}` | `${number} on ${number}`;
const placeOf = (who: Who, alone: number | undefined): Place => (alone === undefined ? `${who}` : `${who} on ${alone}`);

/** A meeting in the calendars of those who are invited. */
export class Entries {
  readonly #meeting: Meeting;
  readonly #all = new Map<Place, Entry>();
  constructor(meeting: Meeting) {
    this.#meeting = meeting;
  }

  /** Whether somebody has the meeting, or with a day that day alone, as an entry that is shown. */
  isShown(who: Who, alone?: number): boolean {
    const state = this.#all.get(placeOf(who, alone))?.state;
    return state === 'alive' || state === 'cancelled';
  }
  isAlive(who: Who, alone?: number): boolean {
    return this.#all.get(placeOf(who, alone))?.state === 'alive';
  }
  hasHad(who: Who): boolean {
    return this.#all.has(placeOf(who, undefined));
  }
  /** Whether a day of a series is shown in the entry of that. */
  hasDay(who: Who, day: number): boolean {
    const isInvited = this.#meeting.on(day)?.invited.includes(who) === true;
    return isInvited && this.isShown(who) && this.#all.get(placeOf(who, undefined))?.days.get(day)?.away === undefined;
  }

  /** What the next delivery brings. */
  deliver(people: readonly Who[]): void {
    const { organizer, isGone, days } = this.#meeting;
    const whole = this.#meeting.whole();
    for (const who of people) {
      if (who === organizer) continue;
      this.#bring(placeOf(who, undefined), who, isGone ? undefined : whole);
      for (let day = 0; day < days; day++) {
        const view = isGone ? undefined : this.#meeting.on(day);
        // Who attends the series has the day there.
        const isInSeries = whole.invited.includes(who);
        this.#bring(placeOf(who, day), who, isInSeries && !isGone ? { ...whole, invited: [] } : view);
      }
    }
  }

  #bring(place: Place, who: Who, view: View | undefined): void {
    const entry = this.#all.get(place);
    if (view === undefined) {
      if (entry?.state === 'alive') this.#all.set(place, { ...entry, state: 'cancelled' });
    } else if (!view.invited.includes(who)) {
      if (entry !== undefined) this.#all.set(place, { ...entry, state: 'letGo', own: {}, days: new Map() });
    } else {
      const next = brought(entry, askedBy(view));
      this.#all.set(place, place === placeOf(who, undefined) ? { ...next, days: this.#daysOf(next, who) } : next);
    }
  }

  /** The days of a series that have something of their own: what isn't attended any more has nothing, and what was declined isn't shown. */
  #daysOf({ state, days }: Entry, who: Who): Entry['days'] {
    if (state !== 'alive') return new Map();
    const found = new Map<number, OwnDay>();
    for (let day = 0; day < this.#meeting.days; day++) {
      const view = this.#meeting.on(day);
      if (view?.invited.includes(who) !== true) continue;
      const { ask, place } = askedBy(view);
      const { own = {}, away } = days.get(day) ?? {};
      const staysAway = away?.ask === ask && (away.how === 'declined' || away.place === place);
      if (staysAway) found.set(day, { own: {}, away });
      else if (view.answerOf(who) === 'declined') found.set(day, { own: {}, away: { how: 'declined', ask, place } });
      else if (away === undefined) found.set(day, { own });
    }
    return found;
  }

  /** An answer to the whole meeting, to one day of it, or to the one day that somebody attends. */
  answer(who: Who, response: Response, { day, alone }: { readonly day?: number | undefined; readonly alone?: number | undefined }): void {
    const place = placeOf(who, alone);
    const entry = this.#all.get(place);
    if (entry === undefined) return;
    if (day !== undefined) {
      this.#goes(place, entry, day, response === 'declined' ? 'declined' : undefined);
      return;
    }
    const view = alone === undefined ? this.#meeting.whole() : this.#meeting.on(alone);
    const asked = entry.state === 'alive' || view === undefined ? entry : { ...entry, ...askedBy(view), own: {}, days: new Map() };
    this.#all.set(place, { ...asked, ...(response === 'declined' ? { state: 'declined', own: {}, days: new Map() } : { state: 'alive' }) });
  }

  remove(who: Who, { day, alone }: { readonly day?: number | undefined; readonly alone?: number | undefined }): void {
    const place = placeOf(who, alone);
    const entry = this.#all.get(place);
    if (entry === undefined) return;
    if (day === undefined) this.#all.set(place, { ...entry, state: 'deleted', own: {}, days: new Map() });
    else this.#goes(place, entry, day, 'deleted');
  }

  #goes(place: Place, entry: Entry, day: number, how: 'declined' | 'deleted' | undefined): void {
    const view = this.#meeting.on(day);
    if (view === undefined) return;
    const own = entry.days.get(day)?.own ?? {};
    this.#all.set(place, { ...entry, days: toEach(entry.days, day, how ? { own: {}, away: { how, ...askedBy(view) } } : { own }) });
  }

  /** What its owner sets; what is shown already isn't set. */
  set(who: Who, more: Own, { day, alone }: { readonly day?: number | undefined; readonly alone?: number | undefined }): void {
    const place = placeOf(who, alone);
    const entry = this.#all.get(place);
    const shown = day === undefined ? this.#shownWhole(who, alone) : this.#shownOn(who, day);
    if (entry === undefined || shown === undefined) return;
    const own: Own = {
      ...(more.category !== undefined && more.category !== shown.category && { category: more.category }),
      ...(more.showAs !== undefined && more.showAs !== shown.showAs && { showAs: more.showAs }),
    };
    const former = day === undefined ? entry.own : (entry.days.get(day)?.own ?? {});
    const all = { ...former, ...own };
    this.#all.set(place, day === undefined ? { ...entry, own: all } : { ...entry, days: toEach(entry.days, day, { own: all }) });
  }

  /** What somebody's list shows of the meeting: events, series, and single days. */
  listed(who: Who): Shown[] {
    const { organizer, isGone, days } = this.#meeting;
    if (who === organizer) return isGone ? [] : [shownToOrganizer(this.#meeting.whole())];
    const alone = Array.from({ length: days }, (_, day) => this.#shownWhole(who, day));
    return [this.#shownWhole(who, undefined), ...alone].filter((each) => each !== undefined);
  }

  /** What somebody's window shows of it: events and days. */
  viewed(who: Who): Shown[] {
    const { organizer, isGone, days } = this.#meeting;
    if (days === 0) return this.listed(who);
    const each = Array.from({ length: days }, (_, day) => day);
    if (who === organizer) {
      const views = isGone ? [] : each.map((day) => this.#meeting.on(day)).filter((view) => view !== undefined);
      return views.map(shownToOrganizer);
    }
    return each.flatMap((day) => [this.#shownOn(who, day), this.#shownWhole(who, day)]).filter((shown) => shown !== undefined);
  }

  #shownWhole(who: Who, alone: number | undefined): Shown | undefined {
    const entry = this.#all.get(placeOf(who, alone));
    if (entry === undefined || !this.isShown(who, alone)) return undefined;
    const view = alone === undefined ? this.#meeting.whole() : this.#lastOn(who, alone);
    return view && shownOf(view, who, entry.own, entry.state === 'cancelled');
  }

  #shownOn(who: Who, day: number): Shown | undefined {
    const entry = this.#all.get(placeOf(who, undefined));
    const view = this.#meeting.on(day);
    if (entry === undefined || view === undefined || !this.hasDay(who, day)) return undefined;
    return shownOf(view, who, { ...entry.own, ...entry.days.get(day)?.own }, entry.state === 'cancelled');
  }

  /** A day that is called off is shown as it was last. */
  readonly #last = new Map<Place, View>();
  #lastOn(who: Who, day: number): View | undefined {
    const view = this.#meeting.on(day);
    if (view !== undefined && this.isAlive(who, day)) this.#last.set(placeOf(who, day), frozen(view, who));
    return this.isAlive(who, day) ? view : (this.#last.get(placeOf(who, day)) ?? view);
  }
}

const frozen = (view: View, who: Who): View => {
  const answer = view.answerOf(who);
  return { ...view, answerOf: () => answer };
};

/** An entry of somebody who is invited, as the meeting asks now. */
function brought(entry: Entry | undefined, asked: Asked): Entry {
  const fresh: Entry = { state: 'alive', ...asked, own: {}, days: new Map() };
  if (entry === undefined || entry.state === 'letGo') return fresh;
  if (entry.state === 'alive') return { ...entry, ...asked };
  const comesBack = entry.ask !== asked.ask || (entry.state === 'deleted' && entry.place !== asked.place);
  return comesBack ? fresh : entry;
}

const inWords = (response: Response): string => (response === 'none' ? 'notResponded' : response);

const common = ({ said, hasFiles }: View): Pick<Shown, keyof Said | 'hasFiles'> => ({ ...said, hasFiles });

function shownOf(view: View, who: Who, own: Own, isCancelled: boolean): Shown {
  const answer = view.answerOf(who);
  const meant = own.showAs ?? (answer === 'accepted' ? view.said.showAs : 'tentative');
  return {
    ...common(view),
    showAs: isCancelled ? 'free' : meant,
    hasFiles: view.hasFiles && !isCancelled,
    isCancelled,
    answers: inWords(answer),
    category: own.category ?? null,
  };
}

const shownToOrganizer = (view: View): Shown => ({
  ...common(view),
  isCancelled: false,
  answers: view.invited
    .toSorted()
    .map((who) => `${who}: ${view.answerOf(who)}`)
    .join(', '),
  category: null,
});
