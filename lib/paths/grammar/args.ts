// The production for the arguments of a function, as in `reminderView(StartDateTime='…',EndDateTime='…')`.
//
//   args            = "(" [argument *("," argument)] ")"
//   argument        = name "=" value                                     ; in any order, the names in any case of letters
//   value           = [type] "'" literal "'" / *( any character but ' and , )
//
// Percent-encoding is gone when this is read, so that each of these characters may have been encoded.
import { badRequest } from '../../runtime/errors.ts';
import { acceptCall, fail, type Cursor } from '../cursor.ts';
import { miss } from '../miss.ts';

/** The arguments that a function takes, in the spelling of its declaration. */
interface Declared<Required extends string, Optional extends string> {
  /** The function, for messages. */
  readonly of: string;
  readonly required: readonly Required[];
  readonly optional?: readonly Optional[];
}

/** Arguments by their declared names; the text of each without quotes and without the type in front. */
type Arguments<Required extends string, Optional extends string> = Readonly<Record<Required, string> & Partial<Record<Optional, string>>>;

/**
 * Reads the parentheses behind the word of a function. A function that is called without parentheses has no arguments. Linear in their length.
 * Mistakes are an argument that is missing, unknown or given twice, and text that isn't a list of arguments; then those required are empty.
 */
export function args<Required extends string, Optional extends string = never>(
  cursor: Cursor,
  declared: Declared<Required, Optional>,
): Arguments<Required, Optional>;
export function args(cursor: Cursor, declared: Declared<string, string>): Readonly<Record<string, string>> {
  const read = argumentsIn(acceptCall(cursor) ?? '()', declared);
  if (typeof read === 'object') return read;
  const { required } = declared;
  fail(
    cursor,
    miss(() => badRequest(read)),
  );
  return Object.fromEntries(required.map((name) => [name, '']));
}

/** The arguments, or what is wrong with them. */
function argumentsIn(parentheses: string, { of, required, optional = [] }: Declared<string, string>): Record<string, string> | string {
  const names = [...required, ...optional];
  const given = new Map<string, string>();
  const written = listed(parentheses);
  if (written === undefined) return `The arguments of the function '${of}' cannot be read: write ${of}(name='value',name='value').`;
  for (const [asWritten, value] of written) {
    const name = names.find((each) => each.toLowerCase() === asWritten.toLowerCase());
    if (name === undefined) return `The function '${of}' has no argument '${asWritten.slice(0, shownLength)}'.`;
    if (given.has(name)) return `The argument '${name}' of the function '${of}' is given twice.`;
    given.set(name, value);
  }
  const missing = required.find((name) => !given.has(name));
  return missing === undefined ? Object.fromEntries(given) : `The function '${of}' needs the argument '${missing}'.`;
}

/** The most characters of a name that a message repeats. */
const shownLength = 100;

/** The arguments as they are written; undefined for text that can't be read. */
function listed(parentheses: string): readonly (readonly [name: string, value: string])[] | undefined {
  if (!parentheses.endsWith(')')) return undefined;
  const text = parentheses.slice(1, -1);
  const read: (readonly [string, string])[] = [];
  for (const written of text.trim() === '' ? [] : betweenCommas(text)) {
    const at = written.indexOf('=');
    const name = written.slice(0, Math.max(at, 0)).trim();
    const value = valueIn(written.slice(at + 1).trim());
    // Half of a surrogate pair is no character, and couldn't be printed.
    if (name === '' || value?.isWellFormed() !== true) return undefined;
    read.push([name, value]);
  }
  return read;
}

/** Cuts a text at its commas, but for those between quotes. A quote that is doubled inside quotes closes them and opens them again. */
function betweenCommas(text: string): readonly string[] {
  const parts: string[] = [];
  let begin = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "'") isQuoted = !isQuoted;
    if (text[at] !== ',' || isQuoted) continue;
    parts.push(text.slice(begin, at));
    begin = at + 1;
  }
  return [...parts, text.slice(begin)];
}

/** The type that may stand in front of a quoted value, such as an enumeration's. */
const type = /^[\w.]*$/;

/** A value without its quotes and the type in front of them; undefined for quotes that aren't in pairs. */
function valueIn(written: string): string | undefined {
  const quote = written.indexOf("'");
  if (quote === -1) return written;
  if (!type.test(written.slice(0, quote)) || !written.endsWith("'") || written.length === quote + 1) return undefined;
  const inside = written.slice(quote + 1, -1);
  return inside.replaceAll("''", '').includes("'") ? undefined : inside.replaceAll("''", "'");
}
