// The Cosmos DB adapter's pure parts: queries hold no caller's text, and each failure of the SDK has its meaning.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toPatchCondition, toSql } from '../../../lib/stores/cosmos/conditions.ts';
import { classify } from '../../../lib/stores/cosmos/failures.ts';
import type { Condition } from '../../../lib/stores/documents.ts';

describe('a query', () => {
  const where: Condition = {
    is: 'and',
    conditions: [
      { is: 'eq', property: 'event', value: 'e' },
      {
        is: 'or',
        conditions: [
          { is: 'gt', property: 'order.size', value: 5 },
          { is: 'not', condition: { is: 'startsWith', property: 'order.name', value: 'a' } },
        ],
      },
    ],
  };

  it('a query is parameterised text', () => {
    expect(toSql({ where, orderBy: [{ property: 'event' }, { property: 'order.size', descending: true }], skip: 2, limit: 7 })).toEqual({
      query:
        'SELECT * FROM c WHERE (c["event"] = @p0 AND (c["order"]["size"] > @p1 OR (NOT (STARTSWITH(c["order"]["name"], @p2, true) ?? false)))) ' +
        'ORDER BY c["event"] ASC, c["order"]["size"] DESC OFFSET 2 LIMIT 7',
      parameters: [
        { name: '@p0', value: 'e' },
        { name: '@p1', value: 5 },
        { name: '@p2', value: 'a' },
      ],
    });
  });

  it('a query has the same text whatever its values are', () => {
    const text = (value: string): string =>
      toSql({ where: { is: 'contains', property: 'order.name', value }, orderBy: [], limit: 1 }).query;
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(text(value)).toBe(text(''));
      }),
    );
  });

  it.each(['a b', 'a;b', '', 'a.', '1a', "a'", 'a["b"]', 'a--'])('a query has no property called %j', (property) => {
    expect(() => toSql({ where: { is: 'eq', property, value: 1 }, orderBy: [], limit: 1 })).toThrow('Not a property path');
    expect(() => toSql({ where, orderBy: [{ property }], limit: 1 })).toThrow('Not a property path');
  });
});

it('the condition of a patch holds its values as JSON literals', () => {
  expect(toPatchCondition({ is: 'eq', property: 'a', value: '" OR true OR "' })).toBe('FROM c WHERE c["a"] = "\\" OR true OR \\""');
});

describe('a failure of the SDK', () => {
  const failed = (properties: object): Error => Object.assign(new Error('failed'), properties);
  it.each([
    ['429', failed({ code: 429, retryAfterInMs: 70 }), { kind: 'busy', status: 429, retryAfterMs: 70 }],
    [
      '429 behind the error of a batch',
      new Error('Batch request error: x', { cause: failed({ code: 429 }) }),
      { kind: 'busy', status: 429 },
    ],
    ['429 that names no time', failed({ code: 429 }), { kind: 'busy', status: 429 }],
    ['449', failed({ code: 449 }), { kind: 'busy', status: 429 }],
    ['503', failed({ code: 503 }), { kind: 'busy', status: 503 }],
    ['408', failed({ code: 408 }), { kind: 'unclear' }],
    ['500', failed({ code: 500 }), { kind: 'unclear' }],
    ['a cut connection', failed({ code: 'ECONNRESET' }), { kind: 'unclear' }],
    ['413', failed({ code: 413 }), { kind: 'final', error: { status: 413, code: 'RequestEntityTooLarge' } }],
    [
      '403 of a full partition',
      failed({ code: 403, substatus: 1014 }),
      { kind: 'final', error: { status: 507, code: 'ErrorQuotaExceeded' } },
    ],
    ['403 of a region that isn’t written to any more', failed({ code: 403, substatus: 3 }), { kind: 'busy', status: 503 }],
    ['403 of a region that has left the account', failed({ code: 403, substatus: 1008 }), { kind: 'busy', status: 503 }],
    [
      'any other 403',
      failed({ code: 403 }),
      { kind: 'final', error: { message: expect.stringContaining('the app itself (status 403') as unknown } },
    ],
    ['401', failed({ code: 401 }), { kind: 'final', error: { message: expect.stringContaining('the app itself (status 401') as unknown } }],
    ['410', failed({ code: 410 }), { kind: 'unclear' }],
    ['404 of a replica that is behind', failed({ code: 404, substatus: 1002 }), { kind: 'busy', status: 503 }],
    [
      '404 of a missing container',
      failed({ code: 404, substatus: 1003 }),
      { kind: 'final', error: { message: expect.stringContaining('missing') as unknown } },
    ],
    ['any other 404', failed({ code: 404 }), { kind: 'final', error: { code: 404 } }],
    ['400', failed({ code: 400 }), { kind: 'final', error: { code: 400 } }],
    ['a fault of ours', new TypeError('x'), { kind: 'final', error: new TypeError('x') }],
  ])('a failure of the SDK is told by its kind: %s', (_, error, meaning) => {
    expect(classify(error)).toMatchObject(meaning);
  });
});
