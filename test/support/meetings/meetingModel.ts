// A meeting as its organizer has it, by a model: an event, or a series of days of which each may be moved, changed, called off or have people of its own.

/** One of three people. */
export type Who = number;
export const shows = ['busy', 'free', 'oof', 'workingElsewhere', 'tentative'] as const;
export type Shows = (typeof shows)[number];
export type Response = 'none' | 'accepted' | 'tentativelyAccepted' | 'declined';

/** What the organizer says of a meeting, or of one day of it. */
export interface Said {
  readonly subject: string;
  /** `MM-DDTHH`; of a series that of its first day. */
  readonly time: string;
  readonly place: string;
  readonly showAs: Shows;
  readonly isPrivate: boolean;
}

interface Given {
  readonly response: Response;
  /** Orders all answers and all that is asked anew. */
  readonly at: number;
}
type Answers = ReadonlyMap<Who, Given>;

/** A meeting, or one day of it, as it is now. */
export interface View {
  readonly said: Said;
  readonly invited: readonly Who[];
  readonly hasFiles: boolean;
  readonly answerOf: (who: Who) => Response;
}

/** What one day has of its own. */
interface Day {
  readonly isCalledOff: boolean;
  readonly own: Partial<Said>;
  /** Whom the day names, where they aren't its series', and who attended its series then. */
  readonly people?: { readonly named: readonly Who[]; readonly known: readonly Who[] } | undefined;
  readonly answers: Answers;
  /** When the day was last asked anew by itself: answers to the series that are older don't count. */
  readonly since: number;
  /** When its series had it then: the answers are to that time. */
  readonly then: string;
  readonly hasFiles: boolean;
}
const plain: Day = { isCalledOff: false, own: {}, answers: new Map(), since: 0, then: '', hasFiles: false };

/** A change by the organizer. */
export interface Change {
  readonly said?: Partial<Said>;
  readonly invited?: readonly Who[];
  readonly hasFiles?: true;
}

const isSame = (a: readonly Who[], b: readonly Who[]): boolean => a.join() === b.join();

/** A meeting of so many days; one without days is a single event. */
export class Meeting {
  readonly organizer: Who;
  readonly days: number;
  isGone = false;
  #said: Said;
  #invited: readonly Who[];
  #hasFiles = false;
  #answers = new Map<Who, Given>();
  readonly #own = new Map<number, Day>();
  #now = 0;

  constructor(organizer: Who, days: number, said: Said, invited: readonly Who[]) {
    this.organizer = organizer;
    this.days = days;
    this.#said = said;
    this.#invited = invited;
  }

