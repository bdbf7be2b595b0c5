// The open extensions of an event: GET and POST …/events/{id}/extensions (contract, section 15).
import { addExtension } from '../../calendar/custom/changes.ts';
import { toPage } from '../../directory/page.ts';
import { extensionKey } from '../../calendar/custom/customData.ts';
import { Fault } from '../../runtime/errors.ts';
import { readExtension } from '../../odata/custom/extensionBody.ts';
import { extensionList, isListed, selectedExtension } from '../../odata/custom/extensionQuery.ts';
import { countQuery, noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import type { Reply } from '../../http/messages.ts';
import { idListReply } from '../listReply.ts';
import type { EventCall, EventPartCall } from '../call.ts';
import { mailboxPartition } from '../../calendar/mailbox.ts';
import { readJsonBody } from '../jsonBody.ts';
import { savedReply } from '../savedReply.ts';
import { changeCustom, extensionsPath, extensionUrl, openCustom, shownExtension } from './openExtensions.ts';

/** 200 with the event's extensions, those that a filter names, in the order of their names. Costs one point read more than the event. */
export async function getExtensions(call: EventPartCall<'extensions'>): Promise<Reply> {
  const options = parseQueryOptions(call.request.url.searchParams, extensionList);
  const { key, event, data } = await openCustom(call, 'read');
  const listed = data.extensions.filter((extension) => isListed(options.filter, extension));
  return idListReply(call, options, {
    name: [mailboxPartition(key.mailbox), event.incarnation, 'extensions'],
    path: extensionsPath(key),
    page({ limit, after = '' }) {
      const inOrder = listed.map((extension) => ({ id: extensionKey(extension.name), extension }));
      const behind = inOrder.filter(({ id }) => id > after).sort((a, b) => (a.id < b.id ? -1 : 1));
      const { entries, ...rest } = toPage(behind, limit);
      return Promise.resolve({ ...rest, entries: entries.map(({ extension }) => extension) });
    },
    number: () => Promise.resolve(listed.length),
    show: (extension) => selectedExtension(extension, options.select),
  });
}

/** How many extensions the event has, of those that a filter names. */
export async function numberOfExtensions(call: EventCall): Promise<number> {
  const { filter } = parseQueryOptions(call.request.url.searchParams, countQuery(extensionList));
  return (await openCustom(call, 'read')).data.extensions.filter((extension) => isListed(filter, extension)).length;
}

/** 201 with the extension. If the event has one of that name already, the given properties are set and its others stay. */
export async function postExtension(call: EventPartCall<'extensions'>): Promise<Reply> {
  const { request, share } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const given = readExtension(await readJsonBody(request, share, 'openTypeExtension'));
  const { key, data, etag } = await changeCustom(call, addExtension(given));
  const made = data.extensions.find(({ name }) => extensionKey(name) === extensionKey(given.name));
  if (made === undefined) throw new Fault('An extension that was written is not there.');
  return savedReply(call, { isNew: true, url: extensionUrl(call, key, made), etag, show: () => shownExtension(call, key, made) });
}
