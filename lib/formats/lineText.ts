// Long texts as lines of iCalendar and vCard: escaped and folded in steps, some nanoseconds a character.
import { TextUnits } from '../calendar/text/textUnits.ts';
import { piecesOf, unitsPerStep, type Steps } from '../runtime/inSteps.ts';
import { plainText } from './plain.ts';

const backslash = 0x5c;
const letterN = 0x6e;
const lineFeed = 0x0a;
const comma = 0x2c;
const semicolon = 0x3b;

/**
 * The text as a value holds it (RFC 5545, section 3.3.11): without control characters; line ends and the separators of values and their
 * parts are escaped.
 */
export function* escaped(text: string): Steps<string> {
  const pieces: string[] = [];
  for (const piece of piecesOf(text)) {
    const plain = plainText(piece);
    pieces.push(/[\\,;\n]/.test(plain) ? escapedPiece(plain) : plain);
    if (piece.length >= unitsPerStep) yield;
  }
  return pieces.join('');
}

function escapedPiece(text: string): string {
  const units = new TextUnits(text.length);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const isEnd = unit === lineFeed;
    if (isEnd || unit === backslash || unit === comma || unit === semicolon) units.add(backslash);
    units.add(isEnd ? letterN : unit);
  }
  return units.toString();
}

/**
 * Bytes of a line in UTF-8, not counting the space with which a folded line begins, so that no line has more than 75 (RFC 5545, section
 * 3.1).
 */
const foldLength = 74;
/** The most bytes that one code unit takes in UTF-8. */
const bytesPerUnit = 3;

/** Folds the line into lines of at most 75 bytes, without splitting a character. */
export function* folded(line: string): Steps<string> {
  if (line.length * bytesPerUnit <= foldLength) return line;
  if (!/[^\x00-\x7f]/.test(line)) return foldedInAscii(line);
  const lines: string[] = [];
  let bytes = 0;
  let start = 0;
  let pause = unitsPerStep;
  for (let i = 0; i < line.length; i++) {
    const unit = line.charCodeAt(i);
    const isPair = isHigh(unit) && isLow(line.charCodeAt(i + 1));
    const size = unit < 0x80 ? 1 : unit < 0x800 ? 2 : isPair ? 4 : bytesPerUnit;
    if (bytes + size > foldLength) {
      lines.push(line.slice(start, i));
      start = i;
      bytes = 0;
    }
    bytes += size;
    if (isPair) i++;
    if (i < pause) continue;
    yield;
    pause = i + unitsPerStep;
  }
  lines.push(line.slice(start));
  return lines.join('\r\n ');
}

function foldedInAscii(line: string): string {
  const lines: string[] = [];
  for (let start = 0; start < line.length; start += foldLength) lines.push(line.slice(start, start + foldLength));
  return lines.join('\r\n ');
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
