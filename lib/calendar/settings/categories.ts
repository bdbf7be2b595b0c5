// A mailbox's list of categories: one document for all of them, which the first change makes; no delta or notification tells of it.
import type { Clock, Randomness } from '../../runtime/clock.ts';
import { itemNotFound, preconditionFailed, quotaExceeded, ServiceError } from '../../runtime/errors.ts';
import { newObjectId } from '../../directory/users/objectId.ts';
import { hashedId } from '../../runtime/ids.ts';
import { maxCategories, maxCategoryNameBytes } from '../../runtime/limits/mailbox.ts';
import type { Documents } from '../../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../../stores/races.ts';
import { revised, type Author } from '../../stores/records.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { decodeCategories, firstCategories, type Category, type CategoryColor } from './category.ts';

type IsCurrent = ((etag: string) => boolean) | undefined;

export interface Categories {
  /** All categories of a mailbox in the order of their making; one point read. */
  read(mailbox: Mailbox): Promise<readonly Category[]>;
  /** Adds one. Throws 409 for a name that is there in any case of letters, 507 beyond 1,000. */
  add(mailbox: Mailbox, given: { readonly displayName: string; readonly color: CategoryColor }, by: Author): Promise<Category>;
  /** Gives one another color. Throws 404 when it is gone, 412 when `isCurrent` rejects its ETag. */
  recolor(mailbox: Mailbox, id: string, color: CategoryColor, by: Author, isCurrent?: IsCurrent): Promise<Category>;
  /** Removes one. Throws as `recolor`. */
  remove(mailbox: Mailbox, id: string, by: Author, isCurrent?: IsCurrent): Promise<void>;
}

const categoriesDocument = 'masterCategories';

export interface CategoriesDependencies {
  readonly documents: Documents;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

export function createCategories(deps: CategoriesDependencies): Categories {
  const { documents, randomness } = deps;
  return {
    read: async (mailbox) =>
      decodeCategories(await documents.read(mailboxPartition(mailbox), categoriesDocument))?.categories ?? firstCategories(mailbox),

    async add(mailbox, given, by) {
      const id = newObjectId(randomness);
      const after = await write(deps, mailbox, by, (before) => {
        // The answer to an earlier attempt may have been lost.
        if (before.some((each) => each.id === id)) return before;
        if (before.some(({ displayName }) => isSameName(displayName, given.displayName))) throw nameTaken(given.displayName);
        const added = [...before, { id, ...given, place: 1 + Math.max(-1, ...before.map(({ place }) => place)) }];
        if (added.length > maxCategories) throw quotaExceeded(`A mailbox has at most ${maxCategories} categories.`);
        if (nameBytes(added) > maxCategoryNameBytes)
          throw quotaExceeded(`The names of a mailbox's categories have at most ${maxCategoryNameBytes} bytes together.`);
        return added;
      });
      return find(after, id);
    },

    async recolor(mailbox, id, color, by, isCurrent) {
      const after = await write(deps, mailbox, by, (before) => {
        const found = find(before, id, isCurrent);
        return found.color === color ? before : before.map((each) => (each === found ? { ...found, color } : each));
      });
      return find(after, id);
    },

    async remove(mailbox, id, by, isCurrent) {
      let isFirst = true;
      await write(deps, mailbox, by, (before) => {
        // After a lost race it may be this request's own first attempt that has removed it.
        if (!isFirst && !before.some((each) => each.id === id)) return before;
        const found = find(before, id, isCurrent);
        isFirst = false;
        return before.filter((each) => each !== found);
      });
    },
  };
}

/** The category. Throws 404 where it isn't there, 412 when `isCurrent` rejects its ETag. */
function find(categories: readonly Category[], id: string, isCurrent?: IsCurrent): Category {
  const found = categoryIn(categories, id);
  if (found === undefined) throw itemNotFound();
  if (isCurrent?.(categoryEtag(found)) === false) throw preconditionFailed();
  return found;
}

/** The category of this id, in any case of letters. */
export const categoryIn = (categories: readonly Category[], id: string): Category | undefined =>
  categories.find((each) => each.id === id.toLowerCase());

/** The ETag of one category: it changes with this category, not with others of the list. */
export const categoryEtag = ({ id, displayName, color }: Category): string =>
  `"${hashedId('category', id, displayName, color).slice('category:'.length, 'category:'.length + 22)}"`;

const isSameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const nameBytes = (categories: readonly Category[]): number =>
  categories.reduce((bytes, { displayName }) => bytes + Buffer.byteLength(displayName), 0);

/** Changes the list in one write; none where nothing changes. Calls `change` again when another request was faster. */
function write(
  { documents, clock }: CategoriesDependencies,
  mailbox: Mailbox,
  by: Author,
  change: (before: readonly Category[]) => readonly Category[],
): Promise<readonly Category[]> {
  const partition = mailboxPartition(mailbox);
  return winRace(attemptsOf.change, "Too many requests change this mailbox's categories at once.", async () => {
    const record = decodeCategories(await documents.read(partition, categoriesDocument));
    const before = record?.categories ?? firstCategories(mailbox);
    const after = change(before);
    if (after === before) return before;
    const document = { id: categoriesDocument, kind: 'masterCategories', revision: record?.revision } as const;
    const next = revised(document, 'categories', after, clock(), by);
    return (await documents.commit(partition, [next])).outcome === 'done' ? after : lost;
  });
}

const nameTaken = (name: string): ServiceError =>
  new ServiceError(409, 'Conflict', `A category with the specified name already exists: this mailbox has a category '${name}'.`);
