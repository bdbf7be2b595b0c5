// POST …/attachments by a webhook: makes all attachments that the body brings, or none of them.
import type { RequestName } from '../../attachments/add.ts';
import { authorOf } from '../../access/permissions/calendarAccess.ts';
import { signatureToleranceSeconds } from '../../runtime/limits/webhooks.ts';
import type { Signed } from '../../access/tokens/signatures.ts';
import { attachmentEntity } from '../../odata/attachment/attachmentEntity.ts';
import { noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import type { EventCall } from '../call.ts';
import { openContent } from '../openContent.ts';
import { jsonReply, type Reply } from '../../http/messages.ts';
import { createdReply } from '../attachments/createAttachment.ts';
import { deliveryHeaders, repeatKey } from '../../http/requestIds.ts';
import { readDelivery } from './delivery.ts';

/**
 * 201 with the attachment, or with a list of them where there are several; never with bytes, which the sender has. The same answer for the
 * same delivery.
 */
export async function attachDelivery(call: EventCall, bytes: Uint8Array, signed: Signed | undefined): Promise<Reply> {
  const { services, request, caller, links } = call;
  const name = signed === undefined ? ownName(request.headers) : signedName(signed);
  const { attachments, query } = await readDelivery(request.headers, request.url.searchParams, bytes);
  parseQueryOptions(query, noOptions);
  const { key, named, opening } = await openContent(call, 'write');
  const event = await opening;

  const records = await services.attachments.add(key, event, attachments, authorOf(caller), name);
  const [only, ...others] = records;
  if (only !== undefined && others.length === 0) return createdReply(call, named, only);
  return jsonReply(201, {
    '@odata.context': links.attachmentsContext(named, undefined, false),
    value: records.map((record) => attachmentEntity({ record })),
  });
}

/** What an unsigned delivery calls itself. */
function ownName(headers: Headers): RequestName | undefined {
  const key = repeatKey(headers, deliveryHeaders);
  return key === undefined ? undefined : { key };
}

/**
 * The key that identifies a signed delivery. It is made from the signature or from an id that the signature covers, and not from other
 * headers, since anybody who has seen the delivery could change those. Such a key never begins with a header's name, and the keys of the
 * two kinds of signatures can't be equal. While its event exists, a signature counts for that event only. After the event's end, a
 * signature with a time stays claimed until that time is over; GitHub's signatures are valid for ever, so their sender may deliver again.
 */
function signedName(signed: Signed): RequestName {
  const { scheme, names } = signed;
  switch (signed.scheme) {
    case 'standard':
      return { key: `signed ${scheme}:${signed.id}`, signed: { names, claimedSeconds: signedSeconds } };
    case 'github':
      return { key: `signed ${scheme}:${names.join()}`, signed: { names, claimedSeconds: 0 } };
  }
}

/** Seconds for which a signature with a time can be valid: the tolerance before and after its time, and an hour for clocks that differ. */
const signedSeconds = 2 * signatureToleranceSeconds + 60 * 60;
