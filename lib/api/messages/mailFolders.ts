// GET …/mailFolders and …/mailFolders/{id}: the inbox, where messages about meetings lie.
import type { Mailbox } from '../../calendar/mailbox.ts';
import { itemNotFound } from '../../runtime/errors.ts';
import { quotedKey } from '../../odata/query/context.ts';
import { mailFolderEntity, mailFolderList, mailFolderQuery, type MailFolder } from '../../odata/message/mailFolder.ts';
import { countQuery, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import type { Reference } from '../../paths/reference.ts';
import { resolveMailbox } from '../../access/resolve/mailbox.ts';
import type { Call } from '../call.ts';
import { jsonReply, type Reply } from '../../http/messages.ts';
import { listReply, tenantCursors, paged, pageLimit } from '../listReply.ts';

type FoldersCall = Call<Extract<Reference, { kind: 'mailFolders' }>>;
type FolderCall = Call<Extract<Reference, { kind: 'mailFolder' }>>;

const inbox = 'inbox';

/** 200 with the inbox, or with no folder of a folder. Throws 404 for a folder in which nothing lies, unless it is the inbox. */
export async function getMailFolders(call: FoldersCall): Promise<Reply> {
  const { request, services, caller, reference, links } = call;
  const options = paged(call, parseQueryOptions(request.url.searchParams, mailFolderList));
  const mailbox = await resolveMailbox(services, caller, reference.owner);
  const folders = await foldersIn(call, mailbox);
  const { skip = 0 } = options;
  return listReply(call, options, {
    cursors: tenantCursors(call, [mailbox.id, 'mailFolders', reference.folders], options),
    context: links.context(`users(${quotedKey(mailbox.id)})/mailFolders`, options.selectText, false),
    page: () => {
      const shown = folders.slice(skip, skip + pageLimit(options, folders.length));
      return Promise.resolve({ value: shown.map((folder) => mailFolderEntity(folder, options.select)) });
    },
    number: () => Promise.resolve(folders.length),
  });
}

/** How many folders the list has. */
export async function numberOfMailFolders(call: FoldersCall): Promise<number> {
  const { request, services, caller, reference } = call;
  parseQueryOptions(request.url.searchParams, countQuery(mailFolderList));
  return (await foldersIn(call, await resolveMailbox(services, caller, reference.owner))).length;
}

/** 200 with the folder; one query that counts its messages. Throws 404 for one in which nothing lies, unless it is the inbox. */
export async function getMailFolder(call: FolderCall): Promise<Reply> {
  const { request, services, caller, reference, links } = call;
  const { select, selectText } = parseQueryOptions(request.url.searchParams, mailFolderQuery);
  const mailbox = await resolveMailbox(services, caller, reference.owner);
  const folder = await folderAt(call, mailbox, reference.folders);
  return jsonReply(200, {
    '@odata.context': links.context(`users(${quotedKey(mailbox.id)})/mailFolders`, selectText, true),
    ...mailFolderEntity(folder, select),
  });
}

async function foldersIn(call: FoldersCall, mailbox: Mailbox): Promise<readonly MailFolder[]> {
  const { folders } = call.reference;
  if (folders.length === 0) return [await folderAt(call, mailbox, [inbox])];
  await folderAt(call, mailbox, folders);
  return [];
}

async function folderAt({ services }: Pick<Call, 'services'>, mailbox: Mailbox, folders: readonly string[]): Promise<MailFolder> {
  const messages = await services.messages.count(mailbox, { folders });
  const id = folders.at(-1) ?? inbox;
  const isInbox = folders.length === 1 && id.toLowerCase() === inbox;
  if (!isInbox && messages === 0) throw itemNotFound();
  return isInbox ? { id: inbox, displayName: 'Inbox', messages } : { id, displayName: id, parent: folders.at(-2), messages };
}
