// Reads the parameters of an event's actions: what an attendee answers, what the organizer says to a cancellation.
import { maxTextLength } from '../../runtime/limits.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { readBody } from '../types/bodyReader.ts';
import type { PropertyTable } from '../types/edm.ts';
import type { NotKept } from '../types/structured.ts';

/** As Graph's metadata spells them; bodies may write them in any case of letters. */
export const responseParameters = { Comment: 'Edm.String', SendResponse: 'Edm.Boolean' } as const satisfies PropertyTable;
/** No other time is proposed by an answer here. */
export const notKeptOfResponses = { absent: ['ProposedNewTime'] } as const satisfies NotKept;
export const cancelParameters = { Comment: 'Edm.String' } as const satisfies PropertyTable;

export interface ResponseBody {
  readonly comment?: string | undefined;
  readonly sendResponse: boolean;
}

/** Graph, "event: accept". */
export function readResponse(json: JsonObject): ResponseBody {
  const body = readBody<typeof responseParameters>(json);
  return { comment: body.text('Comment', maxTextLength), sendResponse: body.boolean('SendResponse') ?? true };
}

/** Graph, "event: cancel". */
export const readCancellation = (json: JsonObject): { readonly comment?: string | undefined } => ({
  comment: readBody<typeof cancelParameters>(json).text('Comment', maxTextLength),
});
