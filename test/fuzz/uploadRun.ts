// Runs a random upload session over HTTP, and compares each answer and the final file with the model.
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { Answer, Api, Sent } from '../support/api/api.ts';
import { explain, gapsOf, newModel, type Model, type Outcome, type UploadRequest } from './uploadModel.ts';
import { toPut, toPuts, type SentRange } from './uploadRequests.ts';
import type { Sequence, Step } from './uploadSequences.ts';

/** Where sequences run: an event that several sessions use at the same time. */
export interface Place {
  readonly api: Api;
  /** The event of all sequences that don't delete theirs. */
  readonly event: string;
  /** The stored document of an attachment, read directly from the store. */
  readonly stored: (attachmentId: string) => Promise<unknown>;
}

/** The results of the sequences of one place. */
export interface Tally {
  sequences: number;
  requests: number;
  /** Sessions that made an attachment, and those whose attachment still exists on the shared event. */
  completed: number;
  remaining: number;
  /** Requests that got 503 first and were sent again. */
  repeated: number;
  readonly statuses: Map<number, number>;
}

export const newTally = (): Tally => ({ sequences: 0, requests: 0, completed: 0, remaining: 0, repeated: 0, statuses: new Map() });

/** A session in progress: what it may hold after the answers so far, and the answers that ended it. */
interface Run {
  readonly place: Place;
  readonly tally: Tally;
  readonly event: string;
  readonly url: string;
  models: readonly Model[];
  readonly sent: SentRange[];
  readonly ends: Answer[];
  /** Paths of deleted attachments and events. */
  readonly removed: Set<string>;
}

/** Runs one sequence. Throws when the service and the model differ. */
export async function runSequence(place: Place, { total, steps }: Sequence, tally: Tally): Promise<void> {
  const { api } = place;
  const event = steps.some((step) => step.do === 'deleteEvent') ? await api.newEvent() : place.event;
  const announced = { AttachmentItem: { attachmentType: 'file', name: 'fuzz.bin', size: total } };
  const { answer: session } = await insist(api, `${attachmentsOf(event)}/createUploadSession`, { json: announced });
  agree(session.status === 201, 'the session was not made', session);
  const url = String(session.json.uploadUrl);
  const run: Run = { place, tally, event, url, models: [newModel(total)], sent: [], ends: [], removed: new Set() };
  for (const step of steps) await take(run, step);
  tally.sequences++;
  await holdAtEnd(run);
}

const attachmentsOf = (event: string): string => `/v1.0/me/events/${event}/attachments`;

/** One of the possible sessions; they differ in which of the concurrent requests came first. */
const likely = ({ models }: Run): Model => models[0] ?? newModel(0);

async function take(run: Run, step: Step): Promise<void> {
  switch (step.do) {
    case 'send':
      await atOnce(run, [toPut(step.range, likely(run), run.sent)]);
      break;
    case 'atOnce':
      await atOnce(
        run,
        step.requests.map((each) => (typeof each === 'string' ? bare[each] : toPut(each, likely(run), run.sent))),
      );
      break;
    case 'finish': {
      const puts = toPuts(likely(run), step.ranges, run.sent);
      if (step.order === 'atOnce') await atOnce(run, puts.slice(0, 6));
      else for (const put of step.order === 'forwards' ? puts : puts.toReversed()) await atOnce(run, [put]);
      break;
    }
    case 'deleteAttachment': {
      if (likely(run).state !== 'completed') break;
      await remove(run, `${attachmentsOf(run.event)}/${String(run.ends[0]?.json.id)}`);
      run.models = run.models.map((model) => ({ ...model, state: 'removed' }));
      break;
    }
    case 'deleteEvent':
      await remove(run, `/v1.0/me/events/${run.event}`);
      run.models = run.models.map((model) => ({ ...model, state: 'gone' }));
      break;
    default:
      await atOnce(run, [bare[step.do]]);
  }
}

const bare: Readonly<Record<'status' | 'cancel', UploadRequest>> = { status: { method: 'GET' }, cancel: { method: 'DELETE' } };

