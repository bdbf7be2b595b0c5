// One order of text on both sides of the store: keys that sort the same by UTF-16 code units and by code points.

/** UTF-16 code units of a text that count for the order of a list: a cursor holds them, and a URL has room for so many. */
const sortedLength = 255;

/**
 * The beginning of a text that decides its place in a list; `''` for no text. It is well-formed, so that every store and every cursor holds
 * the same text, and no character of it is cut in two.
 */
export function sortedText(text: string | null): string {
  const beginning = wholeText(text).slice(0, sortedLength);
  return beginning.isWellFormed() ? beginning : beginning.slice(0, -1);
}

/** A text as filters search it: the whole text, well-formed; `''` for no text. */
export const wholeText = (text: string | null): string => (text ?? '').toWellFormed();

/** What stands for the characters that the two orders would put in different places; the code point follows in six hexadecimal digits. */
const mark = '\ud7ff';

/**
 * A key whose order is that of the text's code points, whichever way a store compares it. UTF-16 puts the characters from U+10000 on
 * before those from U+E000 to U+FFFF, UTF-8 behind them, and which of the two Cosmos DB does isn't documented. So no key holds any
 * of them: each is written as the last character before them, U+D7FF, and its number.
 */
export const sortKey = (text: string | null): string => keyOf(sortedText(text));

/** The same for all of a text that is known to be short. The key of a text begins with the key of the text's beginning. */
export const wholeKey = (text: string): string => keyOf(wholeText(text));

/** What comes behind each way in which a key may go on. */
export const behindKeys = `${mark}${mark}`;

const keyOf = (text: string): string =>
  text.replaceAll(/[\ud7ff\ue000-\u{10ffff}]/gu, (character) => `${mark}${(character.codePointAt(0) ?? 0).toString(16).padStart(6, '0')}`);
