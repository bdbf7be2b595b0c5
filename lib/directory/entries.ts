// How the directory stores a user or a group: one document, others that claim its names, and a tombstone after its deletion.
import { z } from 'zod';
import type { Clock } from '../runtime/clock.ts';
import { hashedId } from '../runtime/ids.ts';
import type { Committed, Condition, Document, Documents, StoredDocument, Write } from '../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../stores/races.ts';
import { decode, newRecord, recordShape, type Author } from '../stores/records.ts';
import { aliasedUser } from './users/alias.ts';
import type { Claimed, Entries, Entry, EntryKind, Properties, WriteOptions } from './entry.ts';
import { claimWrites, gainedNames, type ClaimWrite, type Names } from './addresses/names.ts';
import { ownerPurgeDocument } from './ownerPurge.ts';
import { joinedListing, queryListing } from './page.ts';

/** How many ids one query asks for. */
const idsAtOnce = 100;

/** The error's text when too many other requests change an entry. */
const busy = 'Too many requests change this object at once.';

/** One entry in a batch: the entry before, its new document, and the writes that store that. */
interface Step<T extends Entry> {
  readonly before: T | undefined;
  readonly document: Document & Properties<T> & { readonly revision: number };
  readonly writes: readonly Write[];
}

export function createEntries<T extends Entry>(documents: Documents, clock: Clock, kind: EntryKind<T>): Entries<T> {
  const placeOf = (id: string): string => hashedId(kind.kind, id);
  const claimOf = (name: string): string => hashedId(kind.claim, name.toLowerCase());
  const entryIn = (document: StoredDocument | undefined): T | undefined => decode(kind.kind, kind.schema, document);
  const tombstone = `${kind.kind}Tombstone` as const;
  const none: Names = new Map();
  const all: Condition = { is: 'eq', property: 'kind', value: kind.kind };

  const oneOf = (ids: readonly string[]): Condition => ({
    is: 'or',
    conditions: ids.map((value): Condition => ({ is: 'eq', property: kind.idProperty, value })),
  });

  /** The writes that replace a document; refused unless the stored one meets `when`. */
  const replacing = (document: Document, when: Condition): [Write, Write] => [
    { write: 'patch', id: document.id, operations: [{ op: 'set', path: '/modified', value: new Date(clock()).toISOString() }], when },
    { write: 'replace', document },
  ];

  const unchanged = ({ revision }: T): Condition =>
    revision === undefined ? { is: 'eq', property: 'kind', value: kind.kind } : { is: 'eq', property: 'revision', value: revision };

  /** The part of a document that is derived from its properties. */
  const madeOf = (properties: Properties<T>) => ({
    id: placeOf(kind.idOf(properties)),
    kind: kind.kind,
    sought: kind.soughtOf(properties),
  });

  const changing = (before: T, properties: Properties<T>): Step<T> => {
    const { createdBy, created } = before;
    const record = { ...newRecord(clock(), createdBy), created, revision: (before.revision ?? 0) + 1 };
    const document = { ...properties, ...madeOf(properties), ...record };
    return { before, document, writes: replacing(document, unchanged(before)) };
  };

  /** The batch of these steps. The writes of `claims` follow the steps' own writes, in this order. */
  function batchOf(steps: readonly Step<T>[], also: readonly Write[], by: Author) {
    const now = clock();
    const changes = steps.map(({ before, document }) => {
      const id = kind.idOf(document);
      return {
        before: before === undefined ? none : kind.namesOf(before),
        after: kind.namesOf(document),
        claim: (name: string, uses: readonly string[]): Document => ({
          id: claimOf(name),
          kind: kind.claim,
          ...newRecord(now, by),
          [kind.idProperty]: id,
          uses,
        }),
      };
    });
    const claims = claimWrites(changes, claimOf);
    const todo = changes.flatMap((change, i): Write[] => {
      const document = steps[i]?.document;
      const gained = gainedNames(change);
      if (document === undefined || gained.length === 0) return [];
      const done = kind.named?.(kind.idOf(document), gained, { revision: document.revision, now, by });
      return done === undefined ? [] : [{ write: 'create', document: done }];
    });
    const own = steps.flatMap(({ writes }) => writes);
    const [first, ...rest] = [...own, ...claims.map(({ write }) => write), ...todo, ...also];
    if (first === undefined) throw new Error('A batch has a step at least.');
    const ownGain = changes[0];
    return { writes: [first, ...rest] as const, own: own.length, claims, gained: ownGain === undefined ? [] : gainedNames(ownGain) };
  }

  /** The name that refused a batch because another entry has it. */
  function takenBy(refused: Committed, { own, claims }: { readonly own: number; readonly claims: readonly ClaimWrite[] }) {
    return refused.outcome === 'refused' && refused.because === 'exists' ? claims[refused.index - own] : undefined;
  }

  /** Whether another attempt may get the name: its holder yields it and is added to `holders`, or has just given it up. */
  async function mayYield(tenant: string, name: string, yields: WriteOptions<T>['yields'], holders: Set<string>): Promise<boolean> {
    if (yields === undefined) return false;
    const claim = await byName(tenant, name);
    const holder = claim && (await read(tenant, claim.id));
    if (claim === undefined || holder === undefined) return true;
    if (yields(holder, name) === undefined) return false;
    holders.add(claim.id);
    return true;
  }

  /** The steps in which the holders give up the wanted names. */
  async function yielding(
    tenant: string,
    wanted: Properties<T>,
    yields: WriteOptions<T>['yields'],
    holders: Iterable<string>,
  ): Promise<Step<T>[]> {
    const names = [...kind.namesOf(wanted).keys()];
    const found = await Promise.all([...holders].map((id) => read(tenant, id)));
    return found.flatMap((holder) => {
      if (holder === undefined || yields === undefined) return [];
      const theirs = kind.namesOf(holder);
      const name = names.find((each) => theirs.has(each) && yields(holder, each) !== undefined);
      const without = name === undefined ? undefined : yields(holder, name);
      return without === undefined ? [] : [changing(holder, without)];
    });
  }

  const read: Entries<T>['read'] = async (tenant, id) => entryIn(await documents.read(tenant, placeOf(id)));

  const claimedIn = (document: StoredDocument | undefined): Claimed | undefined => {
    const claim = decode(kind.claim, claimShape, document);
    const id = claim?.[kind.idProperty];
    return claim === undefined || id === undefined ? undefined : { id, uses: claim.uses };
  };

  const byName: Entries<T>['byName'] = async (tenant, name) => claimedIn(await documents.read(tenant, claimOf(name)));

  const byNames: Entries<T>['byNames'] = async (tenant, names) => {
    const asked = new Map(names.map((name) => [claimOf(name), name.toLowerCase()]));
    const found = new Map<string, Claimed>();
    for (const some of inHundreds([...asked.keys()])) {
      const conditions = some.map((value): Condition => ({ is: 'eq', property: 'id', value }));
      for (const document of await documents.query(tenant, { where: { is: 'or', conditions }, orderBy: [], limit: some.length })) {
        const [name, claim] = [asked.get(document.id), claimedIn(document)];
        if (name !== undefined && claim !== undefined) found.set(name, claim);
      }
    }
    return found;
  };

  return {
    read,
    byName,
    byNames,
    placeOf,

    async look(tenant, id) {
      const found = await documents.read(tenant, placeOf(id));
      const entry = entryIn(found);
      if (entry !== undefined) return { is: 'there', entry };
      const of = aliasedUser(found);
      if (of !== undefined) return { is: 'alias', of };
      return { is: found?.body.kind === tombstone ? 'deleted' : 'unknown' };
    },

    async create(tenant, properties, by, { also = [], yields } = {}) {
      const document = { ...properties, ...madeOf(properties), ...newRecord(clock(), by), revision: 1 };
      const entry = kind.schema.parse(document);
      const holders = new Set<string>();
      let own: readonly Write[] = [{ write: 'create', document }];
      return winRace(attemptsOf.change, busy, async () => {
        const step: Step<T> = { before: undefined, document, writes: own };
        const batch = batchOf([step, ...(await yielding(tenant, properties, yields, holders))], also, by);
        const made = await documents.commit(tenant, batch.writes);
        if (made.outcome === 'done') return { outcome: 'done', entry, gained: batch.gained };
        if (made.index < own.length) {
          const found = await documents.read(tenant, document.id);
          const living = entryIn(found);
          // The entry may be this call's own: an earlier attempt may have written it without getting an answer.
          if (made.repeated && living?.created === entry.created && living.createdBy === by)
            return { outcome: 'done', entry, gained: batch.gained };
          if (living !== undefined || found?.body.kind !== tombstone) return { outcome: 'idTaken' };
          if (found.body.purged !== true) return { outcome: 'beingRemoved' };
          own = replacing(document, { is: 'eq', property: 'purged', value: true });
          return lost;
        }
        const taken = takenBy(made, batch);
        if (taken !== undefined && !(await mayYield(tenant, taken.name, yields, holders)))
          return { outcome: 'nameTaken', name: taken.name, uses: taken.uses };
        return taken === undefined && made.because === 'exists' ? { outcome: 'alsoThere' } : lost;
      });
    },

    async update(tenant, id, change, { also = [], yields } = {}) {
      const holders = new Set<string>();
      return winRace(attemptsOf.change, busy, async () => {
        const before = await read(tenant, id);
        if (before === undefined) return { outcome: 'missing' };
        const properties = change(before);
        if (properties === undefined) return { outcome: 'done', entry: before, gained: [] };
        const step = changing(before, properties);
        holders.delete(id);
        const batch = batchOf([step, ...(await yielding(tenant, properties, yields, holders))], also, before.createdBy);
        const updated = await documents.commit(tenant, batch.writes);
        if (updated.outcome === 'done') return { outcome: 'done', entry: kind.schema.parse(step.document), gained: batch.gained };
        const taken = takenBy(updated, batch);
        if (taken !== undefined && !(await mayYield(tenant, taken.name, yields, holders)))
          return { outcome: 'nameTaken', name: taken.name, uses: taken.uses };
        return taken === undefined && updated.because === 'exists' ? { outcome: 'alsoThere' } : lost;
      });
    },

    async remove(tenant, id, by) {
      return winRace(attemptsOf.change, busy, async (losses) => {
        const found = await documents.read(tenant, placeOf(id));
        const before = entryIn(found);
        if (found === undefined || before === undefined) return losses > 0 ? 'removed' : undefined;
        const now = clock();
        const document: Document = { id: found.id, kind: tombstone, ...newRecord(now, by), [kind.idProperty]: id, purged: false };
        const removed = await documents.commit(tenant, [
          ...replacing(document, unchanged(before)),
          ...[...kind.namesOf(before).keys()].map((name): Write => ({ write: 'remove', id: claimOf(name) })),
          { write: 'create', document: ownerPurgeDocument({ kind: kind.ownerKind, id, document: found.id }, now, by) },
        ]);
        return removed.outcome === 'done' || (removed.repeated && removed.because === 'exists') ? before : lost;
      });
    },

    async list(tenant, page) {
      const { entries, ...rest } = await queryListing(documents, tenant, kind.kind, page);
      return { ...rest, entries: entries.flatMap((document) => entryIn(document) ?? []) };
    },

    async among(tenant, ids, also) {
      const found: T[] = [];
      for (const some of inHundreds(ids)) {
        const where = bothOf(oneOf(some), also);
        const { entries } = await queryListing(documents, tenant, kind.kind, { where, limit: some.length });
        found.push(...entries.flatMap((document) => entryIn(document) ?? []));
      }
      return found;
    },

    async listAmong(tenant, ids, page) {
      const pages = [];
      for (const some of inHundreds(ids))
        pages.push(await queryListing(documents, tenant, kind.kind, { ...page, where: bothOf(oneOf(some), page.where) }));
      const { entries, ...rest } = joinedListing(pages, page);
      return { ...rest, entries: entries.flatMap((document) => entryIn(document) ?? []) };
    },

    async count(tenant, ids, also) {
      if (ids === undefined) return documents.count(tenant, bothOf(all, also));
      let found = 0;
      for (const some of inHundreds(ids)) {
        found += await documents.count(tenant, { is: 'and', conditions: [all, bothOf(oneOf(some), also)] });
      }
      return found;
    },

    countWhere: (tenant, where) => documents.count(tenant, { is: 'and', conditions: [all, where] }),
  };
}

const bothOf = (one: Condition, also: Condition | undefined): Condition =>
  also === undefined ? one : { is: 'and', conditions: [one, also] };

const inHundreds = (ids: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(ids.length / idsAtOnce) }, (_, i) => ids.slice(i * idsAtOnce, (i + 1) * idsAtOnce));

const claimShape = z.object({
  ...recordShape,
  userId: z.string().optional(),
  groupId: z.string().optional(),
  uses: z.array(z.string()),
});
