// Which calendars there are for this person, and which of them are shown.
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { errorText } from '../errorText.ts';
import { askAll } from '../graph.ts';
import { keyOfCalendar, readCalendar, type Calendar } from '../model/calendar.ts';
import { textOf } from '../model/json.ts';
import { me, pathOfMailbox, type Mailbox } from '../model/mailbox.ts';
import { keep, kept } from './kept.ts';

/** Calendars that stand together in the list, under a heading. */
export interface Shelf {
  readonly key: string;
  readonly title: string;
  readonly mailbox: Mailbox;
  readonly calendars: readonly Calendar[];
  /** The person's own calendar group that it is, by its id; empty for the first one, undefined for what belongs to others. */
  readonly group?: string | undefined;
  /** Why they can't be shown. */
  readonly refusal?: string;
}

const state = signal<readonly Shelf[]>([]);
const off = signal<ReadonlySet<string>>(new Set());

export const shelves: ReadonlySignal<readonly Shelf[]> = state;
export const calendars = computed<readonly Calendar[]>(() => state.value.flatMap((shelf) => shelf.calendars));

export const isShown = (calendar: Calendar): boolean => !off.value.has(keyOfCalendar(calendar));

export const shownCalendars = computed<readonly Calendar[]>(() => calendars.value.filter(isShown));

/** Where new events go unless somebody says otherwise. */
export const defaultCalendar = computed(() => calendars.value.find(({ isDefault, mailbox }) => isDefault && mailbox.kind === 'me'));

export function toggle(calendar: Calendar): void {
  const key = keyOfCalendar(calendar);
  const next = new Set(off.value);
  if (!next.delete(key)) next.add(key);
  off.value = next;
  keep('calendars-off', [...next]);
}

/** Reads the own calendars first, since most people have no others; then those of groups and of people whose calendars were opened. */
export async function readCalendars(): Promise<void> {
  off.value = new Set(kept('calendars-off'));
  await readOwnCalendars();
  const [groups, people] = await Promise.all([groupShelves(), Promise.all(kept('people').map((text) => personShelf(personIn(text))))]);
  state.value = [...state.value, ...groups, ...people];
}

/** Reads the own calendars anew, and leaves those of others as they are. */
export async function readOwnCalendars(): Promise<void> {
  const own = await ownShelves();
  state.value = [...own, ...state.value.filter(({ group }) => group === undefined)];
}

async function ownShelves(): Promise<readonly Shelf[]> {
  const [own, groups] = await Promise.all([askAll('/me/calendars?$top=100'), askAll('/me/calendarGroups?$top=100').catch(() => [])]);
  const all = own.map((json, place) => readCalendar(json, me, place));
  // A calendar doesn't say which group it is in, so that each group but the first is asked.
  const others = await Promise.all(groups.slice(1).map(async (group) => ({ group, ids: await idsIn(textOf(group, 'id')) })));
  const shelved = new Set(others.flatMap(({ ids }) => ids));
  const named = others.map(({ group, ids }) => ({
    key: textOf(group, 'id'),
    title: textOf(group, 'name'),
    mailbox: me,
    group: textOf(group, 'id'),
    calendars: all.filter(({ id }) => ids.includes(id)),
  }));
  const rest = all.filter(({ id }) => !shelved.has(id));
  return [{ key: 'me', title: 'My calendars', mailbox: me, group: '', calendars: rest }, ...named];
}

const idsIn = (group: string): Promise<readonly string[]> =>
  askAll(`/me/calendarGroups/${group}/calendars?$top=100&$select=id`).then(
    (all) => all.map((json) => textOf(json, 'id')),
    () => [],
  );

/** Who may not read memberships has no groups here. */
async function groupShelves(): Promise<readonly Shelf[]> {
  const groups = await askAll('/me/memberOf?$top=100').catch(() => []);
  const calendarsOf = groups.map((json, place) => {
    const mailbox: Mailbox = { kind: 'group', id: textOf(json, 'id'), name: textOf(json, 'displayName') };
    return readCalendar({ id: mailbox.id, name: mailbox.name }, mailbox, place + 4);
  });
  return calendarsOf.length === 0 ? [] : [{ key: 'groups', title: 'Groups', mailbox: me, calendars: calendarsOf }];
}

/** Somebody whose calendars are opened. */
export interface OpenedPerson {
  readonly id: string;
  readonly name: string;
}

const personIn = (text: string): OpenedPerson => {
  const at = text.indexOf(' ');
  return { id: text.slice(0, at), name: text.slice(at + 1) };
};

async function personShelf({ id, name }: OpenedPerson): Promise<Shelf> {
  const mailbox: Mailbox = { kind: 'user', id, name };
  const shelf = { key: id, title: name, mailbox };
  try {
    const shared = await askAll(`${pathOfMailbox(mailbox)}/calendars?$top=100`);
    if (shared.length === 0) return { ...shelf, calendars: [], refusal: `${name} has shared no calendar with you.` };
    return { ...shelf, calendars: shared.map((json, place) => readCalendar(json, mailbox, place + 6)) };
  } catch (error) {
    return { ...shelf, calendars: [], refusal: errorText(error) };
  }
}

/** Opens the calendars that somebody shares, and keeps them open in this browser. */
export async function openPerson(person: OpenedPerson): Promise<Shelf> {
  const shelf = await personShelf(person);
  if (shelf.refusal !== undefined) return shelf;
  state.value = [...state.value.filter(({ key }) => key !== shelf.key), shelf];
  keep('people', [...kept('people').filter((text) => personIn(text).id !== person.id), `${person.id} ${person.name}`]);
  return shelf;
}

export function closePerson(id: string): void {
  state.value = state.value.filter(({ key }) => key !== id);
  keep(
    'people',
    kept('people').filter((text) => personIn(text).id !== id),
  );
}

/** The calendar with this key; undefined once it isn't there any more. */
export const calendarWith = (key: string): Calendar | undefined => calendars.value.find((each) => keyOfCalendar(each) === key);
