// Reads `$expand`: which properties of a table it names, and what the options behind each say.
import { badRequest } from '../../runtime/errors.ts';
import { namesOf } from '../types/edm.ts';
import { parseExpandItems } from './expandItems.ts';

/** What an expanded property's own options say; `selectText`: their selection as a context URL writes it. */
export interface InsideExpand {
  readonly selectText?: string | undefined;
}

/** For each property that `$expand` may name, what its options say. */
export type Expanding = Readonly<Record<string, InsideExpand>>;

/** A property that `$expand` may name. */
export interface Expandable<T> {
  /** The property as messages and context URLs write it, with the cast if it needs one. */
  readonly written: string;
  /**
   * Reads the options in parentheses behind it (`optionsInside`); undefined where there are none. Throws 400 for those that it doesn't take.
   */
  readonly read: (options: string | undefined) => T;
}

/** The properties that `$expand` may name, by name. */
export type Expandables<E extends Expanding> = { readonly [K in keyof E]: Expandable<E[K]> };

/** What the request expands: each property with what its options say. */
export type Expanded<E extends Expanding> = { readonly [K in keyof E]?: E[K] };

/** No property to expand. */
export type Nothing = Readonly<Record<string, never>>;

/**
 * The properties that are expanded. Throws 400 `RequestBroker--ParseUri` for an unknown property, and 400 `BadRequest` for one that can't be
 * expanded, for one that is named twice, unless neither has options, and for options that it doesn't take.
 */
export function parseExpand<E extends Expanding>(
  value: string,
  {
    property: named,
    expandable,
  }: { readonly property: (asked: string) => { readonly name: string }; readonly expandable: Expandables<E> | undefined },
): Expanded<E> {
  const expanded: { [K in keyof E]?: E[K] } = {};
  const given = new Map<keyof E, string | undefined>();
  for (const { path, options } of parseExpandItems(value)) {
    const asked = named(path).name;
    const name = namesIn(expandable).find((each) => each === asked);
    if (expandable === undefined || name === undefined)
      throw badRequest(`The property '${asked}' cannot be expanded; ${allowed(expandable ?? {})}.`);
    const by: Expandable<E[keyof E]> = expandable[name];
    if (given.has(name) && (options ?? given.get(name)) !== undefined)
      throw badRequest(`The property '${by.written}' is expanded more than once.`);
    given.set(name, options);
    expanded[name] = by.read(options);
  }
  return expanded;
}

const namesIn = <E extends Expanding>(expandable: Expandables<E> | undefined): readonly (keyof E)[] =>
  expandable === undefined ? [] : namesOf(expandable);

function allowed(expandable: Readonly<Record<string, Pick<Expandable<unknown>, 'written'>>>): string {
  const written = Object.values(expandable).map((each) => `'${each.written}'`);
  return written.length === 0 ? 'none can' : `${written.join(', ')} can`;
}

/** The selection and the expanded properties as a context URL writes them (OData 4.01, part 1, section 10.10): `id,attachments(name)`. */
export function contextSelection({
  selectText,
  expand,
}: {
  readonly selectText?: string;
  readonly expand: Readonly<Record<string, InsideExpand | undefined>>;
}): string | undefined {
  const expanded = Object.entries(expand).flatMap(([name, inside]) =>
    inside === undefined ? [] : [`${name}(${inside.selectText ?? ''})`],
  );
  const parts = [...(selectText === undefined ? [] : [selectText]), ...expanded];
  return parts.length === 0 ? undefined : parts.join(',');
}
