// What the document says of addresses beside the API's versions: every function of the service is described, or is known not to be.
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hooked } from '../../../infra/openapi/beside/hooks.ts';
import { servicePathsBeside } from '../../../infra/openapi/beside/service.ts';
import { openapi } from '../../../infra/openapi/openapi.ts';
import { hookMethods } from '../../../lib/api/webhooks/service.ts';
import { openApi } from '../../support/api/api.ts';
import { judgeBy } from '../../support/openapi/holdTo.ts';

const made = openapi('1.2.3');
const judge = judgeBy(made);
const item = z.looseObject({ servers: z.tuple([z.object({ url: z.literal('/') })]).optional() });
const addresses = Object.entries(z.record(z.string(), item).parse(made.paths)).map(([path, { servers }]) =>
  servers === undefined ? `/v1.0${path}` : path,
);

/** Routes of functions that the document doesn't have, and why. */
const others = {
  'beta/openapi.json': 'the document by another address',
  'v1.0/openapi.json': 'the document by another address',
  'beta/{*path}': 'all that v1.0 has, by another name',
  'hooks/beta/{*path}': 'all that hooks/v1.0 has, by another name',
} as const;

/** Whether a route is the one for an address; `{*path}` stands for any. */
const takes = (route: string, address: string): boolean =>
  new RegExp(`^/${route.replaceAll('.', '\\.').replaceAll(/\{\*\w+\}/g, '.+')}$`).test(address);

async function routesOfFunctions(): Promise<readonly string[]> {
  const folder = new URL('../../../functions/', import.meta.url);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.ts'));
  const texts = await Promise.all(files.map((name) => readFile(new URL(name, folder), 'utf8')));
  return texts.flatMap((text) => [...text.matchAll(/\broute: '([^']+)'/g)].map(([, route = '']) => route));
}

/** The route that the host chooses: of those that take the address the one that says most of it. */
const chosen = (routes: readonly string[], address: string): string | undefined =>
  routes.filter((route) => takes(route, address)).toSorted((a, b) => said(b) - said(a))[0];

const said = (route: string): number => route.replace(/\{.*/, '').length;

describe('the document beside the versions', () => {
  it('every route of a function is in the document, or is left out for a reason that still counts', async () => {
    const routes = await routesOfFunctions();
    expect(routes.length).toBeGreaterThan(10);
    const described = new Set(addresses.map((address) => chosen(routes, address)));
    expect(routes.filter((route) => !described.has(route)).sort()).toEqual(Object.keys(others).sort());
    expect(addresses.filter((address) => chosen(routes, address) === '{*path}')).toEqual(['/openapi.json']);
  });

  it('a webhook has the methods in the document that its paths have, and no other', () => {
    for (const { at, operations } of hooked)
      expect(Object.keys(operations).map((method) => method.toUpperCase())).toEqual(hookMethods(at, { signed: false }));
  });

  it('what the service tells of itself is what the document says, and no other method is there', async () => {
    const api = await openApi();
    for (const path of Object.keys(servicePathsBeside())) {
      const { status, text } = await api.send(path, { token: null });
      const schema = ['paths', path, 'get', 'responses', String(status), 'content', 'application/json', 'schema'];
      expect([status, judge(schema, JSON.parse(text))], path).toEqual([200, []]);
      const refused = await api.send(path, { token: null, method: 'POST', json: {} });
      expect([404, 405], path).toContain(refused.status);
      expect(judge(['components', 'schemas', 'odataError'], refused.json), path).toEqual([]);
    }
  });
});
