// Answers a list that never has an entry here.
import type { Call } from '../call.ts';
import type { Reply } from '../../http/messages.ts';
import { listReply, tenantCursors, type ListOptions } from '../listReply.ts';

/** The answer 200 without an entry; `path` is the collection's, below the version. Throws 400 for a `$skiptoken`, since it has no second page. */
export const emptyListReply = (call: Call, options: ListOptions, path: string): Promise<Reply> =>
  listReply(call, options, {
    cursors: tenantCursors(call, ['none', path], options),
    context: call.links.context(path, options.selectText, false),
    page: () => Promise.resolve({ value: [] }),
    number: () => Promise.resolve(0),
  });
