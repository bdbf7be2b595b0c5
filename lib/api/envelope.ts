// One request from its arrival to its answer: its ids, what browsers ask beforehand, the one catch, and the one line in the log.
import type { Clock } from '../runtime/clock.ts';
import { isFailure, ServiceError } from '../runtime/errors.ts';
import { maxUrlLength } from '../runtime/limits.ts';
import { measured, type Usage } from '../runtime/meter.ts';
import { turnFor } from '../runtime/inSteps.ts';
import { corsHeaders, optionsReply, type Origins } from '../http/cors.ts';
import { errorReply } from '../http/errors.ts';
import type { Method, Reply, ReplyHeaders, Request } from '../http/messages.ts';
import { written } from '../http/writtenJson.ts';
import type { Part } from './batch/batch.ts';
import { requestIds, type RequestIds } from '../http/requestIds.ts';

/** What the operator is told of each request, and of each part of a batch: ids, sizes and durations; never names, bytes or tokens. */
export interface RequestLog {
  /** A batch's parts have the batch's. */
  readonly requestId: string;
  /** Which part of the batch it was, from 1. */
  readonly part?: number;
  /** The caller's own GUID, where it sent one. */
  readonly clientRequestId?: string;
  /** W3C Trace Context, section 3.2: the trace that the platform counts the request to. */
  readonly traceParent?: string;
  readonly method: Method;
  /** What was asked for, such as `attachments`; nothing when the path wasn't understood. */
  readonly operation?: string;
  /** How many parts a batch had. */
  readonly parts?: number;
  readonly status: number;
  /** Milliseconds since the epoch. */
  readonly began: number;
  readonly durationMs: number;
  readonly replyBytes: number;
  /** What it asked of the stores. */
  readonly stores: Usage;
  /** What went wrong, where the service itself has failed: refusals that a caller can bring about have none. */
  readonly error?: unknown;
}

/** What every answer needs, whatever it is about. */
export interface Environment {
  /** Pages of these origins may use the API. */
  readonly corsOrigins: Origins;
  readonly clock: Clock;
  readonly newRequestId: () => string;
  readonly log: (entry: RequestLog) => void;
}

/** What the log is told beside what every request tells. */
type LogFields = Partial<Pick<RequestLog, 'operation' | 'parts'>>;

export type Annotate = (noted: LogFields) => void;

export interface Work {
  /** What the path takes besides OPTIONS, which is answered here for all of them, before anything is asked of the caller. */
  readonly methods: () => readonly string[];
  /** What it throws becomes the answer. */
  readonly run: (note: Annotate) => Promise<Reply>;
  /** The part of a batch that this is. */
  readonly part?: Part | undefined;
}

/** Answers a request of its own, under a new id; never rejects. */
export const withEnvelope = (surroundings: Environment, request: Request, work: Work): Promise<Reply> =>
  withEnvelopeAs(surroundings, request, idsOf(surroundings.newRequestId(), request), work);

export const idsOf = (requestId: string, { headers }: Request): RequestIds => requestIds(requestId, headers.get('client-request-id'));

/** The same under ids that are known already: a part of a batch has the batch's. */
export async function withEnvelopeAs(
  { corsOrigins, clock, log }: Environment,
  request: Request,
  ids: RequestIds,
  { methods, run, part }: Work,
): Promise<Reply> {
  const began = clock();
  let noted: LogFields = {};
  let failure: unknown;
  const identified = (reply: Reply): Reply => ({
    ...reply,
    headers: {
      ...reply.headers,
      ...(part === undefined && withVary(reply.headers, corsHeaders(corsOrigins, request))),
      'request-id': ids.requestId,
      'client-request-id': ids.clientRequestId,
    },
  });
  const { value: answered, usage } = await measured(clock, () =>
    (request.method === 'OPTIONS'
      ? Promise.resolve(optionsReply(corsOrigins, request, methods()))
      : runWithin(request, () => run((more) => (noted = { ...noted, ...more })))
    )
      .then(async (answer) => {
        const reply = await written(answer);
        if (part === undefined) return identified(reply);
        // To put a long answer beside the others of a batch takes its time, as to make it did.
        await turnFor(reply.body?.length ?? 0);
        return part.after(identified(reply));
      })
      .catch((error: unknown) => {
        failure = error;
        return identified(errorReply(error, ids, clock()));
      }),
  );
  log({
    requestId: ids.requestId,
    ...(part !== undefined && { part: part.number }),
    ...(ids.clientRequestId !== ids.requestId && { clientRequestId: ids.clientRequestId }),
    ...(request.traceParent !== undefined && { traceParent: request.traceParent }),
    method: request.method,
    ...noted,
    status: answered.status,
    began,
    durationMs: clock() - began,
    replyBytes: answered.body === undefined ? 0 : Buffer.byteLength(answered.body),
    stores: usage,
    ...(failure !== undefined && isFailure(failure) && { error: failure }),
  });
  return answered;
}

/** CORS' headers, where both have a `Vary` with what both name (RFC 9110, section 12.5.5). */
const withVary = ({ Vary: own }: ReplyHeaders, cors: ReplyHeaders): ReplyHeaders =>
  own === undefined || cors.Vary === undefined ? cors : { ...cors, Vary: `${own}, ${cors.Vary}` };

/** The platform refuses a longer URL by itself where it has a front end (contract, section 6). Throws 414 (RFC 9110, section 15.5.15). */
async function runWithin({ url }: Request, run: () => Promise<Reply>): Promise<Reply> {
  const { length } = url.pathname + url.search;
  if (length > maxUrlLength)
    throw new ServiceError(414, 'BadRequest', `The URL of the request has ${length} characters; it may have at most ${maxUrlLength}.`);
  return await run();
}
