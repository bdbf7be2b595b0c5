// Three people of one tenant and their requests, each by a process that may die at a call to the store; and what their calendars really show.
import { randomUUID } from 'node:crypto';
import { work } from '../../../lib/cleanup/work.ts';
import { sweep } from '../../../lib/cleanup/sweep.ts';
import type { DelegatedCaller } from '../../../lib/access/tokens/caller.ts';
import { newInstance, type InstanceAnswer } from '../stores/instances.ts';
import type { TestStores } from '../stores/stores.ts';
import type { Shown } from './entriesModel.ts';
import type { Shows, Who } from './meetingModel.ts';
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

export async function threePeople(stores: TestStores): Promise<ThreePeople> {
  const tenant = randomUUID();
  const living = newInstance(stores);
  const callers = ['ada', 'bob', 'cem'].map((name): DelegatedCaller => ({
    kind: 'delegated',
    tenant,
    id: randomUUID(),
    upn: `${name}-${randomUUID()}@contoso.example`,
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
  const all: ThreePeople['all'] = async (who, path) => {
    const { value } = (await send(who, 'GET', path)).json;
    return Array.isArray(value) ? (value as Json[]) : raise(`${path} is no collection.`);
  };
  for (const who of callers.keys()) await send(who, 'GET', '/me/calendar');

  return {
    addressOf: (who) => callerOf(who).upn,
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
      const { subject, start, location, showAs, sensitivity, hasAttachments, isCancelled, isOrganizer, responseStatus, categories } = event;
      const attendees = event.attendees as readonly { emailAddress: { address: string }; status: { response: string } }[];
      const people = attendees.map(
        ({ emailAddress, status }) => `${callers.findIndex(({ upn }) => upn === emailAddress.address)}: ${status.response}`,
      );
      const [category] = categories as string[];
      const own = attendees.find(({ emailAddress }) => emailAddress.address === callerOf(who).upn)?.status.response;
      const { response } = responseStatus as { response: string };
      if (isOrganizer !== true && own !== response) throw new Error(`The answer is said to be ${response} and ${own}.`);
      return {
        subject: String(subject),
        time: String((start as Json).dateTime).slice(5, 13),
        place: String((location as Json).displayName),
        showAs: showAs as Shows,
        isPrivate: sensitivity === 'private',
        hasFiles: hasAttachments === true,
        isCancelled: isCancelled === true,
        answers: isOrganizer === true ? people.toSorted().join(', ') : String(response),
        category: category ?? null,
      };
    },
  };
}

function raise(why: unknown): never {
  throw why instanceof Error ? why : new Error(String(why));
}
