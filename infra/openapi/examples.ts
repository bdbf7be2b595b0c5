// Puts examples into the document: requests that were really sent, and what the service answered.
import { isJsonObject, type Json } from '../../lib/runtime/json.ts';
import type { Described } from './json.ts';

/** What was asked, as a method and the path from the version on, with the bodies of both ways as far as there are any. */
export interface Example {
  readonly asked: string;
  readonly status: number;
  readonly request?: Json | undefined;
  readonly answer?: Json | undefined;
}

/** What was recorded. */
export interface Examples {
  /** What succeeded, by the operation's id. */
  readonly operations: Readonly<Record<string, Example>>;
  /** What was refused, by status and the operation's id. */
  readonly errors: Readonly<Record<string, Readonly<Record<string, Example>>>>;
}

export const noExamples: Examples = { operations: {}, errors: {} };

/** The document with the examples in their places; whatever has none stays as it is. */
export function withExamples(document: Described, { operations, errors }: Examples): Described {
  const items = Object.entries(objectAt(document, 'paths')).map(([path, item]) => [path, itemWith(item, operations)] as const);
  const refusals = Object.entries(objectAt(document, 'components', 'responses')).map(
    ([status, response]) => [status, refusalWith(response, errors[status])] as const,
  );
  return changedAt({ ...document, paths: Object.fromEntries(items) }, ['components', 'responses'], () => Object.fromEntries(refusals));
}

function itemWith(item: Json, operations: Examples['operations']): Json {
  if (!isObject(item)) return item;
  return Object.fromEntries(
    Object.entries(item).map(([name, given]) => {
      const example = isObject(given) && typeof given.operationId === 'string' ? operations[given.operationId] : undefined;
      return [name, isObject(given) && example !== undefined ? operationWith(given, example) : given];
    }),
  );
}

function operationWith(given: Described, { asked, status, request, answer }: Example): Described {
  const description = [given.description, `The example is of \`${asked}\`.`].filter((text) => typeof text === 'string').join('\n\n');
  const type = Object.keys(objectAt(given, 'responses', String(status), 'content'))[0];
  return [
    ...(request === undefined ? [] : [{ at: ['requestBody', 'content', 'application/json'], example: request }]),
    ...(answer === undefined || type === undefined ? [] : [{ at: ['responses', String(status), 'content', type], example: answer }]),
  ].reduce<Described>((described, { at, example }) => changedAt(described, at, (media) => ({ ...media, example })), {
    ...given,
    description,
  });
}

/** An error that every operation shares has an example of each operation that has met it. */
function refusalWith(response: Json, met: Readonly<Record<string, Example>> = {}): Json {
  const examples = Object.entries(met).flatMap(([id, { asked, answer }]) =>
    answer === undefined ? [] : [[id, { summary: asked, value: answer }] as const],
  );
  if (!isObject(response) || examples.length === 0) return response;
  return changedAt(response, ['content', 'application/json'], (media) => ({ ...media, examples: Object.fromEntries(examples) }));
}

const isObject = (value: Json | undefined): value is Described => isJsonObject(value);

/** What is there; nothing where it isn't an object. */
function objectAt(given: Described, ...path: readonly string[]): Described {
  const found = path.reduce<Json | undefined>((inside, name) => (isObject(inside) ? inside[name] : undefined), given);
  return isObject(found) ? found : {};
}

/** The same with what is at the path changed, if anything is there. */
function changedAt(given: Described, [name, ...rest]: readonly string[], change: (found: Described) => Described): Described {
  if (name === undefined) return change(given);
  const found = given[name];
  return isObject(found) ? { ...given, [name]: changedAt(found, rest, change) } : given;
}
