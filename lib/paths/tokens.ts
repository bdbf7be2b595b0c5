// Cuts a raw path into tokens: split on slashes first, then decode each segment once (CONTRACT, section 1).
import { badRequest, pathNotFound } from '../runtime/errors.ts';
import { wordOf, type Word } from './words.ts';

/**
 * A piece of a path. A plain segment is one token; `events('x')` is two, the segment `events` and the literal `x`, which may have a name.
 * `written` is always the whole decoded segment, for a key that stands between slashes and for error messages.
 */
export type Token =
  | { readonly kind: 'segment'; readonly written: string; readonly word: Word | undefined }
  | {
      readonly kind: 'literal';
      readonly written: string;
      /** All of the parentheses, both included if the segment ends with the second: a function's arguments. */
      readonly parentheses: string;
      /** The text between the quotes. It is empty, as no key is, when the parentheses hold no well-formed literal. */
      readonly value: string;
      /** The name and the value of another key than the id: `iCalUId` and `x` in `events(iCalUId='x')`. The outer `value` is empty then. */
      readonly named?: { readonly name: string; readonly value: string };
    };

/**
 * Tokens of a still percent-encoded path, in order; a trailing slash is ignored, empty segments are kept for the grammar to refuse.
 * Linear in the path's length: each character is split, decoded and looked up once.
 * @throws ServiceError 404 if the path doesn't begin with a slash, 400 if a segment isn't percent-encoded UTF-8.
 */
export function tokensOf(pathname: string): readonly Token[] {
  const [root, ...segments] = pathname.split('/');
  if (root !== '') throw pathNotFound();
  if (segments.at(-1) === '') segments.pop();
  return segments.flatMap((segment) => tokensOfSegment(decode(segment)));
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    throw badRequest('The path is not valid: a segment is not percent-encoded UTF-8.', cause);
  }
}

function tokensOfSegment(written: string): readonly Token[] {
  const parenthesis = written.indexOf('(');
  if (parenthesis === -1) return [{ kind: 'segment', written, word: wordOf(written) }];
  return [{ kind: 'segment', written, word: wordOf(written.slice(0, parenthesis)) }, literal(written, written.slice(parenthesis))];
}

function literal(written: string, text: string): Token {
  const name = /^\((\w+)=/.exec(text)?.[1];
  if (name === undefined) return { kind: 'literal', written, parentheses: text, value: literalValue(text) };
  return {
    kind: 'literal',
    written,
    parentheses: text,
    value: '',
    named: { name, value: literalValue(`(${text.slice(name.length + 2)}`) },
  };
}

/** The value of `('…')`, where `''` stands for one quote (OData URL conventions, `SQUOTE-in-string`). */
function literalValue(text: string): string {
  if (!text.startsWith("('") || !text.endsWith("')")) return '';
  const quoted = text.slice(2, -2);
  if (quoted.replaceAll("''", '').includes("'")) return '';
  return quoted.replaceAll("''", "'");
}
