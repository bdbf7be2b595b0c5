// Finds the function for a path and method: functions are tried in the order of their names, and the first match wins.
import { z } from 'zod';
import type { RegisteredFunction } from '../triggers/registrations.ts';

export interface Route {
  readonly registered: RegisteredFunction;
  readonly authLevel: 'anonymous' | 'function' | 'admin';
  /** The route parameters of a decoded path; undefined if the route doesn't match. */
  match(method: string, path: string): Readonly<Record<string, string>> | undefined;
}

const httpTrigger = z.object({
  route: z.string().nullish(),
  methods: z.array(z.string()),
  authLevel: z.enum(['anonymous', 'function', 'admin']).default('anonymous'),
});

/** The routes of an app's HTTP functions. Throws for a route that Azure's host refuses or that this host doesn't support. */
export function compileRoutes(functions: readonly RegisteredFunction[], prefix: string): Route[] {
  return functions
    .filter(({ trigger }) => trigger.type.toLowerCase() === 'httptrigger')
    .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1))
    .map((registered) => compileRoute(registered, prefix));
}

function compileRoute(registered: RegisteredFunction, prefix: string): Route {
  const trigger = httpTrigger.parse(registered.trigger);
  const given = trigger.route ?? '';
  const template = given === '' ? registered.name : given.replace(/^\/+/, '');
  const full = prefix === '' ? template : `${prefix}/${template}`;
  if (/^(admin|runtime)(\/|$)/i.test(full))
    throw new Error(`Function "${registered.name}": the route '${full}' conflicts with one or more built in routes.`);
  const methods = new Set(trigger.methods.map((method) => method.toUpperCase()));
  const match = compileTemplate(full);
  return { registered, authLevel: trigger.authLevel, match: (method, path) => (methods.has(method) ? match(path) : undefined) };
}

/**
 * Compiles a route template of ASP.NET Core: literals in any case of letters, `{name}`, `{name?}`, and `{*name}` as last segment; a
 * trailing slash is ignored. An empty segment matches nothing (RoutePatternMatcher.TryMatch), but `{*name}` accepts any text after its
 * first segment. Throws for constraints and default values, which aren't supported.
 */
export function compileTemplate(template: string): (path: string) => Record<string, string> | undefined {
  const segments = template.split('/').filter((segment) => segment !== '');
  const names: string[] = [];
  const parameter = (name: string | undefined): void => {
    names.push(name ?? '');
  };
  const pattern = segments.map((segment, index) => {
    const whole = /^\{(\*{0,2})(\w+)(\??)\}$/.exec(segment);
    if (whole !== null && (whole[1] !== '' || whole[3] !== '')) {
      if (index < segments.length - 1) throw new Error(`The route template '${template}' goes on after '${segment}'.`);
      parameter(whole[2]);
      return whole[1] === '' ? '(?:/([^/]+))?/?' : '(?:/([^/].*)?)?';
    }
    return `/${segmentPattern(segment)}${index < segments.length - 1 ? '' : '/?'}`;
  });
  const expression = new RegExp(`^${pattern.join('')}$`, 'is');

  function segmentPattern(segment: string): string {
    const pieces = segment.split(/\{(\w+)\}/);
    if (pieces.some((piece, index) => index % 2 === 0 && /[{}]/.test(piece)))
      throw new Error(`The route template '${template}' isn't understood at '${segment}'.`);
    return pieces
      .map((piece, index) => {
        if (index % 2 === 0) return piece.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
        parameter(piece);
        return '([^/]+)';
      })
      .join('');
  }

  return (path) => {
    const found = expression.exec(path);
    if (!found) return undefined;
    const values = names.map((name, index): [string, string] => [name, found[index + 1] ?? '']);
    return Object.fromEntries(values.filter(([, value]) => value !== ''));
  };
}
