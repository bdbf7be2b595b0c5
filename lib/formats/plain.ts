// Makes text safe for line-based formats: nothing that a caller has put into an item can begin a line of its own in the result.
import { piecesOf, type Steps } from '../runtime/inSteps.ts';

/** Everything besides LF that some reader takes for the end of a line: CRLF, CR, VT, FF, NEL, and Unicode's separators. */
const lineEnds = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;
const controls = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g;

const lineEndOrControl = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]/;

/**
 * The text with only `\n` between its lines, no other control characters but tabs, and in well-formed Unicode. Nearly every text is like
 * that already.
 */
export function plainText(text: string): string {
  const formed = text.toWellFormed();
  return lineEndOrControl.test(formed) ? formed.replace(lineEnds, '\n').replace(controls, '') : formed;
}

/** The same of a text of any length, in steps. */
export function* plainTextInSteps(text: string): Steps<string> {
  const pieces: string[] = [];
  for (const piece of piecesOf(text)) {
    pieces.push(plainText(piece));
    yield;
  }
  return pieces.join('');
}

/** The text on one line, its spaces run together; cut to `max` UTF-16 code units. */
export function plainLine(text: string, max = text.length): string {
  const plain = plainText(text.slice(0, max));
  return (/[^\S ]| {2}/.test(plain) ? plain.replace(/\s+/g, ' ') : plain).trim();
}

/** The longest address of the Internet (RFC 5321, section 4.5.3.1: 64 + 1 + 255). */
const maxAddressLength = 320;

/** Whether every reader takes the text for exactly one mail address. */
export const isMailAddress = (text: string): boolean =>
  text.length <= maxAddressLength &&
  text.isWellFormed() &&
  /^[^\s"(),:;<>@[\\\]\u0000-\u001f\u007f-\u009f]+@[^\s"(),:;<>@[\\\]\u0000-\u001f\u007f-\u009f]+$/.test(text);

/** The absolute http(s) URL that a text is, in ASCII; undefined for any other text. */
export function webAddress(text: string): string | undefined {
  const url = URL.parse(text);
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.href : undefined;
}
