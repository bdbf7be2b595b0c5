// A receiver of notifications on this machine, and the requests that it gets; and a client that sends to it alone.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { Outgoing } from '../../../lib/outgoing/outgoing.ts';
import type { Clock } from '../../../lib/runtime/clock.ts';

/** A notification as it came. */
const received = z.looseObject({
  id: z.string().optional(),
  subscriptionId: z.string(),
  changeType: z.string().optional(),
  lifecycleEvent: z.string().optional(),
  resource: z.string().optional(),
  resourceData: z.looseObject({ id: z.string(), '@odata.etag': z.string().optional() }).optional(),
});
export type Received = z.infer<typeof received>;

const collection = z.looseObject({ value: z.array(received), validationTokens: z.array(z.string()).optional() });

export interface Post {
  /** The path that it was sent to. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly told: readonly Received[];
}

/** What the receiver answers to a POST. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Receiver {
  url(path: string): string;
  /** All that it got, in the order of their arrival. */
  readonly posts: Post[];
  /** What was told at this path by POSTs that were answered 2xx. */
  told(path: string): readonly Received[];
  /** Decides the answers from now on; 202 by default. */
  answers(how: (post: Post) => Answer | Promise<Answer>): void;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const posts: Post[] = [];
  const taken: Post[] = [];
  let answer: (post: Post) => Answer | Promise<Answer> = () => ({ status: 202 });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const post: Post = {
        path: request.url ?? '',
        headers: request.headers,
        text,
        told: collection.parse(JSON.parse(text)).value,
      };
      posts.push(post);
      void Promise.resolve(answer(post)).then(({ status, headers }) => {
        if (status >= 200 && status < 300) taken.push(post);
        response.writeHead(status, headers).end();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (path) => `http://localhost:${port}${path}`,
    posts,
    told: (path) => taken.filter((post) => post.path === path).flatMap((post) => post.told),
    answers(how) {
      answer = how;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Sends by the platform's own client; an answer takes as long as the clock says. */
export const localOutgoing = (clock: Clock): Outgoing => ({
  async post({ url, headers, body, timeout }) {
    const began = clock();
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers,
        body: Buffer.from(body),
        redirect: 'manual',
        signal: AbortSignal.timeout(timeout),
      });
      const retryAfter = answer.headers.get('retry-after');
      return {
        is: 'answered',
        status: answer.status,
        body: new Uint8Array(await answer.arrayBuffer()),
        took: clock() - began,
        ...(retryAfter !== null && { retryAfter }),
      };
    } catch (error) {
      const isLate = error instanceof Error && error.name === 'TimeoutError';
      return { is: isLate ? 'timedOut' : 'failed', why: isLate ? 'no answer in time' : 'no connection' };
    }
  },
});
