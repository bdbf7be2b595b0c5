// The order of steps that every request goes through, and the one place that catches.
import { requireMessagePermission, requirePermission } from '../auth/access.ts';
import type { Verifier } from '../auth/bearer.ts';
import type { Caller } from '../auth/caller.ts';
import type { Clock } from '../clock.ts';
import { ServiceError } from '../errors.ts';
import type { Owner } from '../paths/reference.ts';
import { understood } from '../paths/understood.ts';
import { measured, type Usage } from '../stores/meter.ts';
import type { ByteBudget } from './byteBudget.ts';
import type { Services } from './call.ts';
import { errorReply } from './errors.ts';
import type { Reply, Request } from './exchange.ts';
import { actionOf, answer, requireMethod } from './graph.ts';
import { createLinks } from './links.ts';
import { operationName } from './operationName.ts';
import type { Part } from './operations/batch.ts';
import { getMetadata } from './operations/metadata.ts';
import { requestIds, type RequestIds } from './requestIds.ts';
import { answerUpload } from './uploads.ts';

/** What the operator is told of each request, and of each part of a batch: ids, sizes and durations; never names, bytes or tokens. */
export interface RequestLog {
  /** A batch's parts have the batch's. */
  readonly requestId: string;
  /** Which part of the batch it was, from 1. */
  readonly part?: number;
  /** The caller's own GUID, where it sent one. */
  readonly clientRequestId?: string;
  /** W3C Trace Context, section 3.2: the trace that the platform counts the request to. */
  readonly traceParent?: string;
  readonly method: string;
  /** What was asked for, such as `attachments`; nothing when the path wasn't understood. */
  readonly operation?: string;
  /** How many parts a batch had. */
  readonly parts?: number;
  readonly status: number;
  /** Milliseconds since the epoch. */
  readonly began: number;
  readonly durationMs: number;
  readonly replyBytes: number;
  /** What it asked of the stores. */
  readonly stores: Usage;
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

/** Who sends a request, and how it is let in: by the token that it brings, or as a part of a batch that has been let in. */
interface Entrance {
  /** Throws 401 for who isn't known. */
  identify(): Promise<Caller>;
  /** Throws 404 for who isn't there any more. */
  admit(caller: Caller): Promise<void>;
}

export function createGraphService(options: ServiceOptions): Service {
  const { services, verify, newRequestId } = options;
  return (request) =>
    serve(options, request, idsOf(newRequestId(), request), {
      identify: () => verify(request.headers.get('authorization')),
      admit: (caller) => admit(services, caller),
    });
}

/** The steps of every request to a path of the API, of its own or a part of a batch. */
function serve(options: ServiceOptions, request: Request, ids: RequestIds, entrance: Entrance, part?: Part): Promise<Reply> {
  const { services, budget, publicUrl } = options;
  return reply(
    options,
    request,
    ids,
    async (note) => {
      part?.before();
      const target = understood(request.url.pathname);
      // What the service is made of is for everybody; whether there is a path isn't.
      if (!(target instanceof ServiceError) && target.kind === 'metadata') {
        note({ operation: operationName(target) });
        requireMethod(target, request.method);
        return getMetadata(request);
      }
      const caller = await entrance.identify();
      if (target instanceof ServiceError) throw target;
      note({ operation: operationName(target) });
      requireMethod(target, request.method);
      await entrance.admit(caller);
      // What belongs to the directory needs other permissions than the calendars' own; its operations ask for them.
      if (target.kind === 'messages' || target.kind === 'message') requireMessagePermission(caller);
      else if ('owner' in target) requirePermission(caller, actionOf(request.method), mailboxKind(target.owner));
      const share = budget.share();
      try {
        const links = createLinks(publicUrl, request.url, target.version);
        const asThisCaller: Entrance = { identify: () => Promise.resolve(caller), admit: () => Promise.resolve() };
        let parts = 0;
        return await answer({ services, request, caller, reference: target, links, share }, (own, ownPart) => {
          note({ parts: ++parts });
          return serve(options, own, idsOf(ids.requestId, own), asThisCaller, ownPart);
        });
      } finally {
        share.release();
      }
    },
    part,
  );
}

const idsOf = (requestId: string, { headers }: Request): RequestIds => requestIds(requestId, headers.get('client-request-id'));

/** Answers what is sent to upload URLs, which need no token. */
export function createUploadService(options: Omit<ServiceOptions, 'verify'>): Service {
  const { services, budget, publicUrl, newRequestId } = options;
  return (request) =>
    reply(options, request, idsOf(newRequestId(), request), (note) => {
      note({ operation: 'upload' });
      return answerUpload(services, budget, publicUrl, request);
    });
}

/** Answers every request in the envelope of an error: for paths that nothing else serves, and for an app that can't start. */
export const createRefusal =
  (options: Pick<ServiceOptions, 'clock' | 'newRequestId' | 'log'>, refuse: () => ServiceError): Service =>
  (request) =>
    reply(options, request, idsOf(options.newRequestId(), request), () => Promise.reject(refuse()));

/** The one place that catches and the one that logs; never rejects. */
async function reply(
  { clock, log }: Pick<ServiceOptions, 'clock' | 'log'>,
  request: Request,
  ids: RequestIds,
  work: (note: (noted: Partial<Pick<RequestLog, 'operation' | 'parts'>>) => void) => Promise<Reply>,
  part?: Part,
): Promise<Reply> {
  const began = clock();
  let noted: Partial<Pick<RequestLog, 'operation' | 'parts'>> = {};
  let failure: unknown;
  const identified = (answered: Reply): Reply => ({
    ...answered,
    headers: { ...answered.headers, 'request-id': ids.requestId, 'client-request-id': ids.clientRequestId },
  });
  const { value: answered, usage } = await measured(clock, () =>
    work((more) => (noted = { ...noted, ...more }))
      .then((done) => (part === undefined ? identified(done) : part.after(identified(done))))
      .catch((error: unknown) => {
        failure = error;
        return identified(errorReply(error, ids, clock()));
      }),
  );
  log({
    requestId: ids.requestId,
    ...(part !== undefined && { part: part.number }),
    ...(ids.clientRequestId !== ids.requestId && { clientRequestId: ids.clientRequestId }),
    ...(request.traceParent !== undefined && { traceParent: request.traceParent }),
    method: request.method,
    ...noted,
    status: answered.status,
    began,
    durationMs: clock() - began,
    replyBytes: answered.body === undefined ? 0 : Buffer.byteLength(answered.body),
    stores: usage,
    ...(answered.status >= 500 && { error: failure }),
  });
  return answered;
}

/** A user is in the directory from the first request on, by what the own token verifies (contract, section 7). Throws 404 for a deleted one. */
async function admit({ presence, meetings }: Services, caller: Caller): Promise<void> {
  if (caller.kind === 'application') return;
  const { tenant, id: userId, upn, name: displayName, issuedAt } = caller;
  const isNew = await presence.admit(tenant, {
    userId,
    ...(upn !== undefined && { upn }),
    ...(displayName !== undefined && { displayName }),
    ...(issuedAt !== undefined && { issuedAt }),
  });
  if (isNew && upn !== undefined) await meetings.welcome(tenant, userId, upn);
}

const mailboxKind = (owner: Owner): 'users' | 'groups' => (owner.kind === 'group' || owner.kind === 'joinedGroup' ? 'groups' : 'users');
