// POST …/attachments by a webhook: all that the body brings, or nothing.
import { addAttachments } from '../../attachments/add.ts';
import { authorOf } from '../../auth/access.ts';
import type { Signed } from '../../auth/signatures.ts';
import { attachmentEntity } from '../../odata/attachmentEntity.ts';
import { noOptions, parseQueryOptions } from '../../odata/queryOptions.ts';
import { openFor, resolve, type EventCall } from '../call.ts';
import { jsonReply, type Reply } from '../exchange.ts';
import { createdReply } from '../operations/createAttachment.ts';
import { repeatKey } from '../repeatKey.ts';
import { readDelivery } from './delivery.ts';

/** Headers that name a delivery: ours, Standard Webhooks', Svix's, GitHub's. */
const keyHeaders = ['Idempotency-Key', 'webhook-id', 'svix-id', 'X-GitHub-Delivery'];

/**
 * 201 with the attachment, or with a list of them where there are several; never with bytes, which the sender has. The same answer for the
 * same key within 24 hours: for the signed one of Standard Webhooks, since nobody else could have chosen another one, before all others.
 */
export async function attachDelivery(call: EventCall, bytes: Uint8Array, signed: Signed): Promise<Reply> {
  const { services, request, caller, links } = call;
  const key = repeatKey(request.headers, signed.idHeader === undefined ? keyHeaders : [signed.idHeader]);
  const { attachments, query } = readDelivery(request.headers, request.url.searchParams, bytes);
  parseQueryOptions(query, noOptions);
  const resolved = await resolve(call);
  const event = await openFor(call, 'write', resolved);

  const records = await addAttachments(services, resolved.key, event, attachments, authorOf(caller), key);
  const [only, ...others] = records;
  if (only !== undefined && others.length === 0) return createdReply(call, resolved.key, only);
  return jsonReply(201, {
    '@odata.context': links.attachmentsContext(resolved.key, undefined, false),
    value: records.map((record) => attachmentEntity({ record })),
  });
}
