// Describes an error for the log: its kind and its place in the source, and no word that a caller wrote.
import { Fault, ServiceError } from '../../lib/runtime/errors.ts';
import { readableStack } from './readableStack.ts';

/**
 * Whose messages are shown. A parser's message quotes what it couldn't read and a store's message names its documents, so that both may
 * repeat a caller's words: with `ours`, only messages of the service's own errors are shown. `all` is for work before the first request,
 * such as the start.
 */
export type Words = 'ours' | 'all';

export interface DescribedError {
  readonly name: string;
  /** The code that the operating system or a store gave, such as `ECONNREFUSED` or 403. */
  readonly code?: string | number;
  readonly status?: number;
  readonly substatus?: number;
  readonly message?: string;
  /** Places in the source, the innermost first. */
  readonly stack?: readonly string[];
  readonly cause?: DescribedError | string;
}

/** How many nested causes are described. */
const maxDepth = 5;

/** Describes an error by its kind, place and causes, and any other thrown value by its type. */
export function describeError(error: unknown, words: Words, depth = 0): DescribedError | string {
  if (!(error instanceof Error)) return typeof error;
  const stack = placesOf(error);
  const [code, status, substatus] = [property(error, 'code'), property(error, 'statusCode'), property(error, 'substatus')];
  return {
    name: errorName(error),
    ...((typeof code === 'number' || isWord(code)) && { code }),
    ...(typeof status === 'number' && { status }),
    ...(typeof substatus === 'number' && { substatus }),
    ...(mayShow(error, words) && { message: error.message }),
    ...(stack !== undefined && { stack }),
    ...(error.cause !== undefined && depth < maxDepth && { cause: describeError(error.cause, words, depth + 1) }),
  };
}

/** The kind of an error; a text that isn't an identifier isn't shown. */
export const errorName = (error: unknown): string => {
  if (!(error instanceof Error)) return typeof error;
  return isWord(error.name) ? error.name : 'Error';
};

const isWord = (value: unknown): value is string => typeof value === 'string' && /^[A-Za-z][\w.-]{0,63}$/.test(value);

const property = (error: Error, name: string): unknown => Reflect.get(error, name);

/**
 * Whether an error's message is shown. The message of a 4xx repeats what the caller asked for; the message of a 5xx is the service's own.
 */
function mayShow(error: Error, words: Words): boolean {
  if (error instanceof Fault || (error instanceof ServiceError && error.status >= 500)) return true;
  return words === 'all' && !(error instanceof SyntaxError);
}

/** The stack without the message, which may look like a stack itself; undefined if the stack doesn't contain the message. */
function placesOf({ stack = '', message }: Error): readonly string[] | undefined {
  const begins = stack.indexOf(message);
  if (begins === -1) return undefined;
  return readableStack(stack.slice(begins + message.length))
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim());
}
