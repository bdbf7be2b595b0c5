// Steps of three people with their meetings: each is one request, and what it means to the model if it took place.
import fc from 'fast-check';
import { Entries, type Shown } from './entriesModel.ts';
import { Meeting, shows, type Change, type Response, type Who } from './meetingModel.ts';
import type { Json, ThreePeople } from './threePeople.ts';

export const step = fc.record({
  what: fc.oneof(
    // The more often, the more it meets with: answers, and what asks anew.
    { arbitrary: fc.constantFrom('answer', 'time', 'attendees'), weight: 3 },
    {
      arbitrary: fc.constantFrom('subject', 'place', 'showAs', 'private', 'attach', 'own', 'delete', 'cancel', 'sweep'),
      weight: 5,
    },
    { arbitrary: fc.constantFrom('create', 'series'), weight: 1 },
  ),
  who: fc.nat(2),
  /** The last meeting, or one of those before it. */
  which: fc.constantFrom(0, 0, 0, 1, 2),
  /** One day of a series, or all of it. */
  day: fc.option(fc.nat(3), { freq: 3 }),
  value: fc.nat(3),
  others: fc.subarray([0, 1, 2], { minLength: 1 }),
  dies: fc.option(fc.nat(15), { freq: 2 }),
});
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const daysOfSeries = 4;
const everybody: readonly Who[] = [0, 1, 2];
const answers = { accept: 'accepted', tentativelyAccept: 'tentativelyAccepted', decline: 'declined' } as const;

/** A meeting with what its people have of it, and how its organizer's event is found. */
interface Held {
  readonly number: number;
  readonly meeting: Meeting;
  readonly entries: Entries;
  readonly path: string;
  readonly iCalUId: string;
}

/** All meetings, by the model and really. */
export class Calendars {
  readonly #people: ThreePeople;
  readonly #held: Held[] = [];
  #made = 0;
  constructor(people: ThreePeople) {
    this.#people = people;
  }

