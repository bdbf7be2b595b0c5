// Answers what a write has made or changed: with the entity, or with nothing but where it is.
import type { JsonObject } from '../runtime/json.ts';
import { emptyReply, jsonReply, type Reply } from '../http/messages.ts';
import type { Call } from './call.ts';

/** What was written. */
export interface Saved {
  /** Whether it was made, and not changed: the answer is 201 with `Location` then, else 200. */
  readonly isNew: boolean;
  /** The absolute URL of what was written. */
  readonly url: string;
  /** The ETag where the entity isn't shown, or doesn't say its own. */
  readonly etag?: string | undefined;
  /** The whole entity with its context; called only if the answer shows it. */
  readonly show: () => JsonObject | Promise<JsonObject>;
}

/**
 * 201 or 200 with the entity. With `Prefer: return=minimal` 204, `OData-EntityId` (OData 4.01, part 1, section 8.3.4) and, of what was made,
 * `Location` (contract, section 10): then nothing is read or rendered to be shown.
 */
export async function savedReply({ prefer }: Pick<Call, 'prefer'>, { isNew, url, etag, show }: Saved): Promise<Reply> {
  const headers = (tag: string | undefined) => ({ ...(isNew && { Location: url }), ...(tag !== undefined && { ETag: tag }) });
  if (prefer.returnsMinimal()) return emptyReply(204, { ...headers(etag), 'OData-EntityId': url });
  const entity = await show();
  // What is shown may be newer than what was written.
  const own = entity['@odata.etag'];
  return jsonReply(isNew ? 201 : 200, entity, headers(typeof own === 'string' ? own : etag));
}
