// Reads a `$search` of the directory (Graph, "Use the $search query parameter"): `"property:text"`, joined by AND and OR, in parentheses.
import { badRequest } from '../../runtime/errors.ts';
import type { Condition } from '../../stores/documents.ts';

/** What a search may name. */
export interface SearchVocabulary {
  /** Finds the condition that a text sets for a property, by its name in any case of letters; `''` for a text without a property. */
  find(name: string): ((text: string) => Condition) | undefined;
  /** The properties that can be searched, for the message that refuses another one. */
  readonly names: readonly string[];
  /** Whether a search may be a text alone, without quotes (Graph, people). */
  readonly plain?: boolean;
}

/** The most clauses of one search, and the deepest nesting: more than a person writes. */
const maxClauses = 20;
const maxDepth = 10;

/** A clause in quotes, where `\"` and `\\` stand for a quote and a backslash; a parenthesis; or a word. */
const token = /\s*(?:"((?:[^"\\]|\\.)*)"|([()])|([^\s()"]+))/suy;

interface Token {
  readonly at: number;
  readonly quoted?: string;
  readonly word: string;
}

/** The condition of a search. Takes time in proportion to the text. Throws 400 for a property that can't be searched, and for any other form. */
export function parseSearch(search: string, vocabulary: SearchVocabulary): Condition {
  if (vocabulary.plain === true && !/["():]/.test(search)) return conditionOf(search, vocabulary);
  const tokens = tokensOf(search);
  let place = 0;
  let clauses = 0;
  const next = (): Token | undefined => tokens[place];
  const accept = (word: string): boolean => {
    const found = next();
    const accepted = found !== undefined && found.quoted === undefined && found.word === word;
    if (accepted) place++;
    return accepted;
  };

  const joined = (is: 'and' | 'or', word: string, operand: (depth: number) => Condition, depth: number): Condition => {
    const conditions = [operand(depth)];
    while (accept(word)) conditions.push(operand(depth));
    const [only] = conditions;
    return only !== undefined && conditions.length === 1 ? only : { is, conditions };
  };
  const either = (depth: number): Condition => joined('or', 'OR', both, depth);
  const both = (depth: number): Condition => joined('and', 'AND', single, depth);

  function single(depth: number): Condition {
    if (depth > maxDepth) throw badRequest(`The value of '$search' is nested deeper than ${maxDepth} levels.`);
    if (accept('(')) {
      const inner = either(depth + 1);
      if (!accept(')')) throw unexpected(next(), search, "')'");
      return inner;
    }
    const clause = next();
    if (clause?.quoted === undefined) throw unexpected(clause, search, 'a clause in double quotes, as in "displayName:Adele"');
    if (++clauses > maxClauses) throw badRequest(`The value of '$search' has more than ${maxClauses} clauses.`);
    place++;
    return conditionOf(clause.quoted, vocabulary);
  }

  const condition = either(0);
  if (next() !== undefined) throw unexpected(next(), search, "'AND', 'OR' or the end");
  return condition;
}

function conditionOf(clause: string, vocabulary: SearchVocabulary): Condition {
  const colon = clause.indexOf(':');
  const [name, text] = colon < 0 ? ['', clause] : [clause.slice(0, colon).trim(), clause.slice(colon + 1).trim()];
  const find = vocabulary.find(name);
  if (find === undefined) {
    const these = `these are: ${vocabulary.names.join(', ')}`;
    throw badRequest(
      name === ''
        ? `A clause of '$search' must name a property, as in "displayName:Adele"; ${these}.`
        : `Searching by '${name}' in '$search' is not supported; ${these}.`,
    );
  }
  if (text === '') throw badRequest(`The clause '${clause}' of '$search' has no text to search for.`);
  return find(text);
}

function tokensOf(search: string): readonly Token[] {
  const tokens: Token[] = [];
  const end = search.trimEnd().length;
  token.lastIndex = 0;
  while (token.lastIndex < end) {
    const from = token.lastIndex;
    const match = token.exec(search);
    if (match === null) throw badRequest(`The value of '$search' has a quote without an end behind character ${from + 1}.`);
    const [, quoted, sign, word] = match;
    tokens.push({ at: from + 1, ...(quoted !== undefined && { quoted: quoted.replaceAll(/\\(.)/gsu, '$1') }), word: sign ?? word ?? '' });
  }
  return tokens;
}

const unexpected = (found: Token | undefined, search: string, expected: string) =>
  badRequest(`The value of '$search' is not understood at character ${found?.at ?? search.length + 1}: expected ${expected}.`);
