// What rows are made in: a local stack with people, ours and the floor over its stores, and their calls to these.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startIssuer } from '../../../infra/local/issuer/issuer.ts';
import { readIssuerKey } from '../../../infra/local/issuer/issuerKey.ts';
import { startStack, type Stack } from '../../support/process/stack.ts';
import { openClient, type Answered, type Client, type Sent } from './load.ts';
import type { Plans } from './plan.ts';
import { startRecorder, type Recorded, type Recorder } from './recorder.ts';
import { appFolders, startSide, type Side, type SideOptions } from './sides.ts';

export interface World {
  readonly stack: Stack;
  readonly client: Client;
  /** A folder for this run's files. */
  readonly folder: string;
  readonly recorder: Recorder;
  /** Starts an app over the stores, or, recorded, over the proxies before them. */
  start(side: 'ours' | 'floor', recorded: boolean, env?: Readonly<Record<string, string>>): Promise<Side>;
  /** Hands the floor its plans; sides that are started later have them. */
  setPlans(plans: Plans): Promise<void>;
  end(): Promise<void>;
}

export async function openWorld(as: 'bundles' | 'sources'): Promise<World> {
  const folders = await appFolders(as);
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const stack = await startStack();
  const issuer = await startIssuer(await readIssuerKey(stack.dataDir));
  const recorder = await startRecorder(stack);
  const client = openClient();
  const plans = join(folder, 'plans.json');
  const running: Side[] = [];
  return {
    stack,
    client,
    folder,
    recorder,
    async start(side, recorded, env = {}) {
      const { cosmosUrl, blobUrl } = recorded ? recorder : stack;
      const options: SideOptions = {
        root: folders[side],
        cosmosUrl,
        blobUrl,
        env: { AUTHORITY: issuer.url, FLOOR_PLANS: plans, ...env },
      };
      const started = await startSide(folder, options);
      running.push(started);
      return started;
    },
    setPlans: (all) => writeFile(plans, JSON.stringify(all)),
    async end() {
      client.close();
      await Promise.all(running.map((side) => side.stop()));
      await recorder.close();
      await issuer.stop();
      await stack.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** One person with a token, who sends requests to an app. */
export interface Caller {
  /** A request by a path below `/v1.0`; an object is sent as JSON. */
  sent(side: Pick<Side, 'url'>, method: string, path: string, body?: object): Sent;
  /** Sends it. Throws for an answer that isn't a success. */
  must(side: Pick<Side, 'url'>, method: string, path: string, body?: object): Promise<Record<string, unknown>>;
}

export async function callerOf({ stack, client }: World, user: string): Promise<Caller> {
  const token = await stack.token({ user, expiresIn: 24 * 3_600 });
  const sent: Caller['sent'] = ({ url }, method, path, body) => ({
    method,
    url: `${url}/v1.0${path}`,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return {
    sent,
    async must(side, method, path, body) {
      const answer = await client.send(sent(side, method, path, body));
      if (answer.status >= 300) throw new Error(`${answer.status} to ${method} ${path}: ${answer.body.toString('utf8').slice(0, 500)}`);
      return answer.body.length === 0 ? {} : (JSON.parse(answer.body.toString('utf8')) as Record<string, unknown>);
    },
  };
}

/** Sends a request and tells what it asked of the stores. */
export async function recordedOf({ recorder, client }: World, sent: Sent): Promise<{ answer: Answered; calls: readonly Recorded[] }> {
  let answer: Answered | undefined;
  const calls = await recorder.record(async () => {
    answer = await client.send(sent);
  });
  if (answer === undefined || answer.status >= 300)
    throw new Error(`${answer?.status ?? ''} to ${sent.method} ${sent.url}: ${answer?.body.toString('utf8').slice(0, 500) ?? ''}`);
  return { answer, calls };
}
