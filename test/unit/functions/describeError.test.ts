// What the log shows of an error: its kind, its place and its causes, and no word of a caller's.
import { expect, it } from 'vitest';
import { z } from 'zod';
import { describeError, errorName } from '../../../functions/host/describeError.ts';
import { badRequest, Fault, ServiceError, unavailable } from '../../../lib/runtime/errors.ts';

const mark = 'Zq-of-a-caller';

const thrownBy = (work: () => unknown): unknown => {
  try {
    work();
    return expect.fail('nothing thrown');
  } catch (error) {
    return error;
  }
};

const named = (name: string): Error => Object.assign(new Error('x'), { name });

it.each<[string, unknown]>([
  ['a parser', thrownBy(() => JSON.parse(`{"${mark}`))],
  ['a schema', thrownBy(() => z.object({ a: z.strictObject({}) }).parse({ a: { [mark]: 1 } }))],
  ['a URL', thrownBy(() => new URL(mark))],
  ['headers', thrownBy(() => new Headers({ a: `${mark}\n` }))],
  ['a refusal', badRequest(`The segment '${mark}'`)],
  ['a cause', unavailable('busy', 1, new Error(mark, { cause: new Error(mark) }))],
  ['a refusal below a fault', new ServiceError(507, 'ErrorQuotaExceeded', 'full', { cause: badRequest(mark) })],
  ['a message that looks like a stack', new Error(`a\n    at ${mark} (file:///a.ts:1:1)`)],
  ['a message that was changed', Object.assign(new Error(`a\n    at ${mark} (a.ts:1:1)`), { message: 'other' })],
  ['a name', named(`${mark} and more`)],
  ['a code', Object.assign(new Error('x'), { code: `${mark} and more`, statusCode: mark })],
  ['what is no error', mark],
  ['an object', { message: mark, name: mark }],
])('an error of %s tells nothing that a caller wrote', (_, error) => {
  expect(JSON.stringify([describeError(error, 'ours'), errorName(error)])).not.toContain(mark);
});

it('an error tells what it is, where, and why, as far as the words are our own', () => {
  const system = Object.assign(new TypeError('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
  const error = unavailable('A store did not answer.', 1, new Fault('It ended.', { cause: system }));
  expect(describeError(error, 'ours')).toMatchObject({
    name: 'ServiceError',
    message: 'A store did not answer.',
    cause: { name: 'Fault', message: 'It ended.', cause: { name: 'TypeError', code: 'ECONNREFUSED' } },
  });
  const { stack = [] } = z.object({ stack: z.array(z.string()).optional() }).parse(describeError(error, 'ours'));
  expect(stack.length).toBeGreaterThan(0);
  expect(stack.join('\n')).toMatch(/^at .*describeError\.test\.ts:\d+:\d+\)?$/m);
  const store = Object.assign(new Error(mark), { code: 403, substatus: 1014 });
  expect(describeError(store, 'ours')).toMatchObject({ name: 'Error', code: 403, substatus: 1014 });
  expect(describeError(system, 'all')).toMatchObject({ message: 'connect ECONNREFUSED 127.0.0.1:1' });
});

it("an error's description ends where causes go in a circle", () => {
  const error = new Error('x');
  error.cause = error;
  expect(JSON.stringify(describeError(error, 'ours')).length).toBeLessThan(20_000);
});
