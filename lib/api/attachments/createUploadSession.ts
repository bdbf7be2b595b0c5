// POST …/attachments/createUploadSession: a URL to which a file's ranges are sent.
import { authorOf } from '../../access/permissions/calendarAccess.ts';
import { noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import { uploadSessionRows } from '../../odata/upload/uploadSchema.ts';
import { showRows } from '../../odata/types/entity.ts';
import { readUploadSession } from '../../odata/upload/uploadSessionBody.ts';
import { printToken } from '../../uploads/session.ts';
import type { EventCall } from '../call.ts';
import { openContent } from '../openContent.ts';
import { jsonReply, type Reply } from '../../http/messages.ts';
import { readJsonBody } from '../jsonBody.ts';

/** 201 with the session (contract, section 4); the URL in it is its own authority for 24 hours. */
export async function createUploadSession(call: EventCall): Promise<Reply> {
  const { request, services, caller, reference, links, share } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const { key, opening } = await openContent(call, 'write');
  const event = await opening;
  const upload = { ...readUploadSession(await readJsonBody(request, share, 'createUploadSession')), version: reference.version };
  const { token, expires } = await services.uploads.start(key, event, upload, authorOf(caller));
  const session = { uploadUrl: links.upload(printToken(token)), expires, expectedRanges: ['0-'] };
  return jsonReply(201, { '@odata.context': links.uploadContext, ...showRows(uploadSessionRows, session) });
}
