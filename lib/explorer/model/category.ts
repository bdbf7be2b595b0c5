// A category of the mailbox's list: a name that events bear, and its colour.
import { textOf, type JsonObject } from './json.ts';

export interface Category {
  readonly name: string;
  /** Number of the colour, 0 to 24, as in Graph's `preset7`: `category-{n}` in the styles; undefined for none. */
  readonly color: number | undefined;
}

export function readCategory(json: JsonObject): Category {
  const [, number] = /^preset(\d{1,2})$/.exec(textOf(json, 'color')) ?? [];
  return { name: textOf(json, 'displayName'), color: number === undefined ? undefined : Number(number) };
}

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** An event's category with the colour that the list gives it; the list's names are the same in any case of letters. */
export const categoryOf = (name: string, list: readonly Category[]): Category => ({
  name,
  color: list.find((each) => isSame(each.name, name))?.color,
});

/** What a form offers: the list, and behind it what the event bears and the list doesn't have. */
export const offeredCategories = (list: readonly Category[], borne: readonly string[]): readonly Category[] => [
  ...list,
  ...borne.filter((name) => !list.some((each) => isSame(each.name, name))).map((name) => ({ name, color: undefined })),
];

export const bears = (borne: readonly string[], name: string): boolean => borne.some((each) => isSame(each, name));

/** The names with this one, once; or without it. */
export const withCategory = (borne: readonly string[], name: string, isBorne: boolean): readonly string[] => {
  const others = borne.filter((each) => !isSame(each, name));
  return isBorne ? [...others, name] : others;
};
