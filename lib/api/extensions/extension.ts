// One open extension of an event: GET, PATCH and DELETE …/events/{id}/extensions/{name} (contract, section 15).
import { removeExtension, replaceExtension } from '../../calendar/custom/changes.ts';
import { extensionKey, type Extension } from '../../calendar/custom/customData.ts';
import { itemNotFound } from '../../runtime/errors.ts';
import { readExtensionChange } from '../../odata/custom/extensionBody.ts';
import { extensionSingle } from '../../odata/custom/extensionQuery.ts';
import { noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import { emptyReply, jsonReply, type Reply } from '../../http/messages.ts';
import type { EventPartCall } from '../call.ts';
import { readJsonBody } from '../jsonBody.ts';
import { savedReply } from '../savedReply.ts';
import { changeCustom, extensionUrl, openCustom, shownExtension, type OpenedCustom } from './openExtensions.ts';

type ExtensionCall = EventPartCall<'extension'>;

/** 200 with the extension, or its selected properties, and the event's ETag. Costs one point read more than the event. */
export async function getExtension(call: ExtensionCall): Promise<Reply> {
  const options = parseQueryOptions(call.request.url.searchParams, extensionSingle);
  const { key, etag, ...opened } = await openCustom(call, 'read');
  return jsonReply(200, shownExtension(call, key, namedIn(opened, call), options), { ETag: etag });
}

/** 200 with the extension, which has the body's properties from then on and no others. `If-Match` with the event's ETag is honoured. */
export async function patchExtension(call: ExtensionCall): Promise<Reply> {
  const { request, share, reference } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const given = readExtensionChange(await readJsonBody(request, share, 'openTypeExtension'), reference.tail.name);
  const { key, etag, ...changed } = await changeCustom(call, replaceExtension(given));
  const extension = namedIn(changed, call);
  return savedReply(call, {
    isNew: false,
    url: extensionUrl(call, key, extension),
    etag,
    show: () => shownExtension(call, key, extension),
  });
}

/** 204; an occurrence hides its series' extension. `If-Match` with the event's ETag is honoured. */
export async function deleteExtension(call: ExtensionCall): Promise<Reply> {
  parseQueryOptions(call.request.url.searchParams, noOptions);
  await changeCustom(call, removeExtension(call.reference.tail.name));
  return emptyReply(204);
}

/** The extension that the path names. Throws 404 where the event has none of that name. */
function namedIn({ data }: Pick<OpenedCustom, 'data'>, { reference }: ExtensionCall): Extension {
  const found = data.extensions.find(({ name }) => extensionKey(name) === extensionKey(reference.tail.name));
  if (found === undefined) throw itemNotFound();
  return found;
}
