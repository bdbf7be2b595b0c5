// Reads the parameters of an event's actions: what an attendee answers, what the organizer says to a cancellation.
import { badRequest } from '../errors.ts';
import { maxTextLength } from '../limits.ts';
import type { JsonObject } from '../stores/documents.ts';
import { readBody } from './bodyReader.ts';

export interface ResponseBody {
  readonly comment?: string | undefined;
  readonly sendResponse: boolean;
}

/** Graph, "event: accept". Throws 400 for `proposedNewTime`, which this service doesn't take. */
export function readResponse(json: JsonObject): ResponseBody {
  const body = readBody(json);
  if (body.has('proposedNewTime')) throw badRequest("The parameter 'proposedNewTime' is not supported; write it into 'comment'.");
  return { comment: body.text('comment', maxTextLength), sendResponse: body.boolean('sendResponse') ?? true };
}

/** Graph, "event: cancel". */
export const readCancellation = (json: JsonObject): { readonly comment?: string | undefined } => ({
  comment: readBody(json).text('comment', maxTextLength),
});
