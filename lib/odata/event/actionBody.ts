// Reads the parameters of an event's actions: an attendee's answer, and the organizer's comment on a cancellation.
import { maxTextLength } from '../../runtime/limits.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { readBody } from '../types/bodyReader.ts';
import type { PropertyTable } from '../types/edm.ts';
import type { NotKept } from '../types/structured.ts';

/** The parameters of an answer, as Graph's metadata spells them; bodies may write them in any case of letters. */
export const responseParameters = { Comment: 'Edm.String', SendResponse: 'Edm.Boolean' } as const satisfies PropertyTable;
/** Graph lets an answer propose another time; this service doesn't, and refuses the parameter. */
export const notKeptOfResponses = { absent: ['ProposedNewTime'] } as const satisfies NotKept;
export const cancelParameters = { Comment: 'Edm.String' } as const satisfies PropertyTable;

export interface ResponseBody {
  readonly comment?: string | undefined;
  readonly sendResponse: boolean;
}

/** Reads an answer (Graph, "event: accept"). */
export function readResponse(json: JsonObject): ResponseBody {
  const body = readBody<typeof responseParameters>(json);
  return { comment: body.text('Comment', maxTextLength), sendResponse: body.boolean('SendResponse') ?? true };
}

/** Reads the comment on a cancellation (Graph, "event: cancel"). */
export const readCancellation = (json: JsonObject): { readonly comment?: string | undefined } => ({
  comment: readBody<typeof cancelParameters>(json).text('Comment', maxTextLength),
});
