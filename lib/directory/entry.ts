// What users and groups have in common as entries of the directory, and the operations on them.
import { z } from 'zod';
import type { Condition, Document, Write } from '../stores/documents.ts';
import { recordShape, type Author } from '../stores/records.ts';
import type { Names } from './addresses/names.ts';
import type { ListingPage, ListingRequest } from './page.ts';
import type { Sought } from './sought.ts';

/** The properties of every user's and group's document besides its own. */
export const entryShape = {
  ...recordShape,
  /** Counts the changes, so that the store refuses a change that was decided on older properties. */
  revision: z.number().optional(),
};
export type Entry = z.infer<z.ZodObject<typeof entryShape>>;

/** How users and groups differ as entries. */
export interface EntryKind<T extends Entry> {
  readonly kind: 'user' | 'group';
  readonly ownerKind: 'users' | 'groups';
  readonly idProperty: 'userId' | 'groupId';
  readonly claim: 'claim' | 'mailNickname';
  readonly schema: z.ZodType<T>;
  readonly idOf: (properties: Properties<T>) => string;
  /** The entry's names, each of which only one entry of the tenant may have. */
  readonly namesOf: (properties: Properties<T>) => Names;
  /** What lists find and order the entry by; stored as `sought`. */
  readonly soughtOf: (properties: Properties<T>) => Sought;
  /** The document that says that an entry has these names from now on; it is written in the same batch as they. */
  readonly named?: (id: string, names: readonly string[], of: { revision: number; now: number; by: Author }) => Document | undefined;
}

/** The properties that make an entry. */
export type Properties<T extends Entry> = Omit<T, keyof Entry>;

/** The outcome when another entry has a wanted name: the name in lower case, and what it was wanted for. */
export interface NameTaken {
  readonly outcome: 'nameTaken';
  readonly name: string;
  readonly uses: readonly string[];
}

interface Done<T> {
  readonly outcome: 'done';
  readonly entry: T;
  /** The names, in lower case, that the entry didn't have before this write. */
  readonly gained: readonly string[];
}

/** `alsoThere`: one of the documents that were to be made in the same batch exists already. */
export type Created<T> = Done<T> | NameTaken | { readonly outcome: 'idTaken' | 'beingRemoved' | 'alsoThere' };
export type Updated<T> = Done<T> | NameTaken | { readonly outcome: 'missing' } | { readonly outcome: 'alsoThere' };

/** What the directory has under an id. */
export type Found<T> =
  { readonly is: 'there'; readonly entry: T } | { readonly is: 'alias'; readonly of: string } | { readonly is: 'deleted' | 'unknown' };

/** See `Entries.create` and `update`. */
export interface WriteOptions<T extends Entry> {
  readonly also?: readonly Write[];
  /** What the holder of a wanted name is without the name; undefined if it keeps it. Without `yields` every holder keeps its names. */
  readonly yields?: (holder: T, name: string) => Properties<T> | undefined;
}

/** The entry that has a name, and what it uses the name as. */
export interface Claimed {
  readonly id: string;
  readonly uses: readonly string[];
}

export interface Entries<T extends Entry> {
  /** One point read. */
  read(tenant: string, id: string): Promise<T | undefined>;
  /** What is under the id: an entry, an alias, a deleted entry or nothing. One point read. */
  look(tenant: string, id: string): Promise<Found<T>>;
  /** The entry that has the name, in any case of letters, and what it uses it as. One point read. */
  byName(tenant: string, name: string): Promise<Claimed | undefined>;
  /** The same for many names, keyed by name in lower case: one query for each hundred. */
  byNames(tenant: string, names: readonly string[]): Promise<ReadonlyMap<string, Claimed>>;
  /** One batch with the writes of `also`; one more read and batch if an entry with this id was deleted or a holder yields a name. */
  create(tenant: string, properties: Properties<T>, by: Author, options?: WriteOptions<T>): Promise<Created<T>>;
  /**
   * One read and one batch, which also moves the claims of the names and makes the writes of `also`. `change` returns the entry's new
   * properties, or undefined to leave it as it is; it is called again after a lost race.
   */
  update(tenant: string, id: string, change: (found: T) => Properties<T> | undefined, options?: WriteOptions<T>): Promise<Updated<T>>;
  /** One read and one batch, after which nobody finds the entry; a purge removes what it had. Resolves to the entry, if there was one. */
  remove(tenant: string, id: string, by: Author): Promise<T | 'removed' | undefined>;
  /** One query, of the entries that the page has and one more. */
  list(tenant: string, page: ListingRequest): Promise<ListingPage<T>>;
  /** The entries that have one of these ids, and meet the condition if there is one: one query for each hundred. */
  among(tenant: string, ids: readonly string[], also?: Condition): Promise<readonly T[]>;
  /** A page of the entries that have one of these ids: one query for each hundred. */
  listAmong(tenant: string, ids: readonly string[], page: ListingRequest): Promise<ListingPage<T>>;
  /** The id of the document that an entry with this id has. */
  placeOf(id: string): string;
  /**
   * How many entries there are, or how many of these ids have an entry, of those that meet the condition if there is one: one query, or one
   * for each hundred ids.
   */
  count(tenant: string, ids?: readonly string[], also?: Condition): Promise<number>;
  /** How many entries meet the condition; one query. */
  countWhere(tenant: string, where: Condition): Promise<number>;
}
