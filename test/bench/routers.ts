// Routers of other projects, loaded with the same templates as the grammar knows: what `npm run bench -- --only paths` sets beside the parser.
import findMyWay from 'find-my-way';
import { RegExpRouter } from 'hono/router/reg-exp-router';
import { TrieRouter } from 'hono/router/trie-router';
import { match } from 'path-to-regexp';
import { tryParsePath } from '../../lib/paths/grammar.ts';
import { groupOperations, userOperations } from '../fixtures/graphOperations.ts';
import { joinedGroupTemplates, publishedTemplates } from '../fixtures/pathTemplates.ts';

/** Finds what a path leads to; undefined or a thrown error if it leads nowhere. */
export interface Router {
  readonly name: string;
  readonly find: (path: string) => unknown;
}

const [eventId, userId] = ['AAMkAGE1M88AADUv0uAAAG', '87d349ed-44d7-43e1-9a83-5f2406dee5bd'];

const everywhere = [...publishedTemplates, ...joinedGroupTemplates, ...userOperations, ...groupOperations];

/**
 * The published templates that the grammar takes, each once. Those with parentheses are left out: no router reads these as keys or arguments.
 */
export const templates: readonly string[] = [...new Set(everywhere.map(({ template }) => `/v1.0${template.replace(/\?.*/, '')}`))].filter(
  (template) => !template.includes('(') && tryParsePath(filled(template, 0)).kind !== 'miss',
);

/** A path of a template, with ids of Graph's form in its keys; other ids by another number. */
export function filled(template: string, number: number): string {
  return template.replace(/\{([^}]+)\}/g, (_, key: string) => (/user/.test(key) ? userId : `${eventId}${number}`));
}

/** A template with `:p0`, `:p1` … for its keys. */
function withColons(template: string): string {
  let keys = 0;
  return template.replace(/\{[^}]+\}/g, () => `:p${keys++}`);
}

/** Each router with all templates. path-to-regexp makes an expression of each, which are tried in order, as Express tries its routes. */
export function loadRouters(): readonly Router[] {
  const wayfinder = findMyWay({ caseSensitive: false, maxParamLength: 512 });
  const trie = new TrieRouter<string>();
  for (const template of templates) {
    wayfinder.on('GET', withColons(template), () => undefined);
    trie.add('GET', withColons(template), template);
  }
  const expressions = templates.map((template) => match(withColons(template)));
  return [
    { name: 'find-my-way', find: (path) => wayfinder.find('GET', path) ?? undefined },
    { name: 'hono, TrieRouter', find: (path) => foundBy(trie.match('GET', path)) },
    {
      name: 'path-to-regexp',
      find: (path) => {
        for (const read of expressions) {
          const found = read(path);
          if (found !== false) return found;
        }
        return undefined;
      },
    },
  ];
}

/**
 * hono's RegExpRouter, which refuses a template that has a word where another has a key: it has those that it takes in the order of all, and is
 * to be asked for these alone.
 */
export function loadRegExpRouter(): { readonly router: Router; readonly taken: readonly string[] } {
  const expressions = new RegExpRouter<string>();
  const taken = templates.filter((template) => {
    try {
      expressions.add('GET', withColons(template), template);
      return true;
    } catch {
      return false;
    }
  });
  return { router: { name: 'hono, RegExpRouter', find: (path) => foundBy(expressions.match('GET', path)) }, taken };
}

/** What a router of hono's has found; undefined for nothing. */
const foundBy = (found: { readonly 0: readonly unknown[] }): unknown => (found[0].length === 0 ? undefined : found);
