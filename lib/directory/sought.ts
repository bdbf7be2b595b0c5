// What lists of the directory find and order users and groups by: their texts in one case of letters, and the words of their names.
import { behindKeys, wholeKey } from '../runtime/text/textOrder.ts';
import type { Condition, PropertyPath } from '../stores/documents.ts';

/** What a document is found by, beside its own properties. Every document of a kind has the same names in it, and none is null. */
export type Sought = Readonly<Record<string, string | boolean | readonly string[]>>;

/** The path of something that documents are found by. */
export const soughtPath = (name: string): PropertyPath => `sought.${name}`;

/** Characters of a text that count (Graph, "user resource type": 256), words of one that are kept, and characters of each. */
const maxText = 256;
const maxWords = 200;
const maxWord = 64;

/** The text in one case of letters, made character by character, so that texts that begin alike are folded to texts that begin alike. */
const folded = (text: string, max: number): string =>
  Array.from(text.normalize('NFC').slice(0, max), (character) => character.toLowerCase()).join('');

/** A text as lists compare and order it, whatever its case of letters; `''` for none. */
export const foldedKey = (text: string | undefined): string => wholeKey(folded(text ?? '', maxText));

/** The condition that the text at this path begins so, in any case of letters: a range, which an index on the path serves. */
export function beginsWith(property: PropertyPath, beginning: string): Condition {
  const from = foldedKey(beginning);
  return {
    is: 'and',
    conditions: [
      { is: 'ge', property, value: from },
      { is: 'lt', property, value: from + behindKeys },
    ],
  };
}

const chunk = /[\p{L}\p{M}\p{N}]+/gu;
/** Digits, capitals that stand together, or letters that at most one capital begins: `SfBMail2` is Sf, B, Mail and 2. */
const part = /\p{N}+|\p{Lu}+(?!\p{Ll})|\p{Lu}?[^\p{Lu}\p{N}]+/gu;

const chunksOf = (text: string): readonly string[] => text.match(chunk) ?? [];
const partsOf = (text: string): readonly string[] => text.match(part) ?? [];

/** The words that a search asks for (Graph, "Use the $search query parameter"): `OneVideo 2` are one, video and 2. */
export const wordsAsked = (text: string): readonly string[] => distinct(chunksOf(text).flatMap(partsOf));

/** The words that a text is found by: those of `wordsAsked`, and each chunk that has several of them as a whole. */
export const wordsOf = (text: string | undefined): readonly string[] =>
  distinct(chunksOf(text ?? '').flatMap((each) => [each, ...partsOf(each)]));

const distinct = (words: readonly string[]): readonly string[] =>
  [...new Set(words.map((word) => wholeKey(folded(word, maxWord))))].slice(0, maxWords);
