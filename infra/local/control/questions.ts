// Questions that the supervisor asks a part of the stack over the channel between them, and how the part answers. A deployed app has neither.
import { z } from 'zod';

const question = z.object({ type: z.literal('question'), number: z.number(), name: z.string(), value: z.unknown().optional() });
const answer = z.object({ type: z.literal('answer'), number: z.number(), value: z.unknown().optional(), failure: z.string().optional() });

/** What a part can be asked, by name; an error's message goes back to who asked. */
export type Answers = Readonly<Record<string, (value: unknown) => unknown>>;

/** Answers the parent of this process. */
export function answerQuestions(answers: Answers): void {
  process.on('message', (message) => {
    const asked = question.safeParse(message);
    if (!asked.success) return;
    const { number, name, value } = asked.data;
    const reply = (more: object): void => void process.send?.({ type: 'answer', number, ...more });
    Promise.resolve()
      .then(() => (answers[name] ?? unknownTo(name))(value))
      .then(
        (given: unknown) => reply({ value: given }),
        (error: unknown) => reply({ failure: error instanceof Error ? error.message : String(error) }),
      );
  });
}

/** An answer to who moves the clock: `by` is a number of milliseconds. */
export const readOffset =
  (move: (by: number) => unknown) =>
  (by: unknown): unknown =>
    move(z.number().parse(by));

const unknownTo = (name: string) => (): never => {
  throw new Error(`Nobody here knows '${name}'.`);
};

/** A process that can be asked. */
interface Asked {
  readonly connected: boolean;
  send(message: object, done: (error: Error | null) => void): boolean;
  on(event: 'message', heard: (message: unknown) => void): unknown;
  once(event: 'exit', ended: () => void): unknown;
}

/** How one asks a process. Rejects with what the part says, and when it ends meanwhile. */
export function questionsTo(child: Asked): (name: string, value?: unknown) => Promise<unknown> {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let asked = 0;
  child.on('message', (message) => {
    const heard = answer.safeParse(message);
    if (!heard.success) return;
    const { number, value, failure } = heard.data;
    const one = waiting.get(number);
    waiting.delete(number);
    if (failure === undefined) one?.resolve(value);
    else one?.reject(new Error(failure));
  });
  child.once('exit', () => {
    for (const one of waiting.values()) one.reject(new Error('It has ended.'));
  });
  return async (name, value) => {
    if (!child.connected) throw new Error('It has ended.');
    const one = Promise.withResolvers<unknown>();
    waiting.set((asked += 1), one);
    child.send({ type: 'question', number: asked, name, value }, (error) => {
      if (error !== null) one.reject(error);
    });
    return one.promise;
  };
}
