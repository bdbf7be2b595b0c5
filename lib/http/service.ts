// The order of steps that every request goes through, and the one place that catches.
import { requireMessagePermission, requirePermission } from '../auth/access.ts';
import type { Verifier } from '../auth/bearer.ts';
import type { Caller } from '../auth/caller.ts';
import type { Clock } from '../clock.ts';
import type { ServiceError } from '../errors.ts';
import { parsePath } from '../paths/grammar.ts';
import type { Owner } from '../paths/reference.ts';
import type { ByteBudget } from './byteBudget.ts';
import type { Services } from './call.ts';
import { errorReply } from './errors.ts';
import type { Reply, Request } from './exchange.ts';
import { actionOf, answer, requireMethod } from './graph.ts';
import { createLinks } from './links.ts';
import { operationName } from './operationName.ts';
import { requestIds } from './requestIds.ts';
import { answerUpload } from './uploads.ts';

/** One line for each request: ids, sizes and durations; never names, bytes or tokens. */
export interface RequestLog {
  readonly requestId: string;
  readonly method: string;
  /** What was asked for, such as `attachments`; nothing when the path wasn't understood. */
  readonly operation?: string;
  readonly status: number;
  readonly durationMs: number;
  readonly replyBytes: number;
  /** What went wrong, where it is for the operator to know. */
  readonly error?: unknown;
}

export interface ServiceOptions {
  readonly services: Services;
  readonly verify: Verifier;
  readonly budget: ByteBudget;
  readonly publicUrl?: string | undefined;
  readonly clock: Clock;
  readonly newRequestId: () => string;
  readonly log: (entry: RequestLog) => void;
}

/** Answers a request; never throws. */
export type Service = (request: Request) => Promise<Reply>;

export function createGraphService(options: ServiceOptions): Service {
  const { services, verify, budget, publicUrl } = options;
  return (request) =>
    reply(options, request, async (named) => {
      const caller = await verify(request.headers.get('authorization'));
      const reference = parsePath(request.url.pathname);
      named(operationName(reference));
      requireMethod(reference, request.method);
      await admit(services, caller);
      // What belongs to the directory needs other permissions than the calendars' own; its operations ask for them.
      if (reference.kind === 'messages' || reference.kind === 'message') requireMessagePermission(caller);
      else if ('owner' in reference) requirePermission(caller, actionOf(request.method), mailboxKind(reference.owner));
      const share = budget.share();
      try {
        const links = createLinks(publicUrl, request.url, reference.version);
        return await answer({ services, request, caller, reference, links, share });
      } finally {
        share.release();
      }
    });
}

/** Answers what is sent to upload URLs, which need no token. */
export function createUploadService(options: Omit<ServiceOptions, 'verify'>): Service {
  const { services, budget, publicUrl } = options;
  return (request) =>
    reply(options, request, (named) => {
      named('upload');
      return answerUpload(services, budget, publicUrl, request);
    });
}

/** Answers every request in the envelope of an error: for paths that nothing else serves, and for an app that can't start. */
export const createRefusal =
  (options: Pick<ServiceOptions, 'clock' | 'newRequestId' | 'log'>, refuse: () => ServiceError): Service =>
  (request) =>
    reply(options, request, () => Promise.reject(refuse()));

async function reply(
  { clock, newRequestId, log }: Pick<ServiceOptions, 'clock' | 'newRequestId' | 'log'>,
  request: Request,
  work: (named: (operation: string) => void) => Promise<Reply>,
): Promise<Reply> {
  const began = clock();
  const ids = requestIds(newRequestId(), request.headers.get('client-request-id'));
  let operation: string | undefined;
  let failure: unknown;
  const answered = await work((name) => (operation = name)).catch((error: unknown) => {
    failure = error;
    return errorReply(error, ids, clock());
  });
  const headers = { ...answered.headers, 'request-id': ids.requestId, 'client-request-id': ids.clientRequestId };
  log({
    requestId: ids.requestId,
    method: request.method,
    ...(operation !== undefined && { operation }),
    status: answered.status,
    durationMs: clock() - began,
    replyBytes: answered.body === undefined ? 0 : Buffer.byteLength(answered.body),
    ...(answered.status >= 500 && { error: failure }),
  });
  return { ...answered, headers };
}

/** A user is in the directory from the first request on, by what the own token verifies (contract, section 7). Throws 404 for a deleted one. */
async function admit({ presence, meetings }: Services, caller: Caller): Promise<void> {
  if (caller.kind === 'application') return;
  const { tenant, id: userId, upn, name: displayName, isGuest, issuedAt } = caller;
  const isNew = await presence.admit(tenant, {
    userId,
    ...(upn !== undefined && { upn }),
    ...(displayName !== undefined && { displayName }),
    ...(isGuest !== undefined && { isGuest }),
    ...(issuedAt !== undefined && { issuedAt }),
  });
  if (isNew && upn !== undefined) await meetings.welcome(tenant, userId, upn);
}

const mailboxKind = (owner: Owner): 'users' | 'groups' => (owner.kind === 'group' || owner.kind === 'joinedGroup' ? 'groups' : 'users');
