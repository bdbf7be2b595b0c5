// Answers requests to the URLs of upload sessions: a client sends ranges there, asks how far the upload is, or cancels it.
import { mailboxIn } from '../../calendar/mailbox.ts';
import { itemNotFound, methodNotAllowed, ServiceError, badRequest } from '../../runtime/errors.ts';
import { maxRangeBytes } from '../../runtime/limits.ts';
import { invalidRange } from '../../uploads/receive.ts';
import { parseToken, type UploadSession, type UploadToken } from '../../uploads/session.ts';
import type { ByteBudget, Share } from '../../runtime/byteBudget.ts';
import type { Services } from '../call.ts';
import { parseContentRange } from '../../http/contentRange.ts';
import { emptyReply, type Reply, type Request } from '../../http/messages.ts';
import { createLinks } from '../links.ts';
import { receiveBody, requireIdentityCoding } from '../../http/receiveBody.ts';
import type { ThrottledRequest } from '../throttling/throttle.ts';
import { declaredBytes, sessionOf, uploaderOf } from '../throttling/visitor.ts';
import { completedReply, rangeReply, statusReply } from './uploadReplies.ts';

/** What answering a request needs. */
interface UploadService {
  readonly services: Services;
  readonly budget: ByteBudget;
  readonly publicUrl?: string | undefined;
}

/** The methods of an upload URL. */
export const uploadMethods: readonly string[] = ['GET', 'HEAD', 'PUT', 'DELETE'];

/** How often each byte of a range counts in the budget: once as received, and once as sent on. */
const bytesPerByte = 2;

/**
 * Answers a request to an upload URL (contract, section 4). The URL itself gives the right to upload; a token in `Authorization` is
 * ignored. Throws 404 for a URL that isn't an open session's.
 */
export async function answerUpload(deps: UploadService, throttled: ThrottledRequest, request: Request): Promise<Reply> {
  const { services, budget } = deps;
  const token = parseToken(request.url.pathname.replace(/^\/uploads\//i, ''));
  const mailbox = token && mailboxIn(token.partition);
  if (token === undefined || mailbox === undefined || (await services.presence.isDeleted(mailbox))) throw itemNotFound();
  switch (request.method) {
    case 'GET':
    case 'HEAD': {
      const session = await admitUpload(deps, throttled, request, token);
      if (session.state !== 'open') throw itemNotFound();
      return statusReply(session);
    }
    case 'PUT': {
      const share = budget.share();
      try {
        const session = await admitUpload(deps, throttled, request, token);
        return await putRange(deps, share, request, token, session);
      } finally {
        share.release();
      }
    }
    case 'DELETE':
      await services.uploads.cancel(token, await admitUpload(deps, throttled, request, token));
      return emptyReply(204);
    default:
      throw methodNotAllowed(uploadMethods);
  }
}

/**
 * Opens the session, and only then counts the request; otherwise anybody could use up somebody else's limits without knowing the secret.
 * Throws 404, or 429 beyond the limits of one caller or of the session.
 */
async function admitUpload(
  { services }: UploadService,
  throttled: ThrottledRequest,
  request: Request,
  token: UploadToken,
): Promise<UploadSession> {
  const session = await services.uploads.open(token);
  // A body larger than a range is refused before it is read.
  throttled.admit(uploaderOf(session), Math.min(declaredBytes(request), maxRangeBytes), sessionOf(session));
  return session;
}

async function putRange(
  { services, publicUrl }: UploadService,
  share: Share,
  request: Request,
  token: UploadToken,
  before: UploadSession,
): Promise<Reply> {
  // Checked before Content-Range, since a client that compresses the body counts other bytes there.
  requireIdentityCoding(request.headers.get('content-encoding'));
  const { first, last, total } = parseContentRange(request.headers.get('content-range'));
  const length = last - first + 1;
  if (length > maxRangeBytes)
    throw new ServiceError(413, 'RequestEntityTooLarge', `Maximum request length exceeded. A range has at most ${maxRangeBytes} bytes.`);
  if (total !== before.total || last >= total) throw invalidRange(before);
  share.take(length * bytesPerByte);
  const bytes = await receiveBody(request, (size) => {
    requireLength(size, length);
  });

  const received = await services.uploads.receive(before, token, { first, last }, bytes);
  const links = createLinks(publicUrl, request.url, received.session.version);
  return received.state === 'open'
    ? rangeReply(received.session, links)
    : completedReply(received.session, { ...received.attachment, etag: '' }, links);
}

/** Throws 400 unless the body is as long as its range. */
function requireLength(bytes: number, length: number): void {
  if (bytes !== length) throw badRequest(`The body has ${bytes} bytes, but 'Content-Range' says ${length}.`);
}
