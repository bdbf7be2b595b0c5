// POST …/$batch: several requests in one, each answered as if it had come by itself.
import { Fault, ServiceError } from '../../runtime/errors.ts';
import { maxBatchRequestsAtOnce } from '../../runtime/limits.ts';
import { readBatch, type BatchRequest } from '../../odata/batch/batchBody.ts';
import { quotedId } from '../../odata/batch/batchOrder.ts';
import { noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import type { Reference } from '../../paths/reference.ts';
import { inOrder } from './inOrder.ts';
import { partRequest } from './partRequest.ts';
import { createReplies } from './replies.ts';
import type { Call } from '../call.ts';
import { jsonHeaders, type Reply, type Request } from '../../http/messages.ts';
import { readMeasuredBody } from '../jsonBody.ts';

/** A request's number in its batch, and what the batch does before, during and after the steps that every request goes through. */
export interface Part {
  /** Counts from 1. */
  readonly number: number;
  /** Called before anything else; an error that it throws becomes the answer. */
  before(): void;
  /** Throws 507 for a body of so many bytes that the batch's answer has no room for. */
  readonly requireRoom: (bytes: number) => void;
  /** Called with the finished answer, including its ids; what it returns or throws becomes the answer. */
  after(reply: Reply): Reply;
}

/** Answers a part of a batch as the batch's caller; never rejects. */
export type AnswerPart = (request: Request, part: Part) => Promise<Reply>;

/**
 * 200 with an answer for each request (Graph, "Combine multiple HTTP requests using JSON batching"; OData JSON Format 4.01, section 19).
 * Independent requests run side by side; a request that depends on a failed one is answered with 424. Throws 400 for an invalid batch,
 * before any of its requests is run.
 */
export async function postBatch(call: Call<Extract<Reference, { kind: 'batch' }>>, answerPart: AnswerPart): Promise<Reply> {
  const { request, reference, share } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const { json, bytes } = await readMeasuredBody(request, share, 'batch');
  const parts = readBatch(json);
  const requests = parts.map((part) => partRequest(request, reference.version, part, bytes));
  const replies = createReplies(parts.length, share);

  await inOrder<Outcome>(
    parts.map(({ dependsOn }) => dependsOn),
    maxBatchRequestsAtOnce,
    async (position, before) => {
      const [part, own] = [parts[position], requests[position]];
      if (part === undefined || own === undefined) throw new Fault('A batch has no request at this position.');
      const failed = before.find(({ status }) => status >= 400);
      const reply = await answerPart(own, {
        number: position + 1,
        before() {
          if (failed !== undefined) throw failedDependency(failed.part);
        },
        requireRoom: (bytes) => {
          replies.requireRoom(part, bytes);
        },
        after: (answered) => replies.keep(position, part, answered),
      });
      replies.keepError(position, part, reply);
      return { part, status: reply.status };
    },
  );
  return { status: 200, headers: jsonHeaders, body: replies.body() };
}

interface Outcome {
  readonly part: BatchRequest;
  readonly status: number;
}

const failedDependency = ({ id }: BatchRequest): ServiceError =>
  new ServiceError(424, 'FailedDependency', `The request ${quotedId(id)}, on which this one depends, has failed.`);