/** Deletes a path; a path that was deleted before must stay deleted. */
async function remove({ place: { api }, removed }: Run, path: string): Promise<void> {
  const { answer, repeated } = await insist(api, path, { method: 'DELETE' });
  agree(answer.status === 204 || (answer.status === 404 && (repeated || removed.has(path))), 'it was not deleted', answer);
  removed.add(path);
}

/** Sends a request until the answer isn't 503: a store that pauses isn't a fault of the service. */
async function insist(api: Api, path: string, sent: Sent = {}): Promise<{ readonly answer: Answer; readonly repeated: boolean }> {
  for (let repeats = 0; ; repeats++) {
    const answer = await api.send(path, sent);
    if (answer.status !== 503 || repeats === 20) return { answer, repeated: repeats > 0 };
  }
}

/** Sends all requests at the same time, and keeps the possible sessions that explain the answers. */
async function atOnce(run: Run, requests: readonly UploadRequest[]): Promise<void> {
  const outcomes = await Promise.all(requests.map((request) => send(run, request)));
  const models = explain(run.models, requests, outcomes);
  if (models.length === 0) throw new Error(unexplained(run.models, requests, outcomes));
  run.models = models;
}

async function send({ place: { api }, url, tally, ends }: Run, request: UploadRequest): Promise<Outcome> {
  const { method } = request;
  const { answer, repeated } = await insist(api, url, { method, token: null, ...(method === 'PUT' && toSent(request)) });
  const { status, json } = answer;
  tally.requests++;
  if (repeated) tally.repeated++;
  tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + 1);
  if (status === 201) ends.push(answer);
  agree(status < 400 || typeof json.error === 'object', 'an error without its envelope', answer);
  agree(status !== 200 || json.id === undefined, 'an id before the end', answer);
  const { nextExpectedRanges: expected } = json;
  return { status, repeated, ...(Array.isArray(expected) && { expected: expected.map(String) }) };
}

const toSent = ({ range, body }: Extract<UploadRequest, { method: 'PUT' }>) => ({
  body,
  headers: {
    'Content-Type': 'application/octet-stream',
    'Content-Range': typeof range === 'string' ? range : `bytes ${range.first}-${range.last}/${range.total}`,
  },
});

const storedAttachment = z.looseObject({
  content: z.looseObject({ blocks: z.array(z.tuple([z.number(), z.number(), z.number()])) }),
});

/** Checks that there is one attachment with bytes and checksums that explain all answers, or none. */
async function holdAtEnd(run: Run): Promise<void> {
  const { place, tally, models, ends } = run;
  const [end] = ends;
  if (end === undefined) return;
  tally.completed++;
  const location = String(end.headers.get('location'));
  for (const other of ends) agree(other.headers.get('location') === location && other.text === end.text, 'another end', other);
  const { state, bytes } = likely(run);
  if (state === 'gone') return;
  const { answer: value } = await insist(place.api, `${location}/$value`);
  agree(value.status === (state === 'removed' ? 404 : 200), `the attachment is ${state}`, value);
  if (state === 'removed') return;
  agree(
    models.some((model) => value.bytes.equals(Buffer.from(model.bytes.map(Number)))),
    'other bytes',
  );
  const { blocks } = storedAttachment.parse(await place.stored(String(end.json.id))).content;
  for (const [at, length, checksum] of blocks) agree(crc32(value.bytes.subarray(at, at + length)) === checksum, 'another checksum');
  agree(blocks.reduce((sum, [, length]) => sum + length, 0) === bytes.length, 'blocks that are not the file');
  if (run.event === place.event) tally.remaining++;
}

function agree(holds: boolean, what: string, answer?: Answer): void {
  if (!holds) throw new Error(answer === undefined ? what : `${what}: ${answer.status} ${answer.text.slice(0, 300)}`);
}

function unexplained(models: readonly Model[], requests: readonly UploadRequest[], outcomes: readonly Outcome[]): string {
  const lines = requests.map((request, i) => {
    const range = request.method === 'PUT' ? ` ${JSON.stringify(request.range)} with ${request.body.length} bytes` : '';
    return `${request.method}${range} → ${JSON.stringify(outcomes[i])}`;
  });
  const from = models.map(({ state, bytes }) => `${state}, missing ${JSON.stringify(gapsOf(bytes))}`);
  return `No order of these explains their answers, from ${from.join(' or ')}:\n${lines.join('\n')}`;
}
