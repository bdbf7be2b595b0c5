// Reads a path from left to right, without ever stepping back; the productions of the grammar are made of these functions.
//
// A plain segment is one token; `events('x')` is two, the word `events` and the literal `('x')`. Slashes cut first, then each segment is decoded
// once (CONTRACT, section 1). A token is read when the one before it is accepted, so that no list of them is made.
//
// Nothing is thrown. A cursor that has met a mistake remembers it and stands at the end of the path from then on, where no word is accepted and
// nothing is read: the productions come to their ends, and what they have made is thrown away.
import { badRequest } from '../runtime/errors.ts';
import type { Keys } from './identifiers.ts';
import { literalValue, namedLiteral, type NamedLiteral } from './literal.ts';
import { miss, nowhere, unknown, type Miss } from './miss.ts';
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
  /** The first mistake of the path. */
  mistake: Miss | undefined;
}

/**
 * A cursor before the first segment of a still percent-encoded path. Empty segments are kept for the grammar to refuse. A mistake is a path
 * that doesn't begin with a slash, or isn't percent-encoded UTF-8.
 */
export function cursorOn(path: string): Cursor {
  const isEncoded = path.includes('%');
  const end = path.endsWith('/') ? path.length - 1 : path.length;
  const mayCall = isEncoded || path.includes('(');
  const cursor: Cursor = {
    path,
    end,
    isEncoded,
    mayCall,
    following: 1,
    token: 'none',
    written: '',
    word: undefined,
    parenthesis: -1,
    mistake: undefined,
  };
  if (path !== '' && !path.startsWith('/')) fail(cursor, nowhere);
  else if (isEncoded && !isDecodable(path)) fail(cursor, undecodable);
  else readSegment(cursor);
  return cursor;
}

/** A slash is no part of an escape, so that segments can be decoded if the whole can. */
function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

const undecodable = miss(() => badRequest('The path is not valid: a segment is not percent-encoded UTF-8.'));

/** Remembers a mistake, unless there was one before, and goes to the end of the path. */
export function fail(cursor: Cursor, mistake: Miss): void {
  cursor.mistake ??= mistake;
  cursor.following = cursor.end + 1;
  cursor.token = 'none';
  cursor.word = undefined;
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

/** Reads this word; another segment in its place is a mistake. */
export function expect(cursor: Cursor, word: Word): void {
  if (!accept(cursor, word)) refuse(cursor);
}

/** Reads the end of the path; a segment too many is a mistake. */
export function expectEnd(cursor: Cursor): void {
  if (!atEnd(cursor)) refuse(cursor);
}

/**
 * Reads `key = "/" segment / "('" literal "')"` as the kind of key that belongs here. None, an empty segment and a text that is no such key are
 * mistakes; a malformed literal is empty text.
 */
export function key<Key>(cursor: Cursor, keys: Keys<Key>): Key {
  const { token, written } = cursor;
  if (token !== 'none' && written !== '') return readAs(cursor, keys, token === 'literal' ? literalValue(parenthesesAt(cursor)) : written);
  refuse(cursor);
  return keys.none;
}

/** Reads the token at the cursor, which is written so, as a key. */
function readAs<Key, Written>(cursor: Cursor, { read, none, mistake }: Keys<Key, Written>, written: Written): Key {
  const found = read(written);
  if (found === undefined) fail(cursor, mistake(written));
  else advance(cursor);
  return found ?? none;
}

/** Reads the parentheses that follow a word, if any do; their text as it stands there, both included. */
export function acceptCall(cursor: Cursor): string | undefined {
  if (cursor.token !== 'literal') return undefined;
  const parentheses = parenthesesAt(cursor);
  advance(cursor);
  return parentheses;
}

/** Reads the next token as a key if it is a literal with a name; nothing is read otherwise. */
export function acceptNamed<Key>(cursor: Cursor, keys: Keys<Key, NamedLiteral>): Key | undefined {
  const named = cursor.token === 'literal' ? namedLiteral(parenthesesAt(cursor)) : undefined;
  return named && readAs(cursor, keys, named);
}

/** The token at the cursor is a mistake, or for a path that ends too early its last segment: it leads nowhere. */
export function refuse(cursor: Cursor): void {
  if (cursor.mistake === undefined) fail(cursor, unknown(cursor.written));
}
