// Names that only one object of a tenant may have: a document claims each name, and changes its owner when the name does.
import type { Document, Write } from '../../stores/documents.ts';

/** Names in lower case, and what each is used as: one object may use a name for several things. */
export type Names = ReadonlyMap<string, readonly string[]>;

/** Collects names in any case of letters, with their uses; skips those that are undefined. */
export function namesOf(uses: Readonly<Record<string, readonly (string | undefined)[]>>): Names {
  const names = new Map<string, string[]>();
  for (const [use, values] of Object.entries(uses))
    for (const value of values) {
      if (value === undefined) continue;
      const name = value.toLowerCase();
      names.set(name, [...(names.get(name) ?? []), use]);
    }
  return names;
}

/** One object's names before and after a change. */
export interface NameChange {
  readonly before: Names;
  readonly after: Names;
  /** Makes the document that claims a name for this object. */
  readonly claim: (name: string, uses: readonly string[]) => Document;
}

/** A write to a claim, and the name that it is about. */
export interface ClaimWrite {
  readonly write: Write;
  readonly name: string;
  readonly uses: readonly string[];
}

/** The names that an object has after the change and didn't have before. */
export const gainedNames = ({ before, after }: Pick<NameChange, 'before' | 'after'>): string[] =>
  [...after.keys()].filter((name) => !before.has(name));

/**
 * The writes that change the claims of all these objects at once: the claim of a name that one object gives up and another takes is
 * replaced, and a name that any other object has refuses the batch (`exists`).
 */
export function claimWrites(changes: readonly NameChange[], idOf: (name: string) => string): ClaimWrite[] {
  const held = new Set(changes.flatMap(({ before }) => [...before.keys()]));
  const wanted = new Set(changes.flatMap(({ after }) => [...after.keys()]));
  const taking = changes.flatMap(({ before, after, claim }) =>
    [...after]
      .filter(([name, uses]) => before.get(name)?.join() !== uses.join())
      .map(([name, uses]): ClaimWrite => {
        const document = claim(name, uses);
        return { name, uses, write: { write: held.has(name) ? 'replace' : 'create', document } };
      }),
  );
  const releasing = [...held]
    .filter((name) => !wanted.has(name))
    .map((name): ClaimWrite => ({ name, uses: [], write: { write: 'remove', id: idOf(name) } }));
  return [...releasing, ...taking];
}
