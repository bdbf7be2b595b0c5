// The engine of the explorer's uploads as a test drives it: requests by `fetch`, pauses that are short, and what is kept in memory.
import { randomUUID } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import type { Keep, KeptUpload } from '../../../lib/explorer/files/upload/keep.ts';
import type { UploadState, Upload } from '../../../lib/explorer/files/upload/upload.ts';
import { createUploads, type Uploads } from '../../../lib/explorer/files/upload/uploads.ts';
import { ConnectionLost, type Asked, type Send } from '../../../lib/explorer/files/upload/wire.ts';

/** Requests of the engine, in their order. */
export type Requests = Pick<Asked, 'method' | 'url' | 'headers'>[];

export interface Uploading {
  /** The service, or what stands in front of it. */
  readonly url: string;
  readonly token: string;
  readonly keep?: Keep;
  readonly person?: string;
  /** Told before each request is sent. */
  readonly onRequest?: (asked: Asked) => void | Promise<void>;
}

export interface Uploader extends Uploads {
  readonly requests: Requests;
  /** So many requests with bytes have been under way at once. */
  readonly mostAtOnce: number;
  /** Resolves to the upload once it is in one of these states, rejects where it fails instead. */
  until(name: string, ...states: readonly UploadState['is'][]): Promise<Upload>;
}

export function startUploader({ url, token, keep = memoryKeep(), person = 'adele', onRequest }: Uploading): Uploader {
  const requests: Requests = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  const sender =
    (headers: Readonly<Record<string, string>>): Send =>
    async (asked) => {
      await onRequest?.(asked);
      requests.push({ method: asked.method, url: asked.url, headers: { ...asked.headers, ...headers } });
      mostAtOnce = Math.max(mostAtOnce, (atOnce += 1));
      try {
        return await fetched(url, asked, headers);
      } finally {
        atOnce -= 1;
      }
    };
  const uploads = createUploads({
    ask: sender({ Authorization: `Bearer ${token}` }),
    send: sender({}),
    keep,
    person,
    now: Date.now,
    // A pause takes a thousandth of its time; what waits for a connection that stands still waits as long as it says.
    wait: (ms, signal) => after(ms >= 45_000 ? ms : ms / 1000, undefined, { signal, ref: false }),
    random: Math.random,
    newId: randomUUID,
  });
  return {
    ...uploads,
    requests,
    get mostAtOnce() {
      return mostAtOnce;
    },
    until: (name, ...states) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = uploads.all().find((upload) => upload.name === name);
          if (found !== undefined && states.includes(found.state.is)) resolve(found);
          else if (found?.state.is === 'failed') reject(new Error(JSON.stringify(found.state.failure)));
          else return;
          end();
        };
        const end = uploads.subscribe(look);
        look();
      }),
  };
}

async function fetched(base: string, { url, method, headers, body, signal }: Asked, more: Readonly<Record<string, string>>) {
  try {
    const response = await fetch(new URL(url, base), {
      method,
      headers: { ...headers, ...more },
      signal,
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    return { status: response.status, header: (name: string) => response.headers.get(name), text };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TypeError) throw new ConnectionLost();
    throw error;
  }
}

/** What a browser keeps, of one page after another; `release` is another load of the page. */
export function memoryKeep(): Keep & { readonly kept: Map<string, KeptUpload>; release(): void } {
  const kept = new Map<string, KeptUpload>();
  const claimed = new Set<string>();
  return {
    kept,
    release: () => claimed.clear(),
    all: () => Promise.resolve([...kept.values()]),
    put: (upload) => Promise.resolve(void kept.set(upload.id, upload)),
    remove: (id) => Promise.resolve(void kept.delete(id)),
    claim: (id) => {
      const isFree = !claimed.has(id);
      claimed.add(id);
      return Promise.resolve(isFree);
    },
  };
}
