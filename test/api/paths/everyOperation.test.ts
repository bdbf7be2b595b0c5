// Every path of the grammar, with every method that it takes, leads to an operation: what isn't there is told as such, and nothing fails.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { allowedMethods } from '../../../lib/api/routes.ts';
import { printPath } from '../../../lib/paths/print.ts';
import { openApi } from '../../support/api/api.ts';
import { references } from '../../support/data/references.ts';

/** So many that each kind of reference is among them, by each kind of owner. */
const samples = 400;

it('no path fails for want of an operation', async () => {
  const api = await openApi();
  const callers = [await api.token({ user: `nobody-${randomUUID()}@contoso.example` }), await api.token({ app: true })];
  const kinds = new Set<string>();
  for (const reference of fc.sample(references, { numRuns: samples, seed: 7 })) {
    kinds.add(reference.kind === 'event' ? `event ${reference.tail.kind}` : reference.kind);
    for (const method of allowedMethods(reference))
      for (const token of callers) {
        const answer = await api.send(printPath(reference), { method, token, ...(method.startsWith('P') && { json: {} }) });
        expect(answer.status, `${method} ${printPath(reference)}: ${answer.text}`).toBeLessThan(500);
      }
  }
  expect(kinds.size).toBeGreaterThanOrEqual(29);
});
