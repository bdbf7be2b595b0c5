// What users and groups have in common as entries of the directory, and what is done with them.
import { z } from 'zod';
import type { Document, Write } from '../stores/documents.ts';
import { recordShape, type Author } from '../stores/records.ts';
import type { Names } from './addresses/names.ts';
import type { Page, PageRequest } from './page.ts';

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
  readonly claim: 'claim' | 'mailNickname';
  readonly schema: z.ZodType<T>;
  readonly idOf: (properties: Properties<T>) => string;
  /** The names that no two of the tenant may have. */
  readonly namesOf: (properties: Properties<T>) => Names;
  /** What is to be done because something has these names from now on; written with them. */
  readonly named?: (id: string, names: readonly string[], of: { revision: number; now: number; by: Author }) => Document | undefined;
}

/** The properties that make an entry. */
export type Properties<T extends Entry> = Omit<T, keyof Entry>;

/** A name that another entry has, in lower case, and what it was wanted for. */
export interface NameTaken {
  readonly outcome: 'nameTaken';
  readonly name: string;
  readonly uses: readonly string[];
}

interface Done<T> {
  readonly outcome: 'done';
  readonly entry: T;
  /** The names, in lower case, that it has from now on and hadn't before. */
  readonly gained: readonly string[];
}

/** `alsoThere`: one of the documents that were to be made with the change is there already. */
export type Created<T> = Done<T> | NameTaken | { readonly outcome: 'idTaken' | 'beingRemoved' | 'alsoThere' };
export type Updated<T> = Done<T> | NameTaken | { readonly outcome: 'missing' } | { readonly outcome: 'alsoThere' };

/** What stands in an entry's place. */
export type Found<T> =
  { readonly is: 'there'; readonly entry: T } | { readonly is: 'alias'; readonly of: string } | { readonly is: 'deleted' | 'unknown' };

/** See `Entries.create` and `update`. */
export interface WriteOptions<T extends Entry> {
  readonly also?: readonly Write[];
  /** What the holder of a name that is wanted is without it; undefined where it keeps the name. Without this, everybody does. */
  readonly yields?: (holder: T, name: string) => Properties<T> | undefined;
}

/** Whose a name is, and what it is used as. */
export interface Claimed {
  readonly id: string;
  readonly uses: readonly string[];
}

export interface Entries<T extends Entry> {
  /** One point read. */
  read(tenant: string, id: string): Promise<T | undefined>;
  /** The same, told apart from an alias and from what was deleted. */
  look(tenant: string, id: string): Promise<Found<T>>;
  /** Who claims the name, in any case of letters, and what it is used as. One point read. */
  byName(tenant: string, name: string): Promise<Claimed | undefined>;
  /** The same for many names, by each in lower case: one query for each hundred. */
  byNames(tenant: string, names: readonly string[]): Promise<ReadonlyMap<string, Claimed>>;
  /** One batch, with what is `also` to be made; a read and a batch more where one of this id was deleted, or a holder yields a name. */
  create(tenant: string, properties: Properties<T>, by: Author, options?: WriteOptions<T>): Promise<Created<T>>;
  /**
   * One read and one batch, which moves the claims along with the names and makes what is `also` to be made. `change` says what the entry
   * is to be, or nothing to leave it as it is; it may be asked again when it loses a race.
   */
  update(tenant: string, id: string, change: (found: T) => Properties<T> | undefined, options?: WriteOptions<T>): Promise<Updated<T>>;
  /** One read and one batch, after which nobody finds it; what it had is removed from then on. Resolves to what it was, if it was there. */
  remove(tenant: string, id: string, by: Author): Promise<T | 'removed' | undefined>;
  /** One query. */
  list(tenant: string, page: PageRequest): Promise<Page<T>>;
  /** The document in which an entry of this id has its place. */
  placeOf(id: string): string;
  /** How many there are, or how many of these ids are there: one query, or one for each hundred ids. */
  count(tenant: string, ids?: readonly string[]): Promise<number>;
}
