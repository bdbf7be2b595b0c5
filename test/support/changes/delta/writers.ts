// What writers do to calendars while others keep mirrors of them: random requests, some of which die in the middle.
import { eventDocument } from '../../../../lib/calendar/events/record/eventDocument.ts';
import { hourOn } from '../../api/events.ts';
import type { Household, Housemate } from '../../people/household.ts';
import type { Instance, InstanceAnswer } from '../../stores/instances.ts';
import { dyingInstance } from './dyingInstance.ts';

/** Random numbers of a seed (mulberry32): a whole number below `below`. */
export function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export type Random = ReturnType<typeof randomOf>;
type Json = Readonly<Record<string, unknown>>;

/** An event as a writer knows it. */
interface Known {
  /** Who made it, and the list that it is in to this person. */
  readonly owner: Housemate;
  readonly base: string;
  readonly id: string;
  readonly isSeries: boolean;
  /** Where it is, and whether it is private: undefined once a request for something else has died. */
  calendar: string | undefined;
  isPrivate: boolean | undefined;
}

/** Who writes, and where. */
export interface Scene {
  readonly owner: Housemate;
  /** Writes to the owner's default calendar by a share. */
  readonly sharer: Housemate;
  /** Invites the owner and the reader. */
  readonly organizer: Housemate;
  readonly reader: Housemate;
  /** Writes to the group's calendar. */
  readonly member: Housemate;
  readonly group: string;
  /** The owner's default calendar, and another one that nobody else sees. */
  readonly own: string;
  readonly other: string;
  /** A series of the owner's, which nobody deletes. */
  readonly series: string;
}

export interface Writers {
  /** Does one random thing. */
  act(): Promise<void>;
  /** Whether somebody who sees the owner's default calendar without what is private may never learn this id. */
  isSecret(id: string): boolean;
  /** Ids that nobody may learn from then on who doesn't see what is private. */
  hide(ids: readonly string[]): void;
  /** What has been done, for messages. */
  readonly said: readonly string[];
}

const mostEvents = 30;

/** In the windows, at their edges, and far away. */
const days = ['03-02', '03-15', '03-31', '04-01', '05-10', '08-20'];

