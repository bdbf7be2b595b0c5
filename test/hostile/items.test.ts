// Items of any JSON at all through the whole stack: kept or refused, shown, and made into files or not, but never a failure.
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { itemBody } from '../support/api/bodies.ts';
import { anyItem } from '../support/data/hostileItems.ts';
import { openTarget, type Target } from './target.ts';

let target: Target;
beforeAll(async () => (target = await openTarget()));

const types = ['event', 'message', 'contact', 'eventMessageRequest', undefined];

it('every hostile item is answered', async () => {
  const statuses = new Set<string>();
  const kept = async (item: object, type: string | undefined): Promise<void> => {
    const typed = { ...item, ...(type !== undefined && { '@odata.type': `#microsoft.graph.${type}` }) };
    const made = await target.send({ json: itemBody(typed) });
    statuses.add(`POST ${made.status}`);
    if (made.status === 400) return;
    expect(made.status, made.text.slice(0, 300)).toBe(201);
    const path = `${target.attachments}/${String(made.json.id)}`;
    for (const read of ['/$value', '?$expand=item', '/microsoft.graph.itemAttachment/item']) {
      const { status, text } = await target.send({ method: 'GET' }, `${path}${read}`);
      statuses.add(`${read} ${status}`);
      expect([200, ...(read === '/$value' ? [405] : [])], text.slice(0, 300)).toContain(status);
    }
    await target.send({ method: 'DELETE' }, path);
  };
  await fc.assert(fc.asyncProperty(anyItem, fc.constantFrom(...types), kept), {
    numRuns: 60,
    examples: [
      [{ subject: 'x' }, 'event'],
      [{ subject: 5 }, 'event'],
      [{}, undefined],
    ],
  });
  // Of every kind of answer there was one.
  expect([...statuses].sort()).toEqual(
    ['$value 200', '$value 405', 'microsoft.graph.itemAttachment/item 200']
      .map((each) => `/${each}`)
      .concat('?$expand=item 200', 'POST 201', 'POST 400')
      .sort(),
  );
});
