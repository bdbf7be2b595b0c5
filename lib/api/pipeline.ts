// The order of steps that every request goes through, by what it is sent to.
import { requireMessagePermission, requirePermission } from '../access/permissions/calendarAccess.ts';
import type { Verifier } from '../access/tokens/bearer.ts';
import type { Caller } from '../access/tokens/caller.ts';
import { ServiceError } from '../runtime/errors.ts';
import { subjectOf, type Owner } from '../paths/reference.ts';
import { understood } from '../paths/tryParsePath.ts';
import { answering, answeringAs, idsOf, type Surroundings } from './envelope.ts';
import type { ByteBudget } from '../runtime/byteBudget.ts';
import type { Services } from './call.ts';
import { copying, createCopyAllowance, type CopyAllowance } from './throttling/copies.ts';
import type { Reply, Request } from '../http/messages.ts';
import { actionOf, answer, everyMethod, methodsAt, requireMethod } from './routes.ts';
import { createLinks } from './links.ts';
import { lookingUp } from '../http/lookups.ts';
import { operationName } from './operationName.ts';
import type { Part } from './batch/batch.ts';
import { getMetadata } from './metadata.ts';
import type { RequestIds } from '../http/requestIds.ts';
import type { Throttle } from './throttling/throttle.ts';
import { declaredBytes, visitorOf } from './throttling/visitor.ts';
import { answerUpload, uploadMethods } from './uploads/uploads.ts';

export interface ServiceOptions extends Surroundings {
  readonly services: Services;
  readonly verify: Verifier;
  readonly budget: ByteBudget;
  readonly throttle: Throttle;
  readonly publicUrl?: string | undefined;
}

/** Answers a request; never throws. */
export type Service = (request: Request) => Promise<Reply>;

/** Who sends a request, and how it is let in: by the token that it brings, or as a part of a batch that has been let in. */
interface Entrance {
  /** Throws 401 for who isn't known. */
  identify(): Promise<Caller>;
  /** The caller under the one object id that the directory knows it by. Throws 404 for who isn't there any more. */
  admit(caller: Caller): Promise<Caller>;
  /** What it may have copied, together with the other parts of its batch. */
  readonly copies: CopyAllowance;
}

export function createGraphService(options: ServiceOptions): Service {
  const { services, verify, newRequestId } = options;
  return (request) =>
    serve(options, request, idsOf(newRequestId(), request), {
      identify: () => verify(request.headers.get('authorization')),
      admit: (caller) => admit(services, caller),
      copies: createCopyAllowance(),
    });
}

/** The steps of every request to a path of the API, of its own or a part of a batch. */
function serve(options: ServiceOptions, request: Request, ids: RequestIds, entrance: Entrance, part?: Part): Promise<Reply> {
  const { services, budget, throttle, publicUrl } = options;
  const visit = throttle.visit();
  return answeringAs(options, request, ids, {
    part,
    methods: () => methodsAt(request.url.pathname),
    async run(note) {
      part?.before();
      const target = understood(request.url.pathname);
      // What the service is made of is for everybody; whether there is a path isn't.
      if (!(target instanceof ServiceError) && target.kind === 'metadata') {
        note({ operation: operationName(target) });
        requireMethod(target, request.method);
        return getMetadata(request);
      }
      const verified = await entrance.identify();
      visit.enter(visitorOf(verified, target instanceof ServiceError ? undefined : target), declaredBytes(request));
      if (target instanceof ServiceError) throw target;
      note({ operation: operationName(target) });
      requireMethod(target, request.method);
      const caller = await entrance.admit(verified);
      // What belongs to the directory needs other permissions than the calendars' own; its operations ask for them.
      const subject = subjectOf(target);
      if (subject.kind === 'messages' || subject.kind === 'message') requireMessagePermission(caller, actionOf(request.method));
      else if ('owner' in subject) requirePermission(caller, actionOf(request.method), mailboxKind(subject.owner));
      const share = budget.share();
      try {
        const links = createLinks(publicUrl, request.url, target.version);
        const asThisCaller: Entrance = {
          identify: () => Promise.resolve(caller),
          admit: (known) => Promise.resolve(known),
          copies: entrance.copies,
        };
        let parts = 0;
        const mayCopy = copying(entrance.copies, visit, share);
        const own = {
          services,
          request,
          caller,
          reference: target,
          links,
          share,
          mayCopy,
          mayLookUp: lookingUp(visit),
          ...(part && { requireRoom: part.requireRoom }),
        };
        return await answer(own, (next, nextPart) => {
          note({ parts: ++parts });
          // Each part has a place of its own: the batch keeps none from them.
          visit.leave();
          return serve(options, next, idsOf(ids.requestId, next), asThisCaller, nextPart);
        });
      } finally {
        share.release();
      }
    },
  }).finally(() => {
    visit.leave();
  });
}

/** Answers what is sent to upload URLs, which need no token. */
export function createUploadService(options: Omit<ServiceOptions, 'verify'>): Service {
  const { throttle } = options;
  return (request) => {
    const visit = throttle.visit();
    return answering(options, request, {
      methods: () => uploadMethods,
      run(note) {
        note({ operation: 'upload' });
        return answerUpload(options, visit, request);
      },
    }).finally(() => {
      visit.leave();
    });
  };
}

/** Answers every request in the envelope of an error: for paths that nothing else serves, and for an app that can't start. */
export const createRefusal =
  (surroundings: Surroundings, refuse: () => ServiceError): Service =>
  (request) =>
    answering(surroundings, request, { methods: () => everyMethod, run: () => Promise.reject(refuse()) });

/**
 * A user is in the directory from the first request on, by what the own token verifies (contract, section 7). The token is translated
 * here, before anything else is asked of it (section 17). Throws 404 for a deleted user, 503 where it can't be known whom it means.
 */
async function admit({ presence, meetings }: Services, caller: Caller): Promise<Caller> {
  if (caller.kind === 'application') return caller;
  const { tenant, id: oid, upn, name: displayName, isGuest, isMember, issuedAt } = caller;
  const { userId, alias, gained } = await presence.admit(tenant, {
    userId: oid,
    ...(upn !== undefined && { upn }),
    ...(displayName !== undefined && { displayName }),
    ...(isGuest !== undefined && { isGuest }),
    ...(isMember !== undefined && { isMember }),
    ...(issuedAt !== undefined && { issuedAt }),
  });
  await meetings.welcome(tenant, userId, gained);
  return { ...caller, id: userId, ...(alias !== undefined && { alias }) };
}

export const mailboxKind = (owner: Owner): 'users' | 'groups' =>
  owner.kind === 'group' || owner.kind === 'joinedGroup' ? 'groups' : 'users';
