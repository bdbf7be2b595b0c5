// Reads the tokens of a path from left to right, without ever stepping back; the productions of the grammar are made of these functions.
import { unknownSegment, type ServiceError } from '../runtime/errors.ts';
import type { Token } from './tokens.ts';
import type { Word } from './words.ts';

export interface Cursor {
  readonly tokens: readonly Token[];
  position: number;
}

export const atEnd = (cursor: Cursor): boolean => cursor.position === cursor.tokens.length;

/** Whether the next token is this word; nothing is read. */
export function isNext(cursor: Cursor, word: Word): boolean {
  const token = cursor.tokens[cursor.position];
  return token?.kind === 'segment' && token.word === word;
}

/** Reads the next token if it is this word, and says whether it was. */
export function accept(cursor: Cursor, word: Word): boolean {
  const accepted = isNext(cursor, word);
  if (accepted) cursor.position += 1;
  return accepted;
}

/**
 * Reads this word.
 * @throws ServiceError 400 naming the segment that stands in its place
 */
export function expect(cursor: Cursor, word: Word): void {
  if (!accept(cursor, word)) throw unexpected(cursor);
}

/**
 * Reads the end of the path.
 * @throws ServiceError 400 naming the first segment too many
 */
export function expectEnd(cursor: Cursor): void {
  if (!atEnd(cursor)) throw unexpected(cursor);
}

/**
 * Reads `key = "/" segment / "('" literal "')"` and hands its text to `as`, which says what kind of key belongs here.
 * @throws ServiceError 400 if there is none, an empty segment, or what `as` throws; a malformed literal is empty text to it
 */
export function key<Key>(cursor: Cursor, as: (text: string) => Key): Key {
  const token = cursor.tokens[cursor.position];
  if (token === undefined || token.written === '') throw unexpected(cursor);
  cursor.position += 1;
  return as(token.kind === 'literal' ? token.value : token.written);
}

/** Reads the parentheses that follow a word, if any do; their text as it stands there, both included. */
export function acceptCall(cursor: Cursor): string | undefined {
  const token = cursor.tokens[cursor.position];
  if (token?.kind !== 'literal') return undefined;
  cursor.position += 1;
  return token.parentheses;
}

/** Reads the next token if it is a literal with a name; nothing is read otherwise. */
export function acceptNamed(cursor: Cursor): { readonly name: string; readonly value: string } | undefined {
  const token = cursor.tokens[cursor.position];
  const named = token?.kind === 'literal' ? token.named : undefined;
  if (named !== undefined) cursor.position += 1;
  return named;
}

/** The error for the token at the cursor, or for a path that ends too early: its last segment leads nowhere. */
export function unexpected(cursor: Cursor): ServiceError {
  return unknownSegment((cursor.tokens[cursor.position] ?? cursor.tokens.at(-1))?.written ?? '');
}
