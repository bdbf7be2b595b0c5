// Turns HTML into the text that a person would read, and text into HTML: for previews, and for callers who prefer the other form.
import { characterOf } from '../events/characterNames.ts';
import { atOnce, unitsPerStep, type Steps } from '../../runtime/inSteps.ts';
import { TextLines } from './textLines.ts';
import { TextUnits } from './textUnits.ts';

/** Characters of the longest element name that this file knows. */
const longestName = 'blockquote'.length;

/** Elements whose content nobody reads, each with the pattern that finds its end. */
const unread = new Map(['script', 'style', 'head', 'title', 'template'].map((name) => [keyOf(name), new RegExp(`</${name}[\\s>/]`, 'gi')]));
/** Elements that begin on a line of their own. */
const lines = new Set(
  ['br', 'p', 'div', 'tr', 'li', 'ul', 'ol', 'table', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'hr', 'pre'].map(keyOf),
);
const lineBreak = keyOf('br');

const lessThan = 0x3c;
const ampersand = 0x26;
const slash = 0x2f;
const exclamationMark = 0x21;
const questionMark = 0x3f;
const numberSign = 0x23;
const letterX = 0x78;

/**
 * The text of the HTML, with one space for each run of spaces and each block on its own lines. Takes time in proportion to the HTML's
 * length, whatever it contains: some ten nanoseconds a character, in steps.
 */
export function* htmlToText(html: string): Steps<string> {
  const text = new TextLines(html.length);
  let semicolon = -1;
  for (let place = 0, pause = unitsPerStep; place < html.length;) {
    const unit = html.charCodeAt(place);
    if (unit === lessThan)
      place = mayBeginMarkup(html.charCodeAt(place + 1)) ? behindMarkup(html, place, text) : addedAs(unit, place, text);
    else if (unit === ampersand) {
      // One search finds the next semicolon for all ampersands before it.
      if (semicolon < place) semicolon = placeOf(html, ';', place);
      place = semicolon - place < longestEntity ? behindEntity(html, place, semicolon, text) : addedAs(ampersand, place, text);
    } else {
      text.addSource(unit);
      place++;
    }
    if (place < pause) continue;
    yield;
    pause = place + unitsPerStep;
  }
  const made = text.toString();
  yield;
  return made;
}

const mayBeginMarkup = (next: number): boolean => next !== lessThan && next > 0x20 && next < 0x7f;

/** The place of this mark in the text from `from` on; infinity where there is none. */
function placeOf(html: string, mark: string, from: number): number {
  const found = html.indexOf(mark, from);
  return found === -1 ? Infinity : found;
}

function addedAs(unit: number, place: number, text: TextLines): number {
  text.add(unit);
  return place + 1;
}

/** The place behind a comment, a tag, or an element that nobody reads; the end of the HTML where it isn't closed. */
function behindMarkup(html: string, tag: number, text: TextLines): number {
  const next = html.charCodeAt(tag + 1);
  if (next === exclamationMark && html.startsWith('--', tag + 2)) return behind(html, '-->', tag + 4);
  const begin = next === slash ? tag + 2 : tag + 1;
  const name = nameAt(html, begin);
  if (name === 0 && next !== exclamationMark && next !== questionMark) return addedAs(lessThan, tag, text);
  if (lines.has(name) && (next !== slash || name !== lineBreak)) text.endLine();
  const inside = behind(html, '>', tag + 1);
  const closing = next === slash ? undefined : unread.get(name);
  if (closing === undefined) return inside;
  closing.lastIndex = inside;
  const closed = closing.exec(html);
  return closed === null ? html.length : behind(html, '>', closed.index);
}

function behind(html: string, mark: string, from: number): number {
  const found = html.indexOf(mark, from);
  return found === -1 ? html.length : found + mark.length;
}

/** A number for an element's name, in any case of letters: a look-up by it needs no new string. */
function keyOf(name: string): number {
  return nameAt(name, 0);
}

/** The number of the name at this place; 0 where there is no name, -1 where it is longer than every known one. */
function nameAt(html: string, begin: number): number {
  let key = 0;
  for (let i = begin; i <= begin + longestName; i++) {
    const digit = digitOf(html.charCodeAt(i), i === begin);
    if (digit === 0) return key;
    if (i === begin + longestName) return -1;
    key = key * 37 + digit;
  }
  return key;
}

