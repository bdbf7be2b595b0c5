// A mailbox in an app whose calls to the stores are counted.
import { expect } from 'vitest';
import type { Answer, Sent } from '../api/api.ts';
import { startCountedStack, type CountedStack } from './countedStack.ts';
import type { Cost } from '../faults/countingProxy.ts';
import { newStranger, type Person } from '../people/people.ts';

export interface CountedMailbox {
  readonly stack: CountedStack;
  readonly mailbox: Person;
  /** The calls that one request of the mailbox's owner makes. Fails the test when the answer has another status. */
  callsOf(status: number, path: string, sent?: Omit<Sent, 'token'>): Promise<Cost['calls']>;
}

export async function startCountedMailbox(stores: Parameters<typeof startCountedStack>[0]): Promise<CountedMailbox> {
  const stack = await startCountedStack(stores);
  const mailbox = await newStranger(stack.api);
  // The first request also reads the user, the token issuer's keys, the stores' accounts and the key for cursors, once for all requests.
  await mailbox.newEvent();
  await mailbox.newEvent();
  await mailbox.send('/v1.0/me/events?$top=1');
  return {
    stack,
    mailbox,
    async callsOf(status, path, sent) {
      let answer: Answer | undefined;
      const { calls } = await stack.count(async () => (answer = await mailbox.send(path, sent)));
      expect(answer?.status, answer?.text.slice(0, 300)).toBe(status);
      return calls;
    },
  };
}
