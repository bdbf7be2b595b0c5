// Writes events over HTTP while the host is killed, and knows what of it is committed: an answer that got lost is read back.
import { setTimeout as pause } from 'node:timers/promises';
import type { Answer, Api, Sent } from '../api/api.ts';
import { anHour } from '../api/events.ts';
import type { Chance } from './chance.ts';

/** What is known of one event. Times are milliseconds since 1970, before the request was sent. */
export interface Committed {
  /** Each version that was committed, by its ETag. */
  readonly versions: Map<string, number>;
  /** The ETag as it is now; undefined before it is made, and behind its deletion. */
  last: string | undefined;
  /** When its deletion was asked for, once it is committed. */
  deleted: number | undefined;
}

/** One person's writer. No other one writes to its events. */
export interface Writer {
  readonly token: string;
  /** Begins the ids of its events. */
  readonly name: string;
  readonly events: Map<string, Committed>;
  /** Changes that are committed, and answers that got lost. */
  readonly counts: { committed: number; lost: number };
}

/** So many events that all that is pending of them stays below what a subscription may have pending (`maxPending`). */
const mostEvents = 60;

export const newWriter = (token: string, name: string): Writer => ({ token, name, events: new Map(), counts: { committed: 0, lost: 0 } });

/** Makes, changes or deletes an event, by chance. Resolves when it is known what has become of it. */
export async function writeOnce(api: Api, writer: Writer, chance: Chance): Promise<void> {
  const living = [...writer.events].filter(([, { last }]) => last !== undefined);
  const one = chance.oneOf(living);
  const mayMake = writer.events.size < mostEvents;
  if (one === undefined || (mayMake && chance.below(10) < 3)) return make(api, writer);
  const [id, known] = one;
  if (living.length > 3 && chance.below(10) < 1) return write(api, writer, id, known, { method: 'DELETE' });
  return write(api, writer, id, known, { method: 'PATCH', json: { subject: `subject ${chance.below(1_000_000)}` } });
}

async function make(api: Api, writer: Writer): Promise<void> {
  const id = `${writer.name}-${writer.events.size}`;
  const known: Committed = { versions: new Map(), last: undefined, deleted: undefined };
  writer.events.set(id, known);
  await write(api, writer, id, known, { method: 'PUT', json: { subject: id, ...anHour } });
}

async function write(api: Api, writer: Writer, id: string, known: Committed, sent: Sent): Promise<void> {
  const { token, counts } = writer;
  const path = `/v1.0/me/events/${id}`;
  const asked = Date.now();
  const answer = await api.send(path, { ...sent, token }).catch(() => undefined);
  const isLost = answer === undefined || answer.status >= 500;
  if (isLost) counts.lost++;
  const now = isLost ? await readBack(api, path, token) : answer;
  if (![200, 201, 204, 404].includes(now.status)) throw new Error(`${String(sent.method)} ${path}: ${now.status} ${now.text}`);
  if (!isLost && now.status === 404) throw new Error(`${path} is gone: ${now.text}`);
  note(known, now, asked, counts);
}

/** What is there, as soon as somebody answers. */
async function readBack(api: Api, path: string, token: string): Promise<Answer> {
  for (;;) {
    const answer = await api.send(path, { token }).catch(() => undefined);
    if (answer !== undefined && answer.status < 500) return answer;
    await pause(50);
  }
}

/** Notes the version that an answer shows: there, or there no more. */
function note(known: Committed, { status, json }: Answer, asked: number, counts: Writer['counts']): void {
  const etag = status === 204 || status === 404 ? undefined : String(json['@odata.etag']);
  if (etag === known.last) return;
  counts.committed++;
  known.last = etag;
  if (etag === undefined) known.deleted = asked;
  else known.versions.set(etag, asked);
}
