// Every path of the grammar, with every method that it takes, leads to an operation: what isn't there is told as such, and nothing fails.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { allowedMethods } from '../../../lib/api/routes.ts';
import { printPath } from '../../../lib/paths/print.ts';
import type { Reference } from '../../../lib/paths/reference.ts';
import { isEntity } from '../../support/api/answers.ts';
import { openApi } from '../../support/api/api.ts';
import { references } from '../../support/data/references.ts';

/** What a reference leads to, and by which kind of owner. */
const kindOf = (reference: Reference): string =>
  [
    reference.kind,
    'tail' in reference ? reference.tail.kind : '',
    'owner' in reference ? reference.owner.kind : '',
    'source' in reference ? reference.source.via : '',
  ].join(' ');

it('every operation answers with a success, or says by its code what is wrong', async () => {
  const api = await openApi();
  const callers = [await api.token({ user: `nobody-${randomUUID()}@contoso.example` }), await api.token({ app: true })];
  // One of each kind: among so many all of them are.
  const oneOfEach = new Map(fc.sample(references, { numRuns: 2_000, seed: 7 }).map((reference) => [kindOf(reference), reference]));
  // A slash in a key is the platform's: an empty 404.
  const reaching = [...oneOfEach.values()].filter((reference) => !printPath(reference).includes('%2F'));
  for (const reference of reaching)
    for (const method of allowedMethods(reference))
      for (const token of callers) {
        const { status, json, text } = await api.send(printPath(reference), { method, token, ...(method.startsWith('P') && { json: {} }) });
        const what = `${method} ${printPath(reference)}: ${status} ${text}`;
        expect(status, what).toBeLessThan(500);
        if (status >= 400 && method !== 'HEAD') expect(isEntity(json.error) ? json.error.code : '', what).toMatch(/^\w+(?:--\w+)?$/);
      }
  const operations = new Set(reaching.map((reference) => ('tail' in reference ? `event ${reference.tail.kind}` : reference.kind)));
  expect(operations.size).toBeGreaterThanOrEqual(29);
});
