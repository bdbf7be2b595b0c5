// Reads a path from left to right, without ever stepping back; the productions of the grammar are made of these functions.
//
// A plain segment is one token; `events('x')` is two, the word `events` and the literal `('x')`. Slashes cut first, then each segment is decoded
// once (CONTRACT, section 1). A token is read when the one before it is accepted, so that no list of them is made.
import { badRequest, pathNotFound, unknownSegment, type ServiceError } from '../runtime/errors.ts';
import { literalValue, namedLiteral } from './literal.ts';
import { wordOf, type Word } from './words.ts';

export interface Cursor {
  /** Still percent-encoded. */
  readonly path: string;
  /** Where the last segment ends: a trailing slash is ignored. */
  readonly end: number;
  readonly isEncoded: boolean;
  /** Whether a segment may have parentheses. */
  readonly mayCall: boolean;
  /** Where the segment begins that follows the one at hand. */
  following: number;
  /** What stands at the cursor. */
  token: 'segment' | 'literal' | 'none';
  /** The whole decoded segment at hand, for a key that stands between slashes and for messages; at the end of the path the last one. */
  written: string;
  /** The word that a token `segment` spells. */
  word: Word | undefined;
  /** The place in the segment at hand where its parentheses begin; -1 without any. */
  parenthesis: number;
}

/**
 * A cursor before the first segment of a still percent-encoded path. Empty segments are kept for the grammar to refuse.
 * @throws ServiceError 404 if the path doesn't begin with a slash, 400 if it isn't percent-encoded UTF-8
 */
export function cursorOn(path: string): Cursor {
  if (path !== '' && !path.startsWith('/')) throw pathNotFound();
  const isEncoded = path.includes('%');
  if (isEncoded) checkEncoding(path);
  const end = path.endsWith('/') ? path.length - 1 : path.length;
  const mayCall = isEncoded || path.includes('(');
  const cursor: Cursor = { path, end, isEncoded, mayCall, following: 1, token: 'none', written: '', word: undefined, parenthesis: -1 };
  readSegment(cursor);
  return cursor;
}

/** A slash is no part of an escape, so that segments can be decoded if the whole can. */
function checkEncoding(path: string): void {
  try {
    decodeURIComponent(path);
  } catch (cause) {
    throw badRequest('The path is not valid: a segment is not percent-encoded UTF-8.', cause);
  }
}

function readSegment(cursor: Cursor): void {
  const { path, end, following } = cursor;
  if (following > end) {
    cursor.token = 'none';
    cursor.word = undefined;
    return;
  }
  const slash = path.indexOf('/', following);
  const until = slash === -1 || slash > end ? end : slash;
  const raw = path.slice(following, until);
  const written = cursor.isEncoded && raw.includes('%') ? decodeURIComponent(raw) : raw;
  const parenthesis = cursor.mayCall ? written.indexOf('(') : -1;
  cursor.following = until + 1;
  cursor.token = 'segment';
  cursor.written = written;
  cursor.parenthesis = parenthesis;
  cursor.word = wordOf(parenthesis === -1 ? written : written.slice(0, parenthesis));
}

/** Goes on to the token behind the one at the cursor. */
function advance(cursor: Cursor): void {
  if (cursor.token === 'segment' && cursor.parenthesis !== -1) {
    cursor.token = 'literal';
    cursor.word = undefined;
  } else readSegment(cursor);
}

const parenthesesAt = ({ written, parenthesis }: Cursor): string => written.slice(parenthesis);

/** The word that the next token is, to choose by; undefined if it is none. */
export const nextWord = ({ word }: Cursor): Word | undefined => word;

export const atEnd = (cursor: Cursor): boolean => cursor.token === 'none';

/** Whether the next token is this word; nothing is read. */
export const isNext = (cursor: Cursor, word: Word): boolean => cursor.word === word;

/** Reads the next token if it is this word, and says whether it was. */
export function accept(cursor: Cursor, word: Word): boolean {
  const accepted = cursor.word === word;
  if (accepted) advance(cursor);
  return accepted;
}

/** Which of these words the next token is; nothing is read. */
export function nextOf<W extends Word>({ word }: Cursor, words: readonly W[]): W | undefined {
  for (const each of words) if (each === word) return each;
  return undefined;
}

/** Reads the next token if it is one of these words, and says which. */
export function acceptOneOf<W extends Word>(cursor: Cursor, words: readonly W[]): W | undefined {
  const accepted = nextOf(cursor, words);
  if (accepted !== undefined) advance(cursor);
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
  const { token, written } = cursor;
  if (token === 'none' || written === '') throw unexpected(cursor);
  const text = token === 'literal' ? literalValue(parenthesesAt(cursor)) : written;
  advance(cursor);
  return as(text);
}

/** Reads the parentheses that follow a word, if any do; their text as it stands there, both included. */
export function acceptCall(cursor: Cursor): string | undefined {
  if (cursor.token !== 'literal') return undefined;
  const parentheses = parenthesesAt(cursor);
  advance(cursor);
  return parentheses;
}

/** Reads the next token if it is a literal with a name; nothing is read otherwise. */
export function acceptNamed(cursor: Cursor): { readonly name: string; readonly value: string } | undefined {
  const named = cursor.token === 'literal' ? namedLiteral(parenthesesAt(cursor)) : undefined;
  if (named !== undefined) advance(cursor);
  return named;
}

/** The error for the token at the cursor, or for a path that ends too early: its last segment leads nowhere. */
export const unexpected = ({ written }: Cursor): ServiceError => unknownSegment(written);
