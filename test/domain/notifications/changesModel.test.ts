// Random changes by several people, a feed that is cut and repeated anywhere, processes that die and receivers that fail: in the end each
// subscription knows of all that it covers as it is, and of nothing else. `MODEL_OPERATIONS` writes more.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventDocument } from '../../../lib/calendar/events/record/eventRecord.ts';
import type { JsonObject } from '../../../lib/runtime/json.ts';
import { chanceOf } from '../../support/changes/chance.ts';
import { checkDesk, checkInbox, checkTeam, openTeam } from '../../support/changes/changesChecks.ts';
import { writeSomething, type Desk } from '../../support/changes/changesModel.ts';
import type { Housemate } from '../../support/people/household.ts';
import { hourOn } from '../../support/api/events.ts';
import { startWatching, type Watching } from '../../support/changes/watching.ts';
import { mortal } from '../../support/meetings/mortal.ts';

const operations = Number(process.env.MODEL_OPERATIONS ?? '150');
const seed = Number(process.env.MODEL_SEED ?? '1');

let watching: Watching;
beforeAll(async () => {
  watching = await startWatching();
});
afterAll(() => watching.close());

it(
  'every subscription knows in the end what it covers as it is, and nothing of anybody else',
  async () => {
    const chance = chanceOf(seed);
    const guest = await watching.household.come('dee');
    await watching.subscribe(guest, { notificationUrl: watching.receiver.url('/dee/messages'), watched: { of: 'messages' } });
    const desks = await Promise.all(['ann', 'ben', 'cy'].map((name) => open(name, guest)));
    const [ann] = desks;
    if (ann === undefined) throw new Error('Ann is missing.');
    const team = await openTeam(watching, ann.person, guest);
    await ann.person.share(guest, 'delegateWithPrivateEventAccess');
    await watching.subscribe({ id: ann.person.id, caller: guest.caller }, { notificationUrl: watching.receiver.url('/ann/sharee') });
    const { tenant } = watching.household;
    const leavesAt = Math.floor(operations / 18) * 9;
    let feed: JsonObject[] = [];
    // The receivers of the first person answer always, the others by chance.
    watching.receiver.answers(({ path }) => ({ status: path.startsWith('/ann') || chance.below(3) > 0 ? 202 : 503 }));

    for (let done = 0; done < operations; done += desks.length) {
      await Promise.all(desks.map((desk) => writeSomething(desk, chance)));
      if (done === leavesAt) await watching.household.instance.services.directory.removeMember(tenant, team.group, guest.id);
      if (done === 0 || done >= leavesAt ? done % 9 === 0 : chance.below(8) === 0) await writeInTeam(ann.person, done < leavesAt);
      feed.push(...(await watching.batch()));
      if (chance.below(3) > 0) continue;
      while (feed.length > 0) feed = await noticeSome(feed);
      if (chance.below(6) === 0) await watching.minute(61_000);
    }
    await watching.notifications.notice(feed);
    watching.receiver.answers(() => ({ status: 202 }));
    for (let minute = 0; minute < 30; minute++) await watching.minute(61_000);

    /** Notices a part of the feed, or all in a process that dies; resolves to what the feed gives next, perhaps some of it again. */
    async function noticeSome(all: readonly JsonObject[]): Promise<JsonObject[]> {
      const size = 1 + chance.below(Math.min(all.length, 25));
      const [some, others] = [all.slice(0, size), all.slice(size)];
      const dies = chance.below(4) === 0;
      const { stores } = watching.household;
      const dying = mortal(stores.notifications, dies ? chance.below(12) : Infinity);
      const process = dies ? watching.process({ notifications: dying.documents }) : watching.notifications;
      const outcome = await process.notice(some, 0).then(
        () => 'done',
        () => 'again',
      );
      const isRepeated = outcome === 'again' || chance.below(5) === 0;
      if (outcome === 'again') await watching.notifications.notice(some);
      return isRepeated && outcome === 'done' && chance.below(2) === 0 ? [...some, ...others] : others;
    }

    async function writeInTeam(person: Housemate, isMember: boolean): Promise<void> {
      const { json } = await person.must('POST', `/v1.0/groups/${team.group}/events`, { subject: 'team', ...hourOn('05-04') });
      (isMember ? team.before : team.after).add(String(json.id));
    }

    const told = (path: string) => watching.receiver.told(path);
    for (const desk of desks) checkDesk(told, desk);
    await checkInbox(told, '/dee/messages', guest);
    checkTeam(told, team);
    // A user may watch what is shared by an application alone (contract, section 12): whatever the share, and wherever it was stored before.
    expect(told('/ann/sharee')).toEqual([]);
  },
  operations * 1_000 + 120_000,
);

async function open(name: string, guest: Housemate): Promise<Desk & { readonly name: string }> {
  const person = await watching.household.come(name);
  const calendars = await Promise.all(
    ['a', 'b'].map(async (calendar) => String((await person.must('POST', '/v1.0/me/calendars', { name: calendar })).json.id)),
  );
  const at = (path: string): string => watching.receiver.url(`/${name}/${path}`);
  await watching.subscribe(person, { notificationUrl: at('all') });
  await watching.subscribe(person, { notificationUrl: at('deleted'), changeTypes: ['deleted'] });
  await watching.subscribe(person, {
    notificationUrl: at('high'),
    filter: { is: 'eq', property: 'properties.importance', value: 'high' },
  });
  for (const [place, calendar] of calendars.entries())
    await watching.subscribe(person, { notificationUrl: at(`calendar${place}`), watched: { of: 'events', calendar } });
  const filed = String((await person.must('POST', '/v1.0/me/events', { subject: 'filed', ...hourOn('05-05') })).json.id);
  await watching.subscribe(person, { notificationUrl: at('files'), watched: { of: 'attachments', event: eventDocument(filed) } });
  const files = { living: new Set<string>(), ever: new Set<string>() };
  return { name, person, calendars, living: new Map(), ever: new Set(), last: new Map(), filed, files, guest };
}
