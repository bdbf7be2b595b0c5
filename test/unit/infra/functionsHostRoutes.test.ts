// Route templates and their order, as ASP.NET Core and the Functions host have them.
import { describe, expect, test } from 'vitest';
import type { RegisteredFunction } from '../../../infra/local/functions/triggers/registrations.ts';
import { compileRoutes, compileTemplate } from '../../../infra/local/functions/http/routes.ts';

function httpFunction(name: string, route?: string, methods = ['GET']): RegisteredFunction {
  const trigger = { type: 'httpTrigger', route, methods };
  return { name, metadata: { name, bindings: { trigger } }, callback: () => undefined, triggerName: 'trigger', trigger };
}

describe('compileTemplate', () => {
  test.each([
    ['v1.0/{*path}', '/v1.0/me/events', { path: 'me/events' }],
    ['v1.0/{*path}', '/V1.0/me//events/', { path: 'me//events/' }],
    ['v1.0/{*path}', '/v1.0', {}],
    ['v1.0/{*path}', '/v1.0/', {}],
    ['v1.0/{*path}', '/v1.0//', undefined],
    ['v1.0/{*path}', '/v1.0//me', undefined],
    ['v1.0/{*path}', '/v1.0/me//', { path: 'me//' }],
    ['v1.0/{*path}', '//v1.0/me', undefined],
    ['v1.0/{*path}', '/v1x0/a', undefined],
    ['{*path}', '/', {}],
    ['{*path}', '/a//b', { path: 'a//b' }],
    ['{*path}', '//', undefined],
    ['{*path}', '//health', undefined],
    ['a', '/a/', {}],
    ['a', '/a//', undefined],
    ['a/{id}', '/a/b c', { id: 'b c' }],
    ['a/{id}', '/a/b/', { id: 'b' }],
    ['a/{id}', '/a', undefined],
    ['a/{id}/c', '/a//c', undefined],
    ['a/{id?}', '/a', {}],
    ['a/{id?}', '/a/b', { id: 'b' }],
    ['f-{name}.txt', '/f-x.y.txt', { name: 'x.y' }],
    ['a', '/a/b', undefined],
  ])('the template %s matches as %s says', (template, path, params) => {
    expect(compileTemplate(template)(path)).toEqual(params);
  });

  test.each(['a/{*rest}/b', 'a/{id?}/b', 'a/{id:int}', 'a/{id=1}', 'a/{'])('%s is not understood', (template) => {
    expect(() => compileTemplate(template)).toThrow(template);
  });
});

describe('compileRoutes', () => {
  test('compileRoutes orders by name in any case; a function without a route is found by its name, behind the prefix', () => {
    const routes = compileRoutes([httpFunction('b', 'x'), httpFunction('C'), httpFunction('A', 'y')], 'api');
    expect(routes.map(({ registered }) => registered.name)).toEqual(['A', 'b', 'C']);
    expect(routes[2]?.match('GET', '/api/c')).toEqual({});
    expect(routes[2]?.match('POST', '/api/c')).toBeUndefined();
  });

  test.each(['admin', 'Admin/x', 'runtime/{*path}'])('the route %s is taken by the host', (route) => {
    expect(() => compileRoutes([httpFunction('a', route)], '')).toThrow('conflicts');
    expect(compileRoutes([httpFunction('a', route)], 'api')).toHaveLength(1);
  });

  test('a word that only begins like them is free', () => {
    expect(compileRoutes([httpFunction('a', 'administrators')], '')).toHaveLength(1);
  });
});
