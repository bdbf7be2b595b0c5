// The ledger of a meeting: what each person was told, so that a delivery compares that with the event as it is now. The deliverer's alone.
import { z } from 'zod';
import type { JsonObject } from '../../../runtime/json.ts';
import type { StoredDocument, Write } from '../../../stores/documents.ts';
import { decode, newRecord, recordShape } from '../../../stores/records.ts';
import { messageContent, messageKinds, type MessageKind } from '../message.ts';

const people = z.array(z.string());

const person = z.object({
  /** How often the event had been written when they were told (`shownWrites`). */
  told: z.number(),
  /** Hashes of what they were told (`askOf`, `placeOf`, `newsOf`). */
  ask: z.string(),
  place: z.string(),
  news: z.string(),
  /** They are invited and can't see the meeting any more, since it is private. */
  isHidden: z.literal(true).optional(),
  /** They attend occurrences and not their series. */
  isAlone: z.literal(true).optional(),
  /** The meeting has come into their calendar: where it isn't, nor what it left, they have taken it away long ago. */
  hasEntry: z.literal(true).optional(),
});

/** What one person was told of a meeting. */
export type Told = z.infer<typeof person>;

const day = z.object({
  /** Counts the writes of the occurrence's document that were told. */
  seen: z.number(),
  /** Hashes of when and where it is (`askOf`, `placeOf`), and of the news that it has of its own (`ownNewsOf`). */
  ask: z.string(),
  place: z.string(),
  news: z.string(),
  /** The people who attend it and not its series, and the other way round; of one that is private by itself, all who attend it. */
  added: people,
  removed: people,
  /** It is private by itself: a person who joins the series doesn't join it. */
  isClosed: z.literal(true).optional(),
  isCancelled: z.literal(true).optional(),
  /** As its attendees saw it last. */
  snapshot: messageContent.snapshot,
});

/** An occurrence that was told differently from its series. */
export type ToldDay = z.infer<typeof day>;

/** What may be on its way: announced before it is sent, so that whoever finds the sender dead knows who may have got something. */
const announced = z.enum([...messageKinds, 'nothing']);
export type Announced = MessageKind | 'nothing';

const state = z.object({
  /** How often the event had been written when everybody was told last (`shownWrites`); -1 before. */
  complete: z.number(),
  /** People by what they were told: many were told the same, and 500 must fit. */
  groups: z.array(person.extend({ to: people })),
  announced: z.array(z.object({ tells: announced, to: people })),
  days: z.record(z.string(), day),
  /** Attendees who are awaited, by address; of one occurrence behind its date. */
  awaits: people,
  /** People whose mailboxes have refused since everybody was told last, and people who couldn't be told for three days. */
  refused: people,
  unreached: people,
  /** Since when telling others fails, in milliseconds since 1970. */
  failing: z.record(z.string(), z.number()),
  /** The meeting as everybody was told last, and so as whoever leaves saw it. */
  snapshot: messageContent.snapshot,
  /** Writes to occurrences that were read (`occurrenceRevision`), and the latest second in which the store has written one of them. */
  occurrences: z.number(),
  readTo: z.number(),
});

const ledger = z.object({
  ...recordShape,
  id: z.string(),
  incarnation: z.string(),
  /** Counts the ledger's writes: of two deliverers the second reads again. */
  revision: z.number().int(),
  state,
});

export const decodeLedger = (document: StoredDocument | undefined): z.infer<typeof ledger> | undefined =>
  decode('ledger', ledger, document);

export const ledgerId = (incarnation: string): string => `ledger:${incarnation}`;

/** What is stored, with people found by their object ids. */
export interface Ledger extends Omit<z.infer<typeof state>, 'groups' | 'announced' | 'days'> {
  /** 0 before it is stored. */
  readonly revision: number;
  readonly people: ReadonlyMap<string, Told>;
  readonly announced: ReadonlyMap<string, Announced>;
  readonly days: Readonly<Record<string, ToldDay>>;
}

const none: Ledger = {
  revision: 0,
  complete: -1,
  people: new Map(),
  announced: new Map(),
  days: {},
  awaits: [],
  refused: [],
  unreached: [],
  failing: {},
  occurrences: 0,
  readTo: 0,
};

/** The ledger in a document; of a meeting that nobody was told of without one. */
export function ledgerIn(document: StoredDocument | undefined): Ledger {
  const stored = decodeLedger(document);
  if (stored === undefined) return none;
  const { groups, announced, ...rest } = stored.state;
  return {
    ...rest,
    revision: stored.revision,
    people: new Map(groups.flatMap(({ to, ...told }) => to.map((each) => [each, told] as const))),
    announced: new Map(announced.flatMap(({ tells, to }) => to.map((each) => [each, tells] as const))),
  };
}

/** The write that stores it. Refused when somebody else has written it since it was read. */
export function ledgerWrite(incarnation: string, { revision, people: told, announced: announcedTo, ...rest }: Ledger, now: number): Write {
  const value: z.infer<typeof state> = {
    ...rest,
    groups: grouped(told).map(([each, to]) => ({ ...each, to })),
    announced: grouped(announcedTo).map(([tells, to]) => ({ tells, to })),
  };
  const id = ledgerId(incarnation);
  const json = withoutUndefined(value);
  if (revision === 0)
    return { write: 'create', document: { id, kind: 'ledger', ...newRecord(now, 'delivery'), incarnation, revision: 1, state: json } };
  return {
    write: 'patch',
    id,
    operations: [
      { op: 'set', path: '/state', value: json },
      { op: 'set', path: '/modified', value: new Date(now).toISOString() },
      { op: 'increment', path: '/revision', by: 1 },
    ],
    when: { is: 'eq', property: 'revision', value: revision },
  };
}

/** A patch takes JSON alone. */
const withoutUndefined = (value: z.infer<typeof state>): JsonObject =>
  z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(value)));

/** Values, each with all who have it. */
function grouped<T>(all: ReadonlyMap<string, T>): (readonly [T, string[]])[] {
  const groups = new Map<string, readonly [T, string[]]>();
  for (const [one, value] of all) {
    const name = JSON.stringify(value);
    const group = groups.get(name) ?? ([value, []] as const);
    group[1].push(one);
    groups.set(name, group);
  }
  return [...groups.values()];
}
