// Splits an `$expand` into its items: paths, each with the options in parentheses behind it.
import { badRequest } from '../../runtime/errors.ts';
import { maxExpandDepth, maxNamesInOption } from '../../runtime/limits.ts';

export interface ExpandItem {
  readonly path: string;
  /** The text between the parentheses, not parsed. */
  readonly options?: string;
}

/**
 * The items. Throws 400 for parentheses that don't match (OData 4.01, URL conventions, section 5.1.3), that nest more than 10 deep, counted
 * over all levels at once, and for more than 100 items. Takes time in proportion to the text.
 */
export function parseExpandItems(value: string): ExpandItem[] {
  const items: ExpandItem[] = [];
  let depth = 0;
  let begin = 0;
  for (let i = 0; i <= value.length; i++) {
    const character = value[i] ?? ',';
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (depth < 0) break;
    if (depth > maxExpandDepth) throw badRequest(`The value of '$expand' is nested deeper than ${maxExpandDepth} levels.`);
    if (character !== ',' || (depth > 0 && i < value.length)) continue;
    if (items.length === maxNamesInOption) throw badRequest(`The query option '$expand' takes at most ${maxNamesInOption} paths.`);
    items.push(toItem(value.slice(begin, i)));
    begin = i + 1;
  }
  if (depth !== 0) throw badRequest("The parentheses in '$expand' don't match.");
  return items;
}

function toItem(text: string): ExpandItem {
  const [open, trimmed] = [text.indexOf('('), text.trim()];
  if (open === -1) return { path: trimmed };
  if (!trimmed.endsWith(')')) throw badRequest("The parentheses in '$expand' don't match.");
  return { path: text.slice(0, open).trim(), options: trimmed.slice(trimmed.indexOf('(') + 1, -1).trim() };
}

/**
 * Reads the query options in the parentheses behind an expanded path, which semicolons separate (OData 4.01, URL conventions, section
 * 5.1.3).
 */
export function optionsInside(options: string): URLSearchParams {
  const given: string[] = [];
  let depth = 0;
  let isQuoted = false;
  let begin = 0;
  for (let i = 0; i <= options.length; i++) {
    const character = options[i] ?? ';';
    if (character === "'") isQuoted = !isQuoted;
    if (isQuoted && i < options.length) continue;
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character !== ';' || (depth > 0 && i < options.length)) continue;
    given.push(options.slice(begin, i).trim());
    begin = i + 1;
  }
  return new URLSearchParams(given.filter((each) => each !== '').map((each) => nameAndValue(each)));
}

function nameAndValue(option: string): [name: string, value: string] {
  const equals = option.indexOf('=');
  return equals === -1 ? [option, ''] : [option.slice(0, equals).trim(), option.slice(equals + 1).trim()];
}

/** The items of an `$expand` inside an `$expand`. Throws 400 for any other option there. */
export function parseInnerExpand(options: string): ExpandItem[] {
  const [, inner] = /^\$?expand\s*=(.*)$/is.exec(options) ?? [];
  if (inner === undefined || inner.includes(';'))
    throw badRequest("Of the options inside '$expand' only '$expand' of an item's attachments is supported.");
  return parseExpandItems(inner);
}