/** Everybody writes by any of two instances. */
export function startWriters(house: Household, scene: Scene, random: Random): Writers {
  const { owner, sharer, organizer, reader, member, group, own, other } = scene;
  const another = house.another(64 * 1024 * 1024);
  const mine = '/v1.0/me/events';
  const events: Known[] = [{ owner, base: mine, id: scene.series, isSeries: true, calendar: own, isPrivate: false }];
  const secret = new Set<string>();
  const said: string[] = [];
  let number = 0;
  const pick = <T>(of: readonly T[]): T => {
    const one = of[random(of.length)];
    if (one === undefined) throw new Error('nothing to pick');
    return one;
  };
  /** One request in twelve dies at one of its calls. */
  const instance = (): Instance => (random(12) > 0 ? pick([house.instance, another]) : dyingInstance(house, random));

  async function send(by: Housemate, method: string, path: string, json?: object): Promise<InstanceAnswer> {
    said.push(`${by.caller.name ?? ''} ${method} ${path} ${JSON.stringify(json ?? {}).replace(/x{10,}/, 'x…')}`);
    const answer = await instance().send(by.caller, method, path, json);
    said.push(`  ${answer.status}`);
    return answer;
  }

  const hide = (ids: readonly string[]): void => {
    for (const id of ids) {
      secret.add(id);
      secret.add(eventDocument(id).slice('event:'.length));
    }
  };
  const open = (id: string): void => {
    secret.delete(id);
    secret.delete(eventDocument(id).slice('event:'.length));
  };

  /** Where somebody makes events, and in which calendar of the owner's these are. */
  const places: readonly (readonly [by: Housemate, path: string, calendar: string])[] = [
    [owner, mine, own],
    [owner, `/v1.0/me/calendars/${other}/events`, other],
    [sharer, `/v1.0/users/${owner.id}/events`, own],
    [organizer, mine, ''],
    [member, `/v1.0/groups/${group}/events`, ''],
  ];

  async function create(): Promise<void> {
    const [by, path, calendar] = pick(places);
    const isSeries = random(3) === 0;
    const isPrivate = random(4) === 0 && by !== sharer && by !== member;
    const day = pick(days);
    const recurrence = {
      pattern: { type: 'daily', interval: 1 + random(3) },
      range: { type: 'numbered', startDate: `2027-${day}`, numberOfOccurrences: 1 + random(8) },
    };
    const { status, json } = await send(by, 'POST', path, {
      subject: `n${number++}`,
      ...hourOn(day),
      ...(isSeries && { recurrence }),
      ...(isPrivate && { sensitivity: 'private' }),
      ...(by === organizer && { attendees: [owner, reader].map(({ upn }) => ({ emailAddress: { address: upn } })) }),
    });
    if (status !== 201) return;
    const id = String(json.id);
    if (calendar === other || (calendar === own && isPrivate)) hide([id]);
    const base = by === member ? path : mine;
    events.push({ owner: by === sharer ? owner : by, base, id, isSeries, calendar, isPrivate });
  }

  const change = (): Json =>
    pick<() => Json>([
      () => ({ subject: `n${number++}` }),
      () => hourOn(pick(days)),
      () => ({ body: { contentType: 'text', content: 'x'.repeat(random(2) * 20_000 + 10) } }),
      () => ({ categories: [`c${number++}`] }),
    ])();

  async function patch(known: Known): Promise<void> {
    const byShare = known.owner === owner && random(3) === 0;
    const base = byShare ? `/v1.0/users/${owner.id}/events` : known.base;
    await send(byShare ? sharer : known.owner, 'PATCH', `${base}/${known.id}`, { ...change() });
  }

  /** Hides it or opens it, moves it to another calendar, or both at once. */
  async function place(known: Known): Promise<void> {
    if (known.owner !== owner) return patch(known);
    const what = random(3);
    const to = pick([own, other, own]);
    const sensitivity = pick(['private', 'normal']);
    const { status } = await send(owner, 'PATCH', `${mine}/${known.id}`, {
      ...(what !== 0 && { sensitivity }),
      ...(what !== 1 && { 'calendar@odata.bind': `/me/calendars/${to}` }),
    });
    if (what !== 0) known.isPrivate = status < 500 ? sensitivity === 'private' : undefined;
    if (what !== 1) known.calendar = status < 500 ? to : undefined;
    if (known.calendar !== other && known.isPrivate !== true) open(known.id);
  }

  async function remove(known: Known): Promise<void> {
    if (known.id === scene.series) return patch(known);
    const { status } = await send(known.owner, 'DELETE', `${known.base}/${known.id}`);
    if (status === 204) events.splice(events.indexOf(known), events.includes(known) ? 1 : 0);
  }

  /** The ids in a list, of which one is picked. */
  async function oneIn(by: Housemate, path: string): Promise<string | undefined> {
    const { json } = await by.send('GET', path);
    const found = Array.isArray(json.value) ? (json.value as readonly { readonly id: string }[]) : [];
    return found.length === 0 ? undefined : pick(found).id;
  }

  async function ofOccurrence({ owner: by, base, id }: Known): Promise<void> {
    const window = 'startDateTime=2027-01-01T00:00:00Z&endDateTime=2028-01-01T00:00:00Z';
    const day = await oneIn(by, `${base}/${id}/instances?${window}&$select=id`);
    if (day === undefined) return;
    const path = `${base}/${day}`;
    const what = random(8);
    if (what < 2) await send(by, 'DELETE', path);
    else if (what < 4 && by !== member) await send(by, 'PATCH', path, { sensitivity: 'private' });
    else if (what < 5) await send(by, 'POST', `${path}/attachments`, file());
    else await send(by, 'PATCH', path, { ...change() });
  }

  const file = (): object => ({
    '@odata.type': '#microsoft.graph.referenceAttachment',
    name: `f${number++}`,
    sourceUrl: 'https://x.example/',
  });

  /** What hangs on an event: files, which come, change and go, and extensions. */
  async function attach({ owner: by, base, id }: Known): Promise<void> {
    const path = `${base}/${id}/attachments`;
    const extension = { '@odata.type': 'microsoft.graph.openTypeExtension', extensionName: `e${number++}`, a: 1 };
    const what = random(4);
    const there = what < 2 ? await oneIn(by, path) : undefined;
    if (there !== undefined && what === 0) await send(by, 'DELETE', `${path}/${there}`);
    else if (there !== undefined) await send(by, 'PATCH', `${path}/${there}`, { name: `f${number++}` });
    else if (what < 3) await send(by, 'POST', path, file());
    else await send(by, 'POST', `${base}/${id}/extensions`, extension);
  }

  /** An attendee answers, marks, moves or deletes one of the organizer's meetings, or one day of it. */
  async function answer(): Promise<void> {
    const by = pick([owner, owner, reader]);
    const id = await oneIn(by, `${mine}?$filter=isOrganizer eq false&$select=id&$top=50`);
    if (id === undefined) return;
    const path = `${mine}/${id}`;
    const what = random(6);
    if (what === 0) await send(by, 'POST', `${path}/decline`, {});
    else if (what === 1) await send(by, 'PATCH', path, { categories: [`c${number++}`] });
    else if (what === 2 && by === owner) await send(by, 'PATCH', path, { 'calendar@odata.bind': `/me/calendars/${pick([own, other])}` });
    else if (what === 3) await send(by, 'DELETE', path);
    else await send(by, 'POST', `${path}/accept`, {});
  }

  return {
    hide,
    isSecret: (id) => secret.has(id) || secret.has(id.replace(/=\d{8}$/, '')),
    said,
    async act() {
      const known = events.length === 0 ? undefined : pick(events);
      // Few events meet with more changes than many.
      const what = events.length > mostEvents ? 9 : random(16);
      if (known === undefined || what < 3) return create();
      if (what < 7) return patch(known);
      if (what < 9) return place(known);
      if (what < 10) return remove(known);
      if (what < 13) return known.isSeries ? ofOccurrence(known) : patch(known);
      return what < 15 ? attach(known) : answer();
    },
  };
}
