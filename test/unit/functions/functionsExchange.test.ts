// Between the platform and the service: what fails there is an empty 500, and the platform is thrown nothing that a caller wrote.
import { HttpRequest, InvocationContext } from '@azure/functions';
import { afterEach, expect, it, vi } from 'vitest';
import { handledBy } from '../../../functions/host/adapter.ts';

afterEach(() => vi.restoreAllMocks());

it('what a service throws, and what is no request, is an empty 500 and a line without a word of it', async () => {
  const mark = 'Zq-of-a-caller';
  const lines: string[] = [];
  vi.spyOn(console, 'error').mockImplementation((line: string) => void lines.push(line));
  const request = new HttpRequest({ method: 'GET', url: `http://localhost/${mark}` });
  const broken = Object.create(request, { url: { value: mark } }) as HttpRequest;
  const context = new InvocationContext({ functionName: 'graph' });
  const failing = handledBy(() => Promise.reject(new Error(mark)));
  const fine = handledBy(() => Promise.resolve({ status: 204, headers: {} }));
  expect(await failing(request, context)).toEqual({ status: 500 });
  expect(await fine(broken, context)).toEqual({ status: 500 });
  expect(await fine(request, context)).toEqual({ status: 204, headers: {} });
  expect(lines).toHaveLength(2);
  for (const line of lines) expect(line).toContain('"event":"request"');
  expect(lines.join()).not.toContain(mark);
});