  /** What the calendars show: by the model, and really. */
  async compare(who: Who): Promise<readonly [actual: object, expected: object]> {
    const [listed, viewed] = [await this.#people.listed(who), await this.#people.viewed(who)];
    const real = (events: readonly Json[]): Shown[] => events.map((event) => this.#people.inWords(who, event)).sort(inOrder);
    const meant = (of: (entries: Entries) => Shown[]): Shown[] => this.#held.flatMap(({ entries }) => of(entries)).sort(inOrder);
    return [
      { list: real(listed), view: real(viewed) },
      { list: meant((each) => each.listed(who)), view: meant((each) => each.viewed(who)) },
    ];
  }

  /** Does the step; where it dies in the middle, whether it took place is read from what is shown. */
  async perform(one: Step): Promise<void> {
    const { what, who, which } = one;
    const held = this.#held[this.#held.length - 1 - which] ?? this.#held[0];
    if (what === 'create' || what === 'series') await this.#create(one);
    else if (held !== undefined && what !== 'sweep') {
      if (held.meeting.organizer !== who && (what === 'answer' || what === 'own' || what === 'delete')) await this.#asAttendee(one, held);
      else if (!held.meeting.isGone) await this.#asOrganizer({ ...one, who: held.meeting.organizer }, held);
    }
    await this.#people.timers(what === 'sweep');
    for (const { entries } of this.#held) entries.deliver(everybody);
  }

  async #create({ what, who, value, others, dies }: Step): Promise<void> {
    const number = this.#made++;
    const invited = others.filter((each) => each !== who);
    const days = what === 'series' ? daysOfSeries : 0;
    const said = { subject: `m${number}`, time: `03-01T${hour(value)}`, place: 'A', showAs: 'busy', isPrivate: false } as const;
    const range = { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: days };
    const recurrence = { pattern: { type: 'daily', interval: 1 }, range };
    const json = { subject: said.subject, ...at(said.time), location: { displayName: 'A' }, showAs: 'busy', ...this.#named(invited) };
    await this.#people.send(who, 'POST', '/me/events', { ...json, ...(days > 0 && { recurrence }) }, dies);
    const made = (await this.#people.listed(who)).find(({ subject }) => subject === said.subject);
    if (made === undefined) return;
    const meeting = new Meeting(who, days, said, invited);
    const entries = new Entries(meeting);
    this.#held.push({ number, meeting, entries, path: `/me/events/${String(made.id)}`, iCalUId: String(made.iCalUId) });
  }

  readonly #named = (who: readonly Who[]): object => ({
    attendees: who.map((each) => ({ type: 'required', emailAddress: { address: this.#people.addressOf(each) } })),
  });

  async #asOrganizer(
    { what, who, day: wanted, value, others, dies }: Step,
    { meeting, path: whole, iCalUId, number }: Held,
  ): Promise<void> {
    const day = meeting.days === 0 ? undefined : (wanted ?? undefined);
    const path = day === undefined ? whole : await this.#pathOf(who, `${iCalUId}-2027030${1 + day}`);
    if (path === undefined) return;
    if (what === 'cancel' || what === 'delete') {
      await this.#people.send(who, 'DELETE', path, undefined, dies);
      const isGone = (await this.#people.send(who, 'GET', path)).status === 404;
      if (isGone) meeting.callOff(day);
      return;
    }
    const view = day === undefined ? meeting.whole() : meeting.on(day);
    if (view === undefined) return;
    if (what === 'attach') {
      const link = { '@odata.type': '#microsoft.graph.referenceAttachment', name: 'link', sourceUrl: 'https://contoso.example' };
      const before = await this.#people.all(who, `${path}/attachments`);
      await this.#people.send(who, 'POST', `${path}/attachments`, link, dies);
      const isThere = (await this.#people.all(who, `${path}/attachments`)).length > before.length;
      if (isThere) meeting.change(day, { hasFiles: true });
      return;
    }
    // A day of a private series is private.
    if (what === 'private' && day !== undefined && meeting.whole().said.isPrivate) return;
    const invited = others.filter((each) => each !== who);
    const place = `place ${value}`;
    const subject = `m${number} ${value}`;
    const time = day === undefined ? `03-01T${hour(value)}` : `03-${value === 0 ? `0${1 + day}` : `1${value}`}T${hour(value)}`;
    const showAs = shows[value] ?? 'busy';
    const isPrivate = value > 1;
    const changes: Partial<Record<Step['what'], readonly [object, Change]>> = {
      subject: [{ subject }, { said: { subject } }],
      time: [at(time), { said: { time } }],
      place: [{ location: { displayName: place } }, { said: { place } }],
      showAs: [{ showAs }, { said: { showAs } }],
      private: [{ sensitivity: isPrivate ? 'private' : 'normal' }, { said: { isPrivate } }],
      attendees: [this.#named(invited), { invited }],
    };
    const [json, change] = changes[what] ?? [];
    if (json === undefined || change === undefined) return;
    const before = await this.#people.send(who, 'GET', path);
    const { isDead } = await this.#people.send(who, 'PATCH', path, json, dies);
    const after = await this.#people.send(who, 'GET', path);
    if (!isDead || after.json['@odata.etag'] !== before.json['@odata.etag']) meeting.change(day, change);
  }

  async #pathOf(who: Who, iCalUId: string): Promise<string | undefined> {
    const found = [...(await this.#people.listed(who)), ...(await this.#people.viewed(who))].find((each) => each.iCalUId === iCalUId);
    return found && `/me/events/${String(found.id)}`;
  }

  async #asAttendee({ what, who, day: wanted, value, dies }: Step, { meeting, entries, iCalUId, number }: Held): Promise<void> {
    const isSeries = meeting.days > 0;
    const isAlone = isSeries && wanted !== null && !meeting.whole().invited.includes(who) && entries.isShown(who, wanted);
    const day = isSeries && !isAlone ? (wanted ?? undefined) : undefined;
    const alone = isAlone ? wanted : undefined;
    const on = { day, alone };
    const path = await this.#pathOf(who, wanted === null || !isSeries ? iCalUId : `${iCalUId}-2027030${1 + wanted}`);
    const isShown = day === undefined ? entries.isShown(who, alone) : entries.hasDay(who, day);
    if ((path !== undefined) !== isShown) throw new Error(`m${number} is shown to ${who}: ${path !== undefined}`);
    if (what === 'answer') return this.#answer({ who, value, dies, path }, { meeting, entries, number }, on);
    if (path === undefined) return;
    const isAlive = entries.isAlive(who, alone);
    if (what === 'delete') {
      if (day !== undefined && !isAlive) return;
      await this.#people.send(who, 'DELETE', path, undefined, dies);
      if ((await this.#people.send(who, 'GET', path)).status === 404) entries.remove(who, on);
    } else if (isAlive) {
      const own = value % 2 === 0 ? { category: `c${value}` } : { showAs: shows[value] ?? 'busy' };
      const json = value % 2 === 0 ? { categories: [`c${value}`] } : own;
      const before = await this.#people.send(who, 'GET', path);
      const { isDead } = await this.#people.send(who, 'PATCH', path, json, dies);
      const after = await this.#people.send(who, 'GET', path);
      if (!isDead || after.json['@odata.etag'] !== before.json['@odata.etag']) entries.set(who, own, on);
    }
  }

  /** By the entry where it is shown; all of a meeting by its message, too. */
  async #answer(
    { who, value, dies, path: shown }: Pick<Step, 'who' | 'value' | 'dies'> & { readonly path: string | undefined },
    { meeting, entries, number }: Pick<Held, 'meeting' | 'entries' | 'number'>,
    on: { readonly day: number | undefined; readonly alone: number | undefined },
  ): Promise<void> {
    const { day, alone } = on;
    const action = (['accept', 'tentativelyAccept', 'decline'] as const)[value % 3] ?? 'accept';
    const response: Response = answers[action];
    const isInvited =
      !meeting.isGone && (alone ?? day) === undefined
        ? meeting.whole().invited.includes(who)
        : meeting.on(alone ?? day ?? 0)?.invited.includes(who);
    if (meeting.isGone || isInvited !== true || (shown !== undefined && !entries.isAlive(who, alone))) return;
    const path = shown ?? (day === undefined && alone === undefined ? await this.#byMessage(who, number) : undefined);
    if (path === undefined) return;
    const before = await this.#people.send(who, 'GET', path);
    // That an entry which isn't shown has become a declined one can't be seen.
    const death = shown === undefined ? null : dies;
    const { isDead } = await this.#people.send(who, 'POST', `${path}/${action}`, {}, death);
    const after = await this.#people.send(who, 'GET', path);
    if (isDead && after.json['@odata.etag'] === before.json['@odata.etag']) return;
    const view = day === undefined && alone === undefined ? meeting.whole() : meeting.on(alone ?? day ?? 0);
    const isSame = view?.answerOf(who) === response;
    entries.answer(who, response, on);
    // The same answer again leaves the organizer's as it is.
    if (!isSame) meeting.answer(alone ?? day, who, response);
  }

  async #byMessage(who: Who, number: number): Promise<string | undefined> {
    const messages = await this.#people.all(who, '/me/messages?$top=200');
    const found = messages.find(
      ({ subject, type }) => new RegExp(`\\bm${number}\\b`).test(String(subject)) && (type === 'seriesMaster' || type === 'singleInstance'),
    );
    return found && `/me/messages/${String(found.id)}/event`;
  }
}

const hour = (value: number): string => String(8 + value).padStart(2, '0');
const at = (time: string): object => ({
  start: { dateTime: `2027-${time}:00:00`, timeZone: 'UTC' },
  end: { dateTime: `2027-${time}:30:00`, timeZone: 'UTC' },
});
const inOrder = (a: object, b: object): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
