// An error as the log shows it: what kind it is, where it came from, and never a word of a caller's.
import { Fault, ServiceError } from '../../lib/runtime/errors.ts';
import { readableStack } from './readableStack.ts';

/**
 * Whose words are shown. A parser's message quotes what it couldn't read, a store's names its documents, and any of them may come of a
 * request: there only our own are shown. `all` is for work that begins before a caller has said anything, such as the start.
 */
export type Words = 'ours' | 'all';

export interface DescribedError {
  readonly name: string;
  /** A system's or a store's own, such as `ECONNREFUSED` or 403. */
  readonly code?: string | number;
  readonly status?: number;
  readonly substatus?: number;
  readonly message?: string;
  /** One place each, the innermost first. */
  readonly stack?: readonly string[];
  readonly cause?: DescribedError | string;
}

/** Causes of causes that are told. */
const maxDepth = 5;

/** For an error its kind, place and causes; for anything else that was thrown, its type. */
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

/** The kind of an error; what isn't a name isn't shown. */
export const errorName = (error: unknown): string => {
  if (!(error instanceof Error)) return typeof error;
  return isWord(error.name) ? error.name : 'Error';
};

const isWord = (value: unknown): value is string => typeof value === 'string' && /^[A-Za-z][\w.-]{0,63}$/.test(value);

const property = (error: Error, name: string): unknown => Reflect.get(error, name);

/** A refusal's message repeats what was asked for; that the service can't do it is said in words of its own. */
function mayShow(error: Error, words: Words): boolean {
  if (error instanceof Fault || (error instanceof ServiceError && error.status >= 500)) return true;
  return words === 'all' && !(error instanceof SyntaxError);
}

/** The stack behind the message, which may look like a stack itself; undefined where the message isn't found in it. */
function placesOf({ stack = '', message }: Error): readonly string[] | undefined {
  const begins = stack.indexOf(message);
  if (begins === -1) return undefined;
  return readableStack(stack.slice(begins + message.length))
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim());
}