/** A number from 1 for a letter, or, after a name's first character, for a figure; 0 for anything else and at the end of the text. */
function digitOf(unit: number, isFirst: boolean): number {
  if (unit >= 0x30 && unit <= 0x39) return isFirst ? 0 : unit - 0x30 + 27;
  const letter = unit | 0x20;
  return letter >= 0x61 && letter <= 0x7a && unit < 0x80 ? letter - 0x61 + 1 : 0;
}

/** Characters of the longest entity, and of the longest name and number of one. */
const longestEntity = '&#1114111;'.length;
const longestEntityName = 8;
const mostDigits = { 10: 7, 16: 6 } as const;

/** Reads an ampersand that has a semicolon near behind it: as an entity or, where there is none, as the ampersand itself. */
function behindEntity(html: string, place: number, semicolon: number, text: TextLines): number {
  const meant = html.charCodeAt(place + 1) === numberSign ? characterAt(html, place + 2, semicolon) : namedAt(html, place + 1, semicolon);
  if (meant === undefined) return addedAs(ampersand, place, text);
  for (let i = 0; i < meant.length; i++) text.add(meant.charCodeAt(i));
  return semicolon + 1;
}

function namedAt(html: string, begin: number, end: number): string | undefined {
  if (end - begin > longestEntityName) return undefined;
  return characterOf(html.slice(begin, end));
}

/** The character whose number, decimal or hexadecimal, fills the text from `begin` to `end`. */
function characterAt(html: string, begin: number, end: number): string | undefined {
  const isHex = (html.charCodeAt(begin) | 0x20) === letterX;
  const base = isHex ? 16 : 10;
  const first = isHex ? begin + 1 : begin;
  if (end - first > mostDigits[base]) return undefined;
  let code = 0;
  for (let i = first; i < end; i++) {
    const digit = digitAt(html, i);
    if (digit < 0 || digit >= base) return undefined;
    code = code * base + digit;
  }
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code).toWellFormed() : undefined;
}

/** The value of a hexadecimal digit; -1 of anything else. */
function digitAt(html: string, at: number): number {
  const unit = html.charCodeAt(at);
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const letter = unit | 0x20;
  return letter >= 0x61 && letter <= 0x66 && unit < 0x80 ? letter - 0x61 + 10 : -1;
}

const escapes = { [ampersand]: unitsOf('&amp;'), [lessThan]: unitsOf('&lt;'), [0x3e]: unitsOf('&gt;') } as const;
const brokenLine = unitsOf('<br>');
const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/** HTML that shows exactly this text, made in steps; up to five times as long. Undefined if it would have more than `max` code units. */
export function* textToHtml(text: string, max = Infinity): Steps<string | undefined> {
  if (!/[&<>\r\n]/.test(text)) return text;
  const html = new TextUnits(text.length);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x3e) html.add(unit);
    else if (unit === lineFeed || unit === carriageReturn) {
      html.addAll(brokenLine);
      if (unit === carriageReturn && text.charCodeAt(i + 1) === lineFeed) i++;
    } else if (unit === ampersand || unit === lessThan || unit === 0x3e) html.addAll(escapes[unit]);
    else html.add(unit);
    if (i % unitsPerStep !== 0) continue;
    if (html.length > max) return undefined;
    yield;
  }
  if (html.length > max) return undefined;
  yield;
  const made = html.toString();
  yield;
  return made;
}

function unitsOf(text: string): readonly number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}

/** Characters of `bodyPreview` (Graph, event resource type). */
const previewLength = 255;
/** Only so many characters of a body are read for its preview, so that a large body costs no more. */
const previewedLength = 64 * 1024;

/** The first 255 characters of a body as text. */
export function previewOf({ contentType, content }: { readonly contentType: 'text' | 'html'; readonly content: string }): string {
  const beginning = content.slice(0, previewedLength);
  return (contentType === 'html' ? atOnce(htmlToText(beginning)) : beginning).slice(0, previewLength).toWellFormed();
}
