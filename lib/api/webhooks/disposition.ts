// Reads a Content-Disposition that was written by the rules of HTTP, of HTML forms or of mail.
import { extendedText, headerText, wordsText } from './headerText.ts';

/** A parameter as it is written: its value without the quotes around it. */
interface Written {
  readonly name: string;
  /** Nothing where there is none. */
  readonly value: string | undefined;
  /** The position of the semicolon after it, or of the end. */
  readonly end: number;
}

/**
 * The parameters of a value that holds a character for each byte (RFC 6266; RFC 7578, section 4.2), by their names in lower case. `name*`
 * (RFC 8187) counts before `name`, the first of two alike before the second; `name*0`, `name*1` are one (RFC 2231, section 3). `escaped`
 * reads what else a plain value may have been encoded by.
 */
export function readParameters(disposition: string, escaped: (text: string) => string): ReadonlyMap<string, string> {
  const plain = new Map<string, string>();
  const extended = new Map<string, string>();
  for (const [name, value] of joined(writtenIn(disposition))) {
    const base = name.replace(/\*$/, '');
    const text = base === name ? wordsText(headerText(escaped(value))) : extendedText(value);
    if (text !== undefined) (base === name ? plain : extended).set(base, text);
  }
  return new Map([...plain, ...extended]);
}

/** The values by name; a value that came in pieces is joined. */
function joined(written: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const whole = new Map<string, string>();
  for (const [name, value] of written) {
    const base = /^(.+)\*0\*?$/.exec(name)?.[1];
    if (base === undefined) {
      whole.set(name, value);
      continue;
    }
    const pieces: string[] = [];
    for (
      let i = 0, piece: string | undefined = value;
      piece !== undefined;
      piece = written.get(`${base}*${i}`) ?? written.get(`${base}*${i}*`)
    ) {
      pieces.push(piece);
      i++;
    }
    whole.set(name.endsWith('*') ? `${base}*` : base, pieces.join(''));
  }
  return whole;
}

function writtenIn(disposition: string): ReadonlyMap<string, string> {
  const written = new Map<string, string>();
  for (let place = semicolonFrom(disposition, 0); place < disposition.length;) {
    const { name, value, end } = parameterAt(disposition, place + 1);
    if (value !== undefined && !written.has(name)) written.set(name, value);
    place = end;
  }
  return written;
}

function parameterAt(disposition: string, start: number): Written {
  const end = semicolonFrom(disposition, start);
  // The search stops at the end of the parameter; otherwise a value of many semicolons would be read through once for each of them.
  const place = disposition.slice(start, end).indexOf('=');
  if (place === -1) return { name: '', value: undefined, end };
  const equals = start + place;
  const name = disposition.slice(start, equals).trim().toLowerCase();
  let first = equals + 1;
  while (disposition[first] === ' ' || disposition[first] === '\t') first++;
  if (disposition[first] !== '"') return { name, value: disposition.slice(first, end).trim(), end };
  return quotedAt(disposition, first + 1, name);
}

/**
 * A quoted value, which may hold quotes and backslashes behind a backslash (RFC 9110, section 5.6.4); before anything else a backslash is
 * itself, as in the paths that some browsers send. Where it would then not end as a parameter does, no backslash was meant so: HTML's forms
 * write a name that ends with one like that. A quote that never ends makes no parameter.
 */
function quotedAt(disposition: string, start: number, name: string): Written {
  const paired = /(?:[^"\\]|\\.|\\$)*/sy;
  paired.lastIndex = start;
  paired.exec(disposition);
  const closing = paired.lastIndex;
  if (disposition[closing] === '"' && /^[ \t]*(?:;|$)/.test(disposition.slice(closing + 1))) {
    const value = disposition.slice(start, closing).replaceAll(/\\(["\\])/g, '$1');
    return { name, value, end: semicolonFrom(disposition, closing) };
  }
  const plain = disposition.indexOf('"', start);
  if (plain === -1) return { name, value: undefined, end: disposition.length };
  return { name, value: disposition.slice(start, plain), end: semicolonFrom(disposition, plain) };
}

function semicolonFrom(text: string, from: number): number {
  const at = text.indexOf(';', from);
  return at === -1 ? text.length : at;
}
