// Whoever dies before whichever write to a store: custom data is as before or as after, its index says so, and what is gone leaves nothing (contract, section 15).
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mailboxPartition } from '../../../lib/calendar/mailbox.ts';
import { sweep } from '../../../lib/cleanup/sweep.ts';
import { systemClock } from '../../../lib/runtime/clock.ts';
import type { Contents } from '../../../lib/stores/contents.ts';
import { anHour, hourOn } from '../../support/api/events.ts';
import { attendeesOf } from '../../support/api/meetings.ts';
import { mortal } from '../../support/meetings/mortal.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';
import { newInstance, type Instance, type InstanceAnswer } from '../../support/stores/instances.ts';

/** A store of contents that holds nothing. */
const contents = {
  put: () => Promise.resolve('"etag"'),
  remove: () => Promise.resolve(),
  erase: () => Promise.resolve(),
  async *list() {},
} as unknown as Contents;
/** Bytes count in each mailbox, so that what is given back is tested as well. */
const settings = { MAILBOX_QUOTA_MIB: 100 };

let house: Household;
beforeAll(async () => {
  house = await startHousehold(undefined, settings, contents);
}, 60_000);
afterAll(() => house.close());

const color = 'String {66f5a359-4659-4830-9070-00040ec6ac6e} Name Color';
const extension = (value: string) => ({ extensionName: 'kept', value });
const property = (value: string | null) => ({ singleValueExtendedProperties: [{ id: color, value }] });
const kept = { extensions: [extension('was')], ...property('was') };
const daily = {
  recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 3 } },
};
const window = 'startDateTime=2027-02-25&endDateTime=2027-03-15';

type Shown = Readonly<Record<string, unknown>>;
type Send = (method: string, path: string, json?: object) => Promise<InstanceAnswer>;

/** What there is before the process dies. */
interface Scene {
  readonly who: Housemate;
  /** The event that is looked at. */
  readonly path: string;
  /** What the act is done to, where that isn't the event. */
  readonly other?: string;
}

const valuesOf = async (who: Housemate, path: string): Promise<readonly Shown[]> =>
  (await who.must('GET', path)).json.value as readonly Shown[];
const pathOf = ({ id }: Shown): string => `/v1.0/me/events/${String(id)}`;
const make = async (who: Housemate, json: object): Promise<string> =>
  pathOf((await who.must('POST', '/v1.0/me/events', { subject: 'x', ...hourOn('03-01'), ...json })).json);
const dayOf = async (who: Housemate, series: string): Promise<string> =>
  pathOf((await valuesOf(who, `${series}/instances?${window}`))[1] ?? expect.fail('no occurrence'));

const ofEvent = async (who: Housemate): Promise<Scene> => ({ who, path: await make(who, kept) });
const ofSeries = async (who: Housemate): Promise<Scene> => ({ who, path: await make(who, { ...kept, ...daily }) });
async function ofOccurrence(who: Housemate): Promise<Scene> {
  const { path: other } = await ofSeries(who);
  return { who, path: await dayOf(who, other), other };
}
/** The occurrence has some of its own. */
async function withOwn(who: Housemate): Promise<Scene> {
  const scene = await ofOccurrence(who);
  await who.must('PATCH', scene.path, property('own'));
  await who.must('POST', `${scene.path}/extensions`, { extensionName: 'more' });
  return scene;
}
async function ofEntry(who: Housemate, more: object = {}): Promise<Scene> {
  const boss = await house.come('boss');
  const other = await make(boss, { ...attendeesOf(who), ...more });
  const [entry] = await valuesOf(who, '/v1.0/me/events');
  const path = pathOf(entry ?? expect.fail('no entry'));
  await who.must('POST', `${path}/extensions`, extension('was'));
  await who.must('PATCH', path, property('was'));
  return { who, path, other };
}
async function ofCopy(who: Housemate): Promise<Scene> {
  const { path: other } = await ofEntry(who, daily);
  return { who, path: await dayOf(who, other), other };
}
async function copyWithOwn(who: Housemate): Promise<Scene> {
  const scene = await ofCopy(who);
  await who.must('PATCH', scene.path, property('own'));
  return scene;
}
const toPut = '/v1.0/me/events/put-again';
async function ofDeleted(who: Housemate): Promise<Scene> {
  await who.must('PUT', toPut, { ...anHour, ...kept });
  await who.must('DELETE', toPut);
  return { who, path: toPut };
}
async function inCalendar(who: Housemate): Promise<Scene> {
  const { json } = await who.must('POST', '/v1.0/me/calendars', { name: 'Side', ...property('was') });
  const other = `/v1.0/me/calendars/${String(json.id)}`;
  return { who, path: pathOf((await who.must('POST', `${other}/events`, { ...anHour, ...kept })).json), other };
}

const [adds, changes, removes]: readonly ((send: Send, scene: Scene) => Promise<unknown>)[] = [
  (send, { path }) => send('POST', `${path}/extensions`, { extensionName: 'Kept', added: true, value: 'new' }),
  (send, { path }) => send('PATCH', path, property('new')),
  (send, { path }) => send('DELETE', `${path}/extensions/kept`),
];
const deletes = (send: Send, { path }: Scene): Promise<unknown> => send('DELETE', path);
const deletesOther = (send: Send, { other = '' }: Scene): Promise<unknown> => send('DELETE', other);

