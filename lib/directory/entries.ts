// Users and groups as the directory keeps both: one document each, another one that claims its name, a tombstone after the end.
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { unavailable } from '../errors.ts';
import { hashedId } from '../ids.ts';
import type { Condition, Document, Documents, StoredDocument, Write } from '../stores/documents.ts';
import { decode, newRecord, recordShape, type Author } from '../stores/records.ts';
import { ownerPurgeDocument } from './ownerPurge.ts';
import { queryPage, toPage, type Page, type PageRequest } from './page.ts';

/** What every user and group has besides its own properties. */
export const entryShape = {
  ...recordShape,
  /** Counts the changes, so that one which was decided on older properties is refused. */
  revision: z.number().optional(),
};
export type Entry = z.infer<z.ZodObject<typeof entryShape>>;

/** What tells users from groups. */
export interface EntryKind<T extends Entry> {
  readonly kind: 'user' | 'group';
  readonly ownerKind: 'users' | 'groups';
  readonly idProperty: 'userId' | 'groupId';
  readonly claim: 'upn' | 'mailNickname';
  readonly schema: z.ZodType<T>;
  readonly idOf: (properties: Properties<T>) => string;
  /** The name that no two of the tenant may have, in any case of letters. */
  readonly nameOf: (properties: Properties<T>) => string | undefined;
  /** What is to be done because something has a name from now on; written with it. */
  readonly named?: (id: string, name: string, now: number, by: Author) => Document;
}

/** The properties that make an entry. */
export type Properties<T extends Entry> = Omit<T, keyof Entry>;

export type Created<T> = { readonly outcome: 'done'; readonly entry: T } | { readonly outcome: 'idTaken' | 'nameTaken' | 'beingRemoved' };

/** `alsoThere`: one of the documents that were to be made with the change is there already. */
export type Updated<T> = { readonly outcome: 'done'; readonly entry: T } | { readonly outcome: 'missing' | 'nameTaken' | 'alsoThere' };

export interface Entries<T extends Entry> {
  /** One point read. */
  read(tenant: string, id: string): Promise<T | undefined>;
  /** The same, told apart from what was deleted. */
  look(tenant: string, id: string): Promise<T | 'deleted' | undefined>;
  /** One point read. */
  idByName(tenant: string, name: string): Promise<string | undefined>;
  /** One batch, with what is `also` to be made; a read and a batch more where one of this id was deleted. */
  create(tenant: string, properties: Properties<T>, by: Author, also?: readonly Write[]): Promise<Created<T>>;
  /**
   * One read and one batch, which moves the claim along with the name and makes what is `also` to be made. `change` says what the entry is
   * to be, or nothing to leave it as it is; it may be asked again when it loses a race.
   */
  update(tenant: string, id: string, change: (found: T) => Properties<T> | undefined, also?: readonly Write[]): Promise<Updated<T>>;
  /** One read and one batch, after which nobody finds it; what it had is removed from then on. False when there is none. */
  remove(tenant: string, id: string, by: Author): Promise<boolean>;
  /** One query. */
  list(tenant: string, page: PageRequest): Promise<Page<T>>;
  /** How many there are, or how many of these ids are there: one query, or one for each hundred ids. */
  count(tenant: string, ids?: readonly string[]): Promise<number>;
}

/** Ids that one query asks for. */
const idsAtOnce = 100;

/** Races that one request loses before it gives up; each is lost to another request's success. */
const maxRaces = 8;

