// Sends requests in parallel over kept connections, and times each: requests a second, latencies, CPU time of the process that answers.
import { readFileSync } from 'node:fs';
import http from 'node:http';

export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface Answered {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What one round has shown of one candidate. */
export interface Round {
  readonly ms: number;
  readonly perSecond: number;
  /** Milliseconds of each request. */
  readonly latencies: readonly number[];
  /** Milliseconds of CPU time a request in the process that answers; undefined where the system doesn't tell. */
  readonly cpuMs: number | undefined;
}

/** How long a round lasts at most, and how many requests it has at most. */
export interface Bounds {
  readonly ms: number;
  readonly requests: number;
}

export interface Client {
  send(sent: Sent): Promise<Answered>;
  /** Sends what `next` gives, so many at a time. Throws for an answer that isn't a success. */
  load(next: () => Sent, bounds: Bounds, pid: number): Promise<Round>;
  close(): void;
}

/** Requests at a time. */
const parallel = 8;

export function openClient(): Client {
  const agent = new http.Agent({ keepAlive: true, maxSockets: parallel });
  const send = ({ method, url, headers, body }: Sent): Promise<Answered> =>
    new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
      const request = http.request(url, { method, agent, headers: { ...headers, ...length } }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
        response.on('error', reject);
      });
      request.on('error', reject);
      request.end(body);
    });
  return {
    send,
    async load(next, { ms, requests }, pid) {
      const latencies: number[] = [];
      let left = requests;
      const cpu = cpuMs(pid);
      const began = performance.now();
      const work = async (): Promise<void> => {
        while (left-- > 0 && performance.now() - began < ms) {
          const sent = next();
          const at = performance.now();
          const { status, body } = await send(sent);
          latencies.push(performance.now() - at);
          if (status >= 300) throw new Error(`${status} to ${sent.method} ${sent.url}: ${body.toString('utf8').slice(0, 500)}`);
        }
      };
      await Promise.all(Array.from({ length: parallel }, work));
      const took = performance.now() - began;
      const spent = cpuMs(pid);
      return {
        ms: took,
        perSecond: (latencies.length / took) * 1000,
        latencies,
        cpuMs: cpu === undefined || spent === undefined ? undefined : (spent - cpu) / latencies.length,
      };
    },
    close: () => agent.destroy(),
  };
}

/** Several turns as one round. */
export function joined(turns: readonly Round[]): Round {
  const ms = turns.reduce((sum, turn) => sum + turn.ms, 0);
  const latencies = turns.flatMap((turn) => turn.latencies);
  const cpu = turns.reduce<number | undefined>(
    (sum, turn) => (sum === undefined || turn.cpuMs === undefined ? undefined : sum + turn.cpuMs * turn.latencies.length),
    0,
  );
  return {
    ms,
    latencies,
    perSecond: (latencies.length / ms) * 1000,
    cpuMs: cpu === undefined ? undefined : cpu / latencies.length,
  };
}

/** CPU time that a process has taken, in milliseconds, by Linux's /proc in hundredths of a second (proc(5), stat). Undefined elsewhere, and for 0. */
export function cpuMs(pid: number): number | undefined {
  if (process.platform !== 'linux' || pid === 0) return undefined;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
