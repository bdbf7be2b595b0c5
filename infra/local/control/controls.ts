// What a test can do with a running stack: move its clock, order faults, put data in, go back to the beginning.
import { z } from 'zod';
import type { Child } from '../process/children.ts';
import type { IssuerKey } from '../issuer/issuerKey.ts';
import type { LocalIssuer } from '../issuer/localIssuer.ts';
import { signToken, type TokenRequest } from '../issuer/signToken.ts';
import { clockOffset, moveClock } from './clock.ts';
import type { faultSchema } from './faults.ts';
import type { RequestNote } from '../testing/types.ts';
import { plant } from './seed/plant.ts';
import type { seedSchema, Planted } from './seed/seedSchema.ts';

/** The parts of the stack that are controlled. */
export interface Controlled {
  /** The process of the host, which may be another one after a restart. */
  readonly host: () => Child;
  /** The processes of the emulators. */
  readonly stores: readonly Child[];
  readonly issuer: Pick<LocalIssuer, 'forget'>;
  readonly issuerKey: IssuerKey;
  readonly secret: string;
}

export const tokenSchema = z.union([
  z.strictObject({ user: z.string().min(3), scope: z.string().optional(), expiresIn: z.int().optional() }),
  z.strictObject({ app: z.literal(true), role: z.string().optional(), expiresIn: z.int().optional() }),
]);

export const clockSchema = z.union([
  z.strictObject({ set: z.iso.datetime({ offset: true }) }),
  /** Milliseconds. */
  z.strictObject({ advance: z.number() }),
]);

export interface Controls {
  /** The stack's time. */
  now(): Date;
  /** Moves the clock of every process, and runs the timers that are due by it. Back, the app starts anew, which may remember what is to come. */
  moveClock(to: z.output<typeof clockSchema>): Promise<Date>;
  fault(fault: z.input<typeof faultSchema>): Promise<void>;
  heal(): Promise<void>;
  requests(): Promise<readonly RequestNote[]>;
  forget(): Promise<void>;
  token(request: z.output<typeof tokenSchema>): Promise<string>;
  /** Makes what the seed says, by the API, and lets `reset` go back to it unless `keep` is false. */
  seed(seed: z.output<typeof seedSchema>): Promise<Planted>;
  /** Stores, clock, faults and notes as they were when the stack was ready, or behind the last seed that was kept; and nobody is signed in. */
  reset(): Promise<void>;
  /** Lets a host that has just started have the stack's time. */
  adopt(): Promise<void>;
}

/** Throws an error whose message says what can't be done. */
export function createControls({ host, stores, issuer, issuerKey, secret }: Controlled): Controls {
  const askStores = (name: string): Promise<unknown> => {
    if (stores.length < 2) throw new Error('A store runs elsewhere, so that it can’t be put back.');
    return Promise.all(stores.map((child) => child.ask(name)));
  };
  const moveAll = async (by: number): Promise<void> => {
    moveClock(by);
    await Promise.all([...stores, host()].map((child) => child.ask('moveClock', by)));
    await host().ask('catchUp');
  };
  /** What the clock does around a step back: no run of a timer goes on beyond it, and the app behind it has seen nothing. */
  const back = async (to: number, also?: () => Promise<unknown>): Promise<void> => {
    await host().ask('endRuns');
    await moveAll(to);
    await also?.();
    await host().ask('startAnew');
  };
  const tell = async (name: string, value?: unknown): Promise<void> => {
    await host().ask(name, value);
  };
  const token = (request: TokenRequest): Promise<string> => signToken(issuerKey, request);
  let kept: Promise<unknown> | undefined;
  const keep = (): Promise<unknown> => (kept = askStores('keep'));
  return {
    now: () => new Date(),
    async moveClock(to) {
      const by = 'set' in to ? Date.parse(to.set) - Date.now() : to.advance;
      await (by < 0 ? back : moveAll)(clockOffset() + by);
      return new Date();
    },
    fault: (fault) => tell('fault', fault),
    heal: () => tell('heal'),
    requests: async () => (await host().ask('requests')) as readonly RequestNote[],
    forget: () => tell('forget'),
    token: (request) => token(tokenOf(request)),
    async seed({ keep: keeps, ...seed }) {
      const planted = await plant(seed, { url: host().facts.url ?? '', secret, token });
      if (keeps) await keep();
      return planted;
    },
    async reset() {
      issuer.forget();
      await Promise.all([host().ask('heal'), host().ask('forget')]);
      await back(0, () => askStores('putBack'));
    },
    async adopt() {
      if (clockOffset() !== 0) await host().ask('moveClock', clockOffset());
      if (kept !== undefined || stores.length < 2) return;
      // What the timers note when they first run is kept with the rest, so that the app that starts anew behind a reset finds it.
      await host().ask('runTimers');
      await keep();
    },
  };
}

function tokenOf({ expiresIn, ...request }: z.output<typeof tokenSchema>): TokenRequest {
  const until = expiresIn === undefined ? {} : { expiresIn };
  if ('user' in request) return { user: request.user, ...until, ...(request.scope !== undefined && { scope: request.scope }) };
  return { app: true, ...until, ...(request.role !== undefined && { role: request.role }) };
}
