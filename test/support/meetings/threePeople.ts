// Three people of one tenant and their requests, each by a process that may die at a call to the store; and what their calendars really show.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { work } from '../../../lib/cleanup/work.ts';
import { sweep } from '../../../lib/cleanup/sweep.ts';
import type { DelegatedCaller } from '../../../lib/access/tokens/caller.ts';
import { newInstance, type InstanceAnswer } from '../stores/instances.ts';
import type { TestStores } from '../stores/stores.ts';
import type { Shown } from './entriesModel.ts';
import { shows, type Who } from './meetingModel.ts';
import { mortal } from './mortal.ts';

export type Json = Readonly<Record<string, unknown>>;

/** An answer, and whether the process that was to give it has died. */
export interface Sent extends InstanceAnswer {
  readonly isDead: boolean;
}

export interface ThreePeople {
  readonly addressOf: (who: Who) => string;
  /** Sends a request; with `dies` by a process that dies at its call of this number. Throws when one that lives is refused. */
  send(who: Who, method: string, path: string, json?: unknown, dies?: number | null): Promise<Sent>;
  /** All that a collection holds. */
  all(who: Who, path: string): Promise<readonly Json[]>;
  /** Both timers, as they run half a minute later. */
  timers(alsoSweep?: boolean): Promise<void>;
  listed(who: Who): Promise<readonly Json[]>;
  viewed(who: Who): Promise<readonly Json[]>;
  /** An event as a calendar shows it, in the model's words. */
  inWords(who: Who, event: Json): Shown;
}

const window = 'startDateTime=2027-02-25T00:00:00Z&endDateTime=2027-04-15T00:00:00Z';
const select =
  '$select=id,subject,start,location,showAs,sensitivity,hasAttachments,isCancelled,isOrganizer,responseStatus,attendees,categories,iCalUId,type';

const shownEvent = z.looseObject({
  id: z.string(),
  iCalUId: z.string(),
  subject: z.string(),
  start: z.looseObject({ dateTime: z.string() }),
  location: z.looseObject({ displayName: z.string() }),
  showAs: z.enum(shows),
  sensitivity: z.string(),
  hasAttachments: z.boolean(),
  isCancelled: z.boolean(),
  isOrganizer: z.boolean(),
  responseStatus: z.looseObject({ response: z.string() }),
  attendees: z.array(
    z.looseObject({ emailAddress: z.looseObject({ address: z.string() }), status: z.looseObject({ response: z.string() }) }),
  ),
  categories: z.array(z.string()),
});
const collection = z.looseObject({ value: z.array(z.record(z.string(), z.unknown())) });

export async function threePeople(stores: TestStores): Promise<ThreePeople> {
  const tenant = randomUUID();
  const living = newInstance(stores);
  const names = ['ada', 'bob', 'cem'];
  const addresses = names.map((name) => `${name}-${randomUUID()}@contoso.example`);
  const callers = names.map((name, who): DelegatedCaller => ({
    kind: 'delegated',
    tenant,
    id: randomUUID(),
    upn: addresses[who] ?? '',
    name,
    isMember: true,
    issuedAt: Date.now(),
    scopes: new Set(['Calendars.ReadWrite', 'Mail.Read']),
    groups: new Set(),
    appId: 'client',
  }));
  const callerOf = (who: Who): DelegatedCaller => callers[who] ?? raise(`There is no person ${who}.`);

  const send: ThreePeople['send'] = async (who, method, path, json, dies = null) => {
    const dying = dies === null ? undefined : mortal(stores.mailboxes, dies);
    const instance = dying ? newInstance({ ...stores, mailboxes: dying.documents }) : living;
    const answer = await instance.send(callerOf(who), method, `/v1.0${path}`, json);
    const isDead = dying?.isDead() === true;
    if (answer.status >= 300 && !isDead && !(method === 'GET' && answer.status === 404))
      throw new Error(`${who} ${method} ${path} ${JSON.stringify(json)}: ${answer.status} ${JSON.stringify(answer.json)}`);
    return { ...answer, isDead };
  };
  const all: ThreePeople['all'] = async (who, path) => collection.parse((await send(who, 'GET', path)).json).value;
  for (const who of callers.keys()) await send(who, 'GET', '/me/calendar');

  return {
    addressOf: (who) => addresses[who] ?? raise(`There is no person ${who}.`),
    send,
    all,
    async timers(alsoSweep = false) {
      const { meetings, entries } = living.services;
      const later = { ...stores, meetings, entries, clock: () => Date.now() + 30_000, failed: raise };
      await work(later);
      if (alsoSweep) await sweep(later);
    },
    listed: (who) => all(who, `/me/events?$top=200&${select}`),
    viewed: (who) => all(who, `/me/calendarView?${window}&$top=200&${select},originalStart`),
    inWords(who, event) {
      const read = shownEvent.parse(event);
      const people = read.attendees.map(({ emailAddress, status }) => ({
        who: addresses.indexOf(emailAddress.address),
        said: status.response,
      }));
      const own = people.find((each) => each.who === who)?.said;
      const { response } = read.responseStatus;
      if (!read.isOrganizer && own !== response) throw new Error(`The answer is said to be ${response} and ${String(own)}.`);
      return {
        subject: read.subject,
        time: read.start.dateTime.slice(5, 13),
        place: read.location.displayName,
        showAs: read.showAs,
        isPrivate: read.sensitivity === 'private',
        hasFiles: read.hasAttachments,
        isCancelled: read.isCancelled,
        answers: read.isOrganizer ? inOrder(people.map((each) => `${each.who}: ${each.said}`)) : response,
        category: read.categories[0] ?? null,
      };
    },
  };
}

const inOrder = (said: readonly string[]): string => said.toSorted().join(', ');

function raise(why: unknown): never {
  throw why instanceof Error ? why : new Error(String(why));
}
