// An app whose work can be measured, and requests to it whose price is held against that of a plain one. `npm run test:prices` measures;
// without it, as in `npm test`, each request is sent once and its answer counts, since a busy machine can't judge a price.
import { expect } from 'vitest';
import type { Sent } from '../../support/api/api.ts';
import { startAppHost, type AppHost } from '../../support/process/appHost.ts';
import { fileBody, itemBody } from '../../support/api/bodies.ts';
import { allowHooks } from '../../support/api/hooks.ts';
import { newEventOf, newStranger, type Person } from '../../support/people/people.ts';
import { longFields } from '../../support/process/longFields.ts';
import { measured, priceOf, type Price } from '../../support/process/prices.ts';

/** What is sent, as `Api.send` takes it. */
export type Asked = readonly [path: string, sent: Sent];

/**
 * What four MiB of a plain file take on a quiet machine of two cores, in milliseconds of CPU: to be measured anew whenever plain files become
 * cheaper, since what nobody may take are the 200 and 50 ms below.
 */
const plainOnQuiet = { cpu: 14, longest: 4 };
/**
 * By how much a price may be that of the plain file, which is measured beside it: 200 ms of CPU, and 50 at a time, where the plain one
 * takes what it takes on a quiet machine.
 */
const mostOfPlain = { cpu: 200 / plainOnQuiet.cpu, longest: 50 / plainOnQuiet.longest };
/** On a machine that isn't quiet a price is taken again before it counts; the least counts. */
const attempts = 6;

/** Whether prices are measured. */
export const measuring = process.env.PRICES !== undefined;

export interface Priced {
  readonly app: AppHost;
  readonly person: Person;
  /** Path of an event of that person's. */
  readonly event: string;
  send(path: string, sent?: Sent): Promise<Awaited<ReturnType<AppHost['api']['send']>>>;
  /** Stops the app; nothing that was sent may be in what it has printed. */
  end(): Promise<void>;
  /** The path of a new item attachment. */
  attachItem(item: object): Promise<string>;
  /**
   * Sends the request, which is answered with this status; where prices are measured, as often as it takes to see that it is cheap, or each of
   * the `parts` of a batch. Where a second one would cost less than the first, it is to be prepared anew each time.
   */
  expectCheap(asked: Asked | (() => Promise<Asked>), status: number, parts?: number): Promise<void>;
}

/** The largest body that a request may have, but for what is around it. */
const most = 4_190_000;
export const fill = (piece: string, length = most): string => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
export const times = <T>(count: number, of: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => of(i));

/** What one sender may send in a while is another matter. */
const unlimited = { CALLER_REQUESTS: '1000000', CALLER_BODIES_MIB: '1000000', MEETING_RECIPIENTS_PER_HOUR: '1000000' };

export async function openPriced(): Promise<Priced> {
  const app = await startAppHost({ ...measured, ...allowHooks('*'), FUNCTIONS_KEY: 'hostile', BYTE_BUDGET_MIB: '256', ...unlimited });
  const person = await newStranger(app.api);
  const event = await newEventOf(app.api, person);
  const send: Priced['send'] = (path, sent = {}) => app.api.send(path, { token: person.token, ...sent });
  const largest = { json: fileBody('plain.bin', Buffer.alloc(3_100_000, 7)) };
  const plainRun = async (): Promise<void> => expect((await send(`${event}/attachments`, largest)).status).toBe(201);
  await plainRun();
  let plain = await priceOf(app.child, plainRun, measuring ? 10 : 1);
  /** The plain file again: on a machine that has become busy each of both takes longer, so they are compared as they are in the same while. */
  const plainNow = async (): Promise<Price> => (plain = await priceOf(app.child, plainRun, 3));
  return {
    app,
    person,
    event,
    send,
    async end() {
      await app.end();
      const printed = app.out() + app.err();
      expect(longFields(printed)).toEqual([]);
      // Bodies of 4 MB, in whatever shape they come.
      expect(printed.split('\n').filter((line) => line.length > 30_000)).toEqual([]);
    },
    async attachItem(item) {
      const { json, status, text } = await send(`${event}/attachments`, { json: itemBody({ ...item }) });
      expect(status, text.slice(0, 300)).toBe(201);
      return `${event}/attachments/${String(json.id)}`;
    },
    async expectCheap(asked, status, parts = 1) {
      const prepare = async (): Promise<() => Promise<void>> => {
        const [path, sent] = typeof asked === 'function' ? await asked() : asked;
        return async () => {
          const answer = await send(path, sent);
          expect(answer.status, answer.text.slice(0, 300)).toBe(status);
        };
      };
      if (!measuring) return (await prepare())();
      const ofPart = async (): Promise<Price> => {
        const price = await priceOf(app.child, await prepare(), 1);
        return { ...price, cpuMs: price.cpuMs / parts };
      };
      const { cpu, longest } = await leastOf(ofPart, plain, plainNow);
      const told = `${cpu.toFixed(2)} × the CPU, ${longest.toFixed(2)} × as long at a time as the plain ${plain.cpuMs.toFixed(0)}, ${plain.longestMs.toFixed(0)} ms`;
      console.log(expect.getState().currentTestName, told);
      expect(cpu, told).toBeLessThan(mostOfPlain.cpu);
      expect(longest, told).toBeLessThan(mostOfPlain.longest);
    },
  };
}

interface Ratio {
  readonly cpu: number;
  readonly longest: number;
}

const ratioOf = (price: Price, plain: Price): Ratio => ({ cpu: price.cpuMs / plain.cpuMs, longest: price.longestMs / plain.longestMs });

/**
 * The least of several. They are taken in turns with the plain file, and the least of each are compared: no single busy moment counts, neither
 * for a request nor against it.
 */
async function leastOf(take: () => Promise<Price>, plain: Price, plainNow: () => Promise<Price>): Promise<Ratio> {
  let price = await take();
  let beside = plain;
  for (let i = 1; i < attempts; i++) {
    const now = await plainNow();
    beside = i === 1 ? now : lesser(now, beside);
    price = lesser(await take(), price);
  }
  return ratioOf(price, beside);
}

const lesser = (price: Price, other: Price = price): Price => ({
  ...price,
  cpuMs: Math.min(price.cpuMs, other.cpuMs),
  longestMs: Math.min(price.longestMs, other.longestMs),
});

export const batchOf = (requests: readonly object[]): Asked => ['/v1.0/$batch', { json: { requests } }];

/** A body as it is, labelled as JSON. */
export const posted = (path: string, body: string | Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>> = {}): Asked => [
  path,
  { method: 'POST', body, headers: { 'Content-Type': 'application/json', ...headers } },
];

/** What a webhook sends, a character for each byte. */
export const hooked = ({ person, event }: Priced, body: string, headers: Readonly<Record<string, string>>): Asked => [
  `/hooks/v1.0/users/${person.id}/events/${event.split('/').at(-1) ?? ''}/attachments`,
  { method: 'POST', token: null, body: Buffer.from(body, 'latin1'), headers: { 'x-functions-key': 'hostile', ...headers } },
];
