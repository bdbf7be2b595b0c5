// Receivers of every manner, each a server of its own: healthy, slow, dead for a while, wrong, and one that redirects to where nobody may ask.
import { z } from 'zod';
import { echo, startReceiver, type Answering, type Received, type TestReceiver } from './receiver.ts';

/** How a receiver answers what isn't a handshake. `recovering` is dead from `die` to `recover`. */
export const manners = ['healthy', 'slow', 'recovering', 'wrong', 'redirecting'] as const;
export type Manner = (typeof manners)[number];

/** Those that have to be told of everything in the end. */
export const reached = ['healthy', 'slow', 'recovering'] as const satisfies readonly Manner[];

export interface ToldChange {
  readonly changeType: string;
  readonly event: string;
  readonly etag: string | undefined;
  /** When it came, in milliseconds since 1970. */
  readonly at: number;
}

export interface Receivers {
  url(manner: Manner, path: string): string;
  /** Nobody listens at the address of the one that recovers. */
  die(): Promise<void>;
  /** Somebody listens there again, at the same port. */
  recover(): Promise<void>;
  /** The changes that came to this path of the receiver, in the order of their arrival. */
  told(manner: Manner, path: string): readonly ToldChange[];
  /** Names of the lifecycle notifications that came to any receiver. */
  lifecycle(): readonly string[];
  /** What came to the address that the redirecting one names. */
  redirected(): readonly Received[];
  stop(): Promise<void>;
}

/** Milliseconds that the slow one takes. */
const slowMs = 3_000;

const collection = z.object({
  value: z.array(
    z.looseObject({
      changeType: z.string().optional(),
      lifecycleEvent: z.string().optional(),
      resourceData: z.looseObject({ id: z.string(), '@odata.etag': z.string().optional() }).optional(),
    }),
  ),
});

const valueOf = (received: Received) => (received.validationToken === undefined ? collection.parse(JSON.parse(received.body)).value : []);

const changesIn = (received: Received): ToldChange[] =>
  valueOf(received).flatMap(({ changeType, resourceData }) =>
    changeType === undefined || resourceData === undefined
      ? []
      : [{ changeType, event: resourceData.id, etag: resourceData['@odata.etag'], at: received.at }],
  );

/** A good answer to a handshake, and this one to the rest. */
const unlessHandshake =
  (answer: Answering): Answering =>
  (received, response) =>
    (received.validationToken === undefined ? answer : echo)(received, response);

export async function startReceivers(): Promise<Receivers> {
  const target = await startReceiver();
  const [healthy, slow, wrong, redirecting, before] = await Promise.all(Array.from({ length: 5 }, () => startReceiver()));
  if (!healthy || !slow || !wrong || !redirecting || !before) throw new Error('A receiver is missing.');
  slow.answer = unlessHandshake((received, response) => void setTimeout(() => echo(received, response), slowMs));
  wrong.answer = unlessHandshake((_, response) => response.writeHead(500).end());
  redirecting.answer = unlessHandshake((_, response) => response.writeHead(302, { Location: `${target.url}/elsewhere` }).end());
  const all: Record<Manner, TestReceiver> = { healthy, slow, recovering: before, wrong, redirecting };
  const { port } = new URL(before.url);
  return {
    url: (manner, path) => `${all[manner].url}${path}`,
    die: () => before.stop(),
    async recover() {
      all.recovering = await startReceiver(Number(port));
    },
    told: (manner, path) => all[manner].received.filter((each) => each.path === path).flatMap(changesIn),
    lifecycle: () =>
      Object.values(all).flatMap(({ received }) => received.flatMap(valueOf).flatMap(({ lifecycleEvent }) => lifecycleEvent ?? [])),
    redirected: () => target.received,
    async stop() {
      await Promise.all([target, ...Object.values(all)].map((each) => each.stop()));
    },
  };
}