export function createEntries<T extends Entry>(documents: Documents, clock: Clock, kind: EntryKind<T>): Entries<T> {
  const documentOf = (id: string): string => hashedId(kind.kind, id);
  const claimOf = (name: string): string => hashedId(kind.claim, name.toLowerCase());
  const entryIn = (document: StoredDocument | undefined): T | undefined => decode(kind.kind, kind.schema, document);
  const tombstone = `${kind.kind}Tombstone` as const;

  const claiming = (name: string | undefined, id: string, by: Author): Write[] => {
    if (name === undefined) return [];
    const now = clock();
    const claim: Document = { id: claimOf(name), kind: kind.claim, ...newRecord(now, by), [kind.idProperty]: id };
    const todo = kind.named?.(id, name, now, by);
    return [{ write: 'create', document: claim }, ...(todo === undefined ? [] : ([{ write: 'create', document: todo }] satisfies Write[]))];
  };

  const releasing = (name: string | undefined): Write[] => (name === undefined ? [] : [{ write: 'remove', id: claimOf(name) }]);

  /** A replacement that is refused unless the document is still the one that was read. */
  const replacing = (document: Document, when: Condition): [Write, Write] => [
    { write: 'patch', id: document.id, operations: [{ op: 'set', path: '/modified', value: new Date(clock()).toISOString() }], when },
    { write: 'replace', document },
  ];

  const unchanged = ({ revision }: T): Condition =>
    revision === undefined ? { is: 'eq', property: 'kind', value: kind.kind } : { is: 'eq', property: 'revision', value: revision };

  return {
    read: async (tenant, id) => entryIn(await documents.read(tenant, documentOf(id))),

    async look(tenant, id) {
      const found = await documents.read(tenant, documentOf(id));
      return found?.body.kind === tombstone ? 'deleted' : entryIn(found);
    },

    async idByName(tenant, name) {
      const claim = await documents.read(tenant, claimOf(name));
      const id = claim?.body[kind.idProperty];
      return typeof id === 'string' ? id : undefined;
    },

    async create(tenant, properties, by, also = []) {
      const id = kind.idOf(properties);
      const document: Document = { ...properties, id: documentOf(id), kind: kind.kind, ...newRecord(clock(), by), revision: 1 };
      const entry = kind.schema.parse(document);
      const claims = [...claiming(kind.nameOf(properties), id, by), ...also];
      const made = await documents.commit(tenant, [{ write: 'create', document }, ...claims]);
      if (made.outcome === 'done') return { outcome: 'done', entry };
      if (made.index > 0) return { outcome: 'nameTaken' };

      const found = await documents.read(tenant, document.id);
      const living = entryIn(found);
      // An attempt of this very create may have got no answer.
      if (made.repeated && living?.created === entry.created && living.createdBy === by) return { outcome: 'done', entry };
      if (living !== undefined || found?.body.kind !== tombstone) return { outcome: 'idTaken' };
      if (found.body.purged !== true) return { outcome: 'beingRemoved' };
      const again = await documents.commit(tenant, [...replacing(document, { is: 'eq', property: 'purged', value: true }), ...claims]);
      if (again.outcome === 'done') return { outcome: 'done', entry };
      return { outcome: again.index > 1 ? 'nameTaken' : 'idTaken' };
    },

    async update(tenant, id, change, also = []) {
      for (let race = 0; race < maxRaces; race++) {
        const found = await documents.read(tenant, documentOf(id));
        const before = entryIn(found);
        if (found === undefined || before === undefined) return { outcome: 'missing' };
        const properties = change(before);
        if (properties === undefined) return { outcome: 'done', entry: before };
        const [oldName, name] = [kind.nameOf(before), kind.nameOf(properties)];
        const moves = oldName?.toLowerCase() !== name?.toLowerCase();
        const { createdBy, created } = before;
        const document: Document = {
          ...properties,
          id: found.id,
          kind: kind.kind,
          ...newRecord(clock(), createdBy),
          created,
          revision: (before.revision ?? 0) + 1,
        };
        const moving = moves ? [...releasing(oldName), ...claiming(name, id, createdBy)] : [];
        const [first, ...rest] = replacing(document, unchanged(before));
        const updated = await documents.commit(tenant, [first, ...rest, ...moving, ...also]);
        if (updated.outcome === 'done') return { outcome: 'done', entry: kind.schema.parse(document) };
        if (updated.because === 'exists') return { outcome: updated.index <= rest.length + moving.length ? 'nameTaken' : 'alsoThere' };
      }
      throw tooManyRaces();
    },

    async remove(tenant, id, by) {
      for (let race = 0; race < maxRaces; race++) {
        const found = await documents.read(tenant, documentOf(id));
        const before = entryIn(found);
        if (found === undefined || before === undefined) return race > 0;
        const now = clock();
        const document: Document = { id: found.id, kind: tombstone, ...newRecord(now, by), [kind.idProperty]: id, purged: false };
        const removed = await documents.commit(tenant, [
          ...replacing(document, unchanged(before)),
          ...releasing(kind.nameOf(before)),
          { write: 'create', document: ownerPurgeDocument({ kind: kind.ownerKind, id, document: found.id }, now, by) },
        ]);
        if (removed.outcome === 'done' || (removed.repeated && removed.because === 'exists')) return true;
      }
      throw tooManyRaces();
    },

    async list(tenant, page) {
      const found = await queryPage(documents, tenant, { property: 'kind', value: kind.kind }, [], page);
      const { entries, ...rest } = toPage(found, page.limit);
      return { ...rest, entries: entries.flatMap((document) => entryIn(document) ?? []) };
    },

    async count(tenant, ids) {
      const all: Condition = { is: 'eq', property: 'kind', value: kind.kind };
      if (ids === undefined) return documents.count(tenant, all);
      let found = 0;
      for (let i = 0; i < ids.length; i += idsAtOnce) {
        const some = ids.slice(i, i + idsAtOnce).map((value): Condition => ({ is: 'eq', property: kind.idProperty, value }));
        found += await documents.count(tenant, { is: 'and', conditions: [all, { is: 'or', conditions: some }] });
      }
      return found;
    },
  };
}

const tooManyRaces = () => unavailable('Too many requests change this object at once.', 1);