/** What is done while the process dies, and what the event shows before it and behind it: extensions, then the property; how many documents have it. */
interface Act {
  readonly before: (who: Housemate) => Promise<Scene>;
  readonly act: ((send: Send, scene: Scene) => Promise<unknown>) | undefined;
  readonly was: string;
  readonly after: string;
  readonly documents: readonly [number, number];
}
const acts: Readonly<Record<string, Act>> = {
  'adding to an extension': { before: ofEvent, act: adds, was: 'was/was', after: 'new/was', documents: [1, 1] },
  'changing a property': { before: ofEvent, act: changes, was: 'was/was', after: 'was/new', documents: [1, 1] },
  'removing all there is': {
    before: ofEvent,
    act: (send, { path }) => send('PUT', path, { ...anHour, extensions: [], singleValueExtendedProperties: [] }),
    was: 'was/was',
    after: '/',
    documents: [1, 0],
  },
  'deleting an event': { before: ofEvent, act: deletes, was: 'was/was', after: 'gone', documents: [1, 0] },
  'putting an event again': {
    before: ofDeleted,
    act: (send) => send('PUT', toPut, { ...anHour, extensions: [extension('again')] }),
    was: 'gone',
    after: 'again/',
    documents: [0, 1],
  },
  'changing an occurrence': { before: ofOccurrence, act: changes, was: 'was/was', after: 'was/new', documents: [1, 2] },
  'hiding an extension of the series': { before: ofOccurrence, act: removes, was: 'was/was', after: '/was', documents: [1, 1] },
  'calling off an occurrence': { before: withOwn, act: deletes, was: 'was,more/own', after: 'gone', documents: [2, 1] },
  'deleting a series': { before: withOwn, act: deletesOther, was: 'was,more/own', after: 'gone', documents: [2, 0] },
  'adding to an entry': { before: ofEntry, act: adds, was: 'was/was', after: 'new/was', documents: [1, 1] },
  'declining an entry': {
    before: ofEntry,
    act: (send, { path }) => send('POST', `${path}/decline`, {}),
    was: 'was/was',
    after: 'gone',
    documents: [1, 0],
  },
  'changing an occurrence of an entry': { before: ofCopy, act: changes, was: 'was/was', after: 'was/new', documents: [1, 2] },
  'deleting the entry of a series': { before: copyWithOwn, act: deletesOther, was: 'was/own', after: 'gone', documents: [2, 0] },
  'deleting a calendar': { before: inCalendar, act: deletesOther, was: 'was/was', after: 'gone', documents: [2, 0] },
};

const expanding = `$expand=${encodeURIComponent(`extensions,singleValueExtendedProperties($filter=id eq '${color}')`)}`;
async function shown({ who, path }: Scene): Promise<string> {
  const { status, json } = await who.send('GET', `${path}?${expanding}`);
  if (status === 404) return 'gone';
  const values = (entities: unknown): string =>
    (entities as readonly Shown[]).map(({ value, extensionName }) => value ?? extensionName).join();
  return `${values(json.extensions)}/${values(json.singleValueExtendedProperties)}`;
}

/** What the mailbox holds of custom data, and whether its usage is what its documents are charged. */
async function stored({ who }: Scene): Promise<{ readonly documents: number; readonly isCounted: boolean }> {
  const where = { is: 'gt', property: 'kind', value: '' } as const;
  const partition = mailboxPartition({ tenant: house.tenant, kind: 'users', id: who.id });
  const all = (await house.stores.mailboxes.query(partition, { where, orderBy: [], limit: 1_000 })).map(({ body }) => body);
  const charged = all.reduce((sum, body) => sum + Number(body.charged ?? 0), 0);
  const usage = Number(all.find(({ kind }) => kind === 'usage')?.bytes ?? 0);
  return { documents: all.filter(({ kind }) => kind === 'customData').length, isCounted: charged === usage };
}

/** Calls that change a store: whoever dies before another call has done what who dies before the next of these has. */
const writing: ReadonlySet<string> = new Set(['commit', 'replaceIf']);

/** Instances whose process dies at a call; what lies in `directory` is asked as ever. */
const over = (mailboxes: Household['stores']['mailboxes']): Instance =>
  newInstance({ mailboxes, directory: house.stores.directory, contents }, undefined, systemClock, settings);

const swept = (hours: number): Promise<unknown> =>
  sweep({
    ...house.stores,
    contents,
    meetings: house.instance.services.meetings,
    entries: house.instance.services.entries,
    clock: () => systemClock() + hours * 60 * 60_000,
    failed(error) {
      throw error;
    },
  });

it.each(Object.keys(acts))(
  'while %s, before whichever write the process dies, all of it was done or nothing, and what is gone leaves no document',
  async (name) => {
    const { before, act, was, after, documents } = acts[name] ?? expect.fail('no act');
    const take = async (diesAt: number) => {
      const scene = await before(await house.come('adele'));
      expect(await shown(scene)).toBe(was);
      let writes = 0;
      const dying = mortal(house.stores.mailboxes, ({ name: call }) => writing.has(call) && writes++ === diesAt);
      const instance = over(dying.documents);
      await act?.((method, path, json) => instance.send(scene.who.caller, method, path, json), scene);
      return { scene, writes, isDead: dying.isDead(), diesAt };
    };
    const whole = await take(Infinity);
    const deaths = await Promise.all(Array.from({ length: whole.writes }, (_, number) => take(number)));
    await swept(2);
    const outcomes = new Set<string>();
    for (const { scene, diesAt } of [whole, ...deaths]) {
      const now = await shown(scene);
      outcomes.add(now);
      const which = now === was ? 0 : 1;
      expect(now, `write ${diesAt}`).toBe([was, after][which]);
      expect(await stored(scene), `write ${diesAt}`).toEqual({ documents: documents[which], isCounted: true });
    }
    expect(deaths.every(({ isDead }) => isDead)).toBe(true);
    expect(await shown(whole.scene)).toBe(after);
    expect([...outcomes].sort()).toEqual([was, after].sort());
  },
);