  /** The event, or the series. */
  whole(): View {
    const answerOf = (who: Who): Response => this.#answers.get(who)?.response ?? 'none';
    return { said: this.#said, invited: this.#invited, hasFiles: this.#hasFiles, answerOf };
  }

  /** One day of a series; undefined for one that was called off. */
  on(day: number): View | undefined {
    const own = this.#own.get(day) ?? plain;
    if (own.isCalledOff) return undefined;
    const inherited = this.#inherited(day);
    return {
      said: { ...inherited, ...own.own, isPrivate: inherited.isPrivate || own.own.isPrivate === true },
      invited: this.#peopleOn(own),
      hasFiles: this.#hasFiles || own.hasFiles,
      answerOf: (who) => this.#givenOn(own, who, inherited.time)?.response ?? 'none',
    };
  }

  /** The organizer's change of all of it, or of one day. Who is asked another time hasn't answered that. */
  change(day: number | undefined, { said = {}, invited, hasFiles }: Change): void {
    this.#now++;
    if (day !== undefined) {
      this.#write(day, { said, ...(hasFiles && { hasFiles }), ...(invited && { invited }) });
      return;
    }
    const isMoved = said.time !== undefined && said.time !== this.#said.time;
    if (isMoved) this.#answers.clear();
    this.#said = { ...this.#said, ...said };
    this.#hasFiles ||= hasFiles === true;
    if (invited === undefined) return;
    for (const who of this.#invited) if (!invited.includes(who)) this.#forget(who);
    this.#invited = invited;
  }

  callOff(day: number | undefined): void {
    if (day === undefined) this.isGone = true;
    else this.#own.set(day, { ...(this.#own.get(day) ?? plain), isCalledOff: true });
  }

  /** Somebody's answer to all of it, or to one day. */
  answer(day: number | undefined, who: Who, response: Response): void {
    const given = { response, at: ++this.#now };
    if (day === undefined) this.#answers.set(who, given);
    else this.#write(day, { said: {}, answered: [who, given] });
  }

  #inherited(day: number): Said {
    const [date = '', hour = ''] = this.#said.time.split('T');
    const [month = '', first = ''] = date.split('-');
    return { ...this.#said, time: `${month}-${String(Number(first) + day).padStart(2, '0')}T${hour}` };
  }

  /** Who joins or leaves the series joins or leaves each day of it; but nobody joins a day that is private by itself. */
  #peopleOn({ people, own }: Day): readonly Who[] {
    if (people === undefined) return this.#invited;
    const { named, known } = people;
    const kept = named.filter((who) => !known.includes(who) || this.#invited.includes(who));
    const added = this.#invited.filter((who) => !known.includes(who) && !named.includes(who));
    return own.isPrivate === true ? kept : [...kept, ...added];
  }

  /** The later of the answers to the day and to its series; of a day with people of its own the answer to that, but for who has joined since. */
  #givenOn({ own, people, answers, since, then }: Day, who: Who, time: string): Given | undefined {
    const ofDay = own.time !== undefined || then === time ? answers.get(who) : undefined;
    const ofSeries = this.#answers.get(who);
    if (people?.named.includes(who) === true) return ofDay;
    const counts = ofSeries !== undefined && ofSeries.at > since && ofSeries.at > (ofDay?.at ?? 0);
    return counts ? ofSeries : ofDay;
  }

  /** Who was taken off and comes again is as new. */
  #forget(who: Who): void {
    this.#answers.delete(who);
    for (const [day, own] of this.#own) {
      if (own.people?.named.includes(who) === true && !own.people.known.includes(who)) continue;
      this.#own.set(day, { ...own, answers: new Map([...own.answers].filter(([each]) => each !== who)) });
    }
  }

  /** What a write leaves of a day: what is as its series has it goes on following the series. */
  #write(
    day: number,
    { said, invited, hasFiles, answered }: Change & { readonly said: Partial<Said>; readonly answered?: [Who, Given] },
  ): void {
    const before = this.on(day);
    if (before === undefined) return;
    const former = this.#own.get(day) ?? plain;
    const inherited = this.#inherited(day);
    const isAskedAnew = said.time !== undefined && said.time !== before.said.time;
    const { isPrivate, ...rest } = { ...former.own, ...said };
    const hides = said.isPrivate === undefined || said.isPrivate === before.said.isPrivate ? former.own.isPrivate : isPrivate;
    const differing = Object.entries(rest).filter(([name, value]) => value !== inherited[name as keyof Said]);
    const own: Partial<Said> = { ...Object.fromEntries(differing), ...(hides === true && { isPrivate: true }) };
    const people = invited ?? before.invited;
    const given = people.flatMap((who) => {
      const known = isAskedAnew || !before.invited.includes(who) ? undefined : this.#givenOn(former, who, inherited.time);
      return known === undefined ? [] : [[who, known] as const];
    });
    const hasOwnPeople = hides === true || !isSame(people, this.#invited);
    this.#own.set(day, {
      isCalledOff: false,
      own,
      people: hasOwnPeople ? { named: people, known: this.#invited } : undefined,
      answers: new Map([...given, ...(answered ? [answered] : [])]),
      since: isAskedAnew ? this.#now : former.since,
      then: inherited.time,
      hasFiles: former.hasFiles || hasFiles === true,
    });
  }
}
