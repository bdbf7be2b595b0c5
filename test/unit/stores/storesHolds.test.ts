// Conditions judged in memory: as the store judges them of a document.
import { expect, it } from 'vitest';
import type { Condition } from '../../../lib/stores/documents.ts';
import { holds } from '../../../lib/stores/holds.ts';

const judged = { name: 'Über', size: 3, gone: null };

it.each<[Condition, boolean]>([
  [{ is: 'eq', property: 'name', value: 'Über' }, true],
  [{ is: 'eq', property: 'name', value: 'über' }, false],
  [{ is: 'ne', property: 'size', value: 4 }, true],
  [{ is: 'eq', property: 'gone', value: null }, true],
  [{ is: 'gt', property: 'size', value: 2 }, true],
  [{ is: 'ge', property: 'size', value: 3 }, true],
  [{ is: 'lt', property: 'size', value: 3 }, false],
  [{ is: 'le', property: 'size', value: 3 }, true],
  [{ is: 'lt', property: 'size', value: '9' }, false],
  [{ is: 'ge', property: 'size', value: '0' }, false],
  [{ is: 'startsWith', property: 'name', value: 'ÜB' }, true],
  [{ is: 'contains', property: 'name', value: 'BE' }, true],
  [{ is: 'contains', property: 'size', value: '3' }, false],
  [{ is: 'not', condition: { is: 'eq', property: 'size', value: 3 } }, false],
  [
    {
      is: 'and',
      conditions: [
        { is: 'eq', property: 'size', value: 3 },
        { is: 'eq', property: 'size', value: 4 },
      ],
    },
    false,
  ],
  [
    {
      is: 'or',
      conditions: [
        { is: 'eq', property: 'size', value: 3 },
        { is: 'eq', property: 'size', value: 4 },
      ],
    },
    true,
  ],
])('the condition %j holds in memory as in the store', (condition, expected) => {
  expect(holds(condition, judged)).toBe(expected);
});
