// Splits a query's text into tokens, and reads them one after the other.
import { badRequest } from '../http/errors.ts';
import type { CosmosError } from '../http/errors.ts';

export interface Token {
  readonly kind: 'number' | 'string' | 'parameter' | 'word' | 'symbol' | 'end';
  /** The text in the query; for a string, its value. */
  readonly text: string;
  readonly position: number;
}

const pattern = new RegExp(
  [
    /(?<space>\s+|--[^\n]*)/,
    /(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/,
    /(?<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")/,
    /(?<parameter>@[A-Za-z_]\w*)/,
    /(?<word>[A-Za-z_]\w*)/,
    /(?<symbol><=|>=|!=|<>|\?\?|\|\||[-+*/%=<>?:.,()[\]{}&|^~])/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'suy',
);

const kinds = ['number', 'string', 'parameter', 'word', 'symbol'] as const;

/** Reserved words, which are names only in quotes: `c["value"]`, not `c.value`. */
const reserved: ReadonlySet<string> = new Set(
  [
    'AND ARRAY AS ASC BETWEEN BY DESC DISTINCT ESCAPE EXISTS FALSE FROM GROUP IN JOIN LIKE LIMIT',
    'NOT NULL OFFSET OR ORDER SELECT TOP TRUE UNDEFINED VALUE WHERE',
  ].flatMap((words) => words.split(' ')),
);

export const syntaxError = (near: Token): CosmosError =>
  badRequest(`Syntax error, incorrect syntax near '${near.kind === 'end' ? 'the end of the query' : near.text}' at ${near.position}.`);

/** Throws 400 at the first character that can't begin a token. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < text.length) {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (!match) throw syntaxError({ kind: 'symbol', text: text.slice(position, position + 10), position });
    const kind = kinds.find((name) => match.groups?.[name] !== undefined);
    if (kind) tokens.push({ kind, text: kind === 'string' ? unquote(match[0]) : match[0], position });
    position += match[0].length;
  }
  tokens.push({ kind: 'end', text: '', position });
  return tokens;
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

const unquote = (quoted: string): string =>
  quoted
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gsu, (_match, hex: string | undefined, letter: string | undefined) =>
      hex === undefined ? (escapes[letter ?? ''] ?? letter ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
    );

/** A position in the tokens. `take…` moves on if the token is the wanted one, `expect…` throws 400 if it isn't. */
export interface TokenReader {
  peek(ahead?: number): Token;
  next(): Token;
  takeSymbol(symbol: string): boolean;
  takeWord(word: string): boolean;
  expectSymbol(symbol: string): void;
  expectWord(word: string): void;
  /** A name that isn't reserved. */
  expectName(): string;
}

export function readTokens(tokens: readonly Token[]): TokenReader {
  let index = 0;
  const end: Token = tokens.at(-1) ?? { kind: 'end', text: '', position: 0 };
  const peek = (ahead = 0): Token => tokens[index + ahead] ?? end;
  const next = (): Token => {
    const token = peek();
    index++;
    return token;
  };
  const take = (found: boolean): boolean => {
    if (found) index++;
    return found;
  };
  const takeSymbol = (symbol: string): boolean => take(peek().kind === 'symbol' && peek().text === symbol);
  const takeWord = (word: string): boolean => take(isWord(peek(), word));
  return {
    peek,
    next,
    takeSymbol,
    takeWord,
    expectSymbol(symbol) {
      if (!takeSymbol(symbol)) throw syntaxError(peek());
    },
    expectWord(word) {
      if (!takeWord(word)) throw syntaxError(peek());
    },
    expectName() {
      if (!isName(peek())) throw syntaxError(peek());
      return next().text;
    },
  };
}

export const isWord = (token: Token, word: string): boolean => token.kind === 'word' && token.text.toUpperCase() === word;

export const isName = (token: Token): boolean => token.kind === 'word' && !reserved.has(token.text.toUpperCase());
