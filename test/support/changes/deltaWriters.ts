// What writers do to a calendar while others keep mirrors of it: random requests, some of which die in the middle.
import { hourOn } from '../api/events.ts';
import type { Household, Housemate } from '../people/household.ts';
import { newInstance, type Instance, type InstanceAnswer } from '../stores/instances.ts';
import { mortal } from '../meetings/mortal.ts';

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

type Random = ReturnType<typeof randomOf>;
type Json = Readonly<Record<string, unknown>>;

/** An event as a writer knows it. */
interface Known {
  readonly owner: Housemate;
  readonly id: string;
  readonly isSeries: boolean;
}

export interface Writers {
  /** Does one random thing. */
  act(): Promise<void>;
  /** Ids that somebody who sees the default calendar without what is private may have seen in it. */
  readonly open: ReadonlySet<string>;
  /** What has been done, for messages. */
  readonly said: readonly string[];
}

const mostEvents = 30;

/** In the windows, at their edges, and far away. */
const days = ['03-02', '03-15', '03-31', '04-01', '05-10', '08-20'];

/** The owner writes, somebody with a share writes, and somebody else invites the owner; each by any of two instances. */
export function startWriters(
  house: Household,
  [owner, sharer, organizer]: readonly [Housemate, Housemate, Housemate],
  calendars: readonly string[],
  random: Random,
): Writers {
  const another = house.another(64 * 1024 * 1024);
  const events: Known[] = [];
  const open = new Set<string>();
  const said: string[] = [];
  let number = 0;
  const pick = <T>(of: readonly T[]): T => {
    const one = of[random(of.length)];
    if (one === undefined) throw new Error('nothing to pick');
    return one;
  };
  /** One request in twelve dies at one of its calls. */
  const instance = (): Instance =>
    random(12) > 0
      ? pick([house.instance, another])
      : newInstance({ ...house.stores, mailboxes: mortal(house.stores.mailboxes, random(6)).documents }, undefined);

  async function send(by: Housemate, method: string, path: string, json?: object): Promise<InstanceAnswer> {
    said.push(`${method} ${path} ${JSON.stringify(json ?? {})}`);
    const answer = await instance().send(by.caller, method, path, json);
    said.push(`  ${answer.status}`);
    return answer;
  }

  const drop = (known: Known): void => void events.splice(events.indexOf(known), events.includes(known) ? 1 : 0);

  async function create(): Promise<void> {
    const by = pick([owner, owner, sharer, organizer]);
    const isSeries = random(3) === 0;
    const isPrivate = random(4) === 0 && by !== sharer;
    const day = pick(days);
    const recurrence = {
      pattern: { type: 'daily', interval: 1 + random(3) },
      range: { type: 'numbered', startDate: `2027-${day}`, numberOfOccurrences: 1 + random(8) },
    };
    const base = by === sharer ? `/v1.0/users/${owner.id}/events` : '/v1.0/me/events';
    const { status, json } = await send(by, 'POST', base, {
      subject: `n${number++}`,
      ...hourOn(day),
      ...(isSeries && { recurrence }),
      ...(isPrivate && { sensitivity: 'private' }),
      ...(by === organizer && { attendees: [{ emailAddress: { address: owner.upn } }] }),
    });
    if (status !== 201) return;
    if (!isPrivate && by !== organizer) open.add(String(json.id));
    events.push({ owner: by === organizer ? organizer : owner, id: String(json.id), isSeries });
  }

  const change = (): Json =>
    pick<() => Json>([
      () => ({ subject: `n${number++}` }),
      () => hourOn(pick(days)),
      () => ({ body: { contentType: 'text', content: 'x'.repeat(random(2) * 20_000 + 10) } }),
      () => ({ categories: [`c${number++}`] }),
    ])();

  async function patch(known: Known): Promise<void> {
    const by = known.owner === owner && random(3) === 0 ? sharer : known.owner;
    const base = by === sharer ? `/v1.0/users/${owner.id}/events` : '/v1.0/me/events';
    await send(by, 'PATCH', `${base}/${known.id}`, { ...change() });
  }

  /** Hides it or opens it, moves it to another calendar, or both at once. */
  async function place(known: Known): Promise<void> {
    if (known.owner !== owner) return;
    const what = random(3);
    const to = pick(calendars);
    const sensitivity = pick(['private', 'normal']);
    const before = await owner.send('GET', `/v1.0/me/events/${known.id}?$select=sensitivity`);
    const { status } = await send(owner, 'PATCH', `/v1.0/me/events/${known.id}`, {
      ...(what !== 0 && { sensitivity }),
      ...(what !== 1 && { 'calendar@odata.bind': `/me/calendars/${to}` }),
    });
    const after = what === 0 ? before.json.sensitivity : sensitivity;
    if (status < 500 && after !== 'private') open.add(known.id);
    if (status >= 500) open.add(known.id);
  }

  async function remove(known: Known): Promise<void> {
    const { status } = await send(known.owner, 'DELETE', `/v1.0/me/events/${known.id}`);
    if (status === 204) drop(known);
  }

  async function ofOccurrence(known: Known): Promise<void> {
    const window = 'startDateTime=2027-01-01T00:00:00Z&endDateTime=2028-01-01T00:00:00Z';
    const { json } = await known.owner.send('GET', `/v1.0/me/events/${known.id}/instances?${window}&$select=id`);
    const found = Array.isArray(json.value) ? (json.value as readonly { readonly id: string }[]) : [];
    if (found.length === 0) return;
    const path = `/v1.0/me/events/${pick(found).id}`;
    if (random(4) === 0) await send(known.owner, 'DELETE', path);
    else await send(known.owner, 'PATCH', path, random(4) === 0 ? { sensitivity: 'private' } : { ...change() });
  }

  /** What hangs on an event: files and extensions. */
  async function attach(known: Known): Promise<void> {
    const file = { '@odata.type': '#microsoft.graph.referenceAttachment', name: `f${number++}`, sourceUrl: 'https://x.example/' };
    const extension = { '@odata.type': 'microsoft.graph.openTypeExtension', extensionName: `e${number++}`, a: 1 };
    if (random(2) === 0) await send(known.owner, 'POST', `/v1.0/me/events/${known.id}/attachments`, file);
    else await send(known.owner, 'POST', `/v1.0/me/events/${known.id}/extensions`, extension);
  }

  /** The owner answers, deletes or marks one of the meetings of others. */
  async function answer(): Promise<void> {
    const { json } = await owner.send('GET', '/v1.0/me/events?$filter=isOrganizer eq false&$select=id&$top=50');
    const found = Array.isArray(json.value) ? (json.value as readonly { readonly id: string }[]) : [];
    if (found.length === 0) return;
    const path = `/v1.0/me/events/${pick(found).id}`;
    const what = random(4);
    if (what === 0) await send(owner, 'POST', `${path}/decline`, {});
    else if (what === 1) await send(owner, 'PATCH', path, { categories: [`c${number++}`] });
    else if (what === 2) await send(owner, 'PATCH', path, { 'calendar@odata.bind': `/me/calendars/${pick(calendars)}` });
    else await send(owner, 'POST', `${path}/accept`, {});
  }

  return {
    open,
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
