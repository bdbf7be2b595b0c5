// The order of steps that every request goes through, by what it is sent to.
import { isPermitted } from '../access/tokens/caller.ts';
import { requestPermissions } from '../access/permissions/requestPermissions.ts';
import type { Verifier } from '../access/tokens/bearer.ts';
import type { Caller } from '../access/tokens/caller.ts';
import { accessDenied, type ServiceError } from '../runtime/errors.ts';
import { type Reference, operationName } from '../paths/reference.ts';
import { tryParsePath } from '../paths/grammar.ts';
import type { Miss } from '../paths/miss.ts';
import { withEnvelope, withEnvelopeAs, idsOf, type Annotate, type Environment } from './envelope.ts';
import type { ByteBudget } from '../runtime/byteBudget.ts';
import { readPreferences } from '../odata/query/preferences.ts';
import { inFormat, negotiate, withPreferences } from './answered.ts';
import type { Call, Services } from './call.ts';
import { copying, createCopyAllowance, countLookups, type CopyAllowance } from './throttling/extraWork.ts';
import type { Reply, Request } from '../http/messages.ts';
import { answer, everyMethod, methodsAt, requireMethod } from './routes.ts';
import { createLinks } from './links.ts';
import type { AnswerPart, Part } from './batch/batch.ts';
import type { RequestIds } from '../http/requestIds.ts';
import type { Throttle, ThrottledRequest } from './throttling/throttle.ts';
import { declaredBytes, throttleKey } from './throttling/visitor.ts';
import { answerUpload, uploadMethods } from './uploads/uploads.ts';

export interface ServiceOptions extends Environment {
  readonly services: Services;
  readonly verify: Verifier;
  readonly budget: ByteBudget;
  readonly throttle: Throttle;
  readonly publicUrl?: string | undefined;
}

/** Answers a request; never throws. */
export type Service = (request: Request) => Promise<Reply>;

/** Who sends a request, and how it is let in: by the token that it brings, or as a part of a batch that has been let in. */
interface Admission {
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

/**
 * The steps of every request to a path of the API, of its own or a part of a batch. What a step throws is the answer: 401 for who isn't
 * known, 429 for who asks too much, 404 or 400 for a path that means nothing, 405 for a method, 404 for who isn't there any more, 403 for a
 * permission that the token doesn't have, and then what the operation itself throws.
 */
function serve(options: ServiceOptions, request: Request, ids: RequestIds, entrance: Admission, part?: Part): Promise<Reply> {
  const throttled = options.throttle.begin();
  return withEnvelopeAs(options, request, ids, {
    part,
    methods: () => methodsAt(request.url.pathname),
    async run(note) {
      part?.before();
      const target = tryParsePath(request.url.pathname);
      if (isPublic(target)) return answerPublic(target, request, note);
      const verified = await entrance.identify();
      admitRequest(throttled, verified, request, target);
      const reference = requirePath(target);
      note({ operation: operationName(reference) });
      requireMethod(reference, request.method);
      const caller = await entrance.admit(verified);
      requireScope(caller, reference, request.method);
      return await answerWithinBudget(options, { request, caller, reference }, { ids, entrance, throttled, note, part });
    },
  }).finally(() => {
    throttled.end();
  });
}

type MetadataReference = Extract<Reference, { kind: 'metadata' }>;

/** `$metadata` is answered without a token. Every other path needs one: a caller without it doesn't learn whether the path exists. */
const isPublic = (target: Reference | Miss): target is MetadataReference => target.kind === 'metadata';

async function answerPublic(target: MetadataReference, request: Request, note: Annotate): Promise<Reply> {
  note({ operation: operationName(target) });
  requireMethod(target, request.method);
  const { getMetadata } = await import('./metadata.ts');
  return getMetadata({ request });
}

/** Counts the request against the caller's limit, also for a path that doesn't exist. Throws 429. */
const admitRequest = (throttled: ThrottledRequest, caller: Caller, request: Request, target: Reference | Miss): void =>
  throttled.admit(throttleKey(caller, target.kind === 'miss' ? undefined : target), declaredBytes(request));

/** The parsed path. Throws why it couldn't be parsed; only a caller with a verified token gets here. */
function requirePath(target: Reference | Miss): Reference {
  if (target.kind === 'miss') throw target.error();
  return target;
}

/** Throws 403 unless the token has a permission for what the path names. The directory's operations check their own permissions. */
function requireScope(caller: Caller, reference: Reference, method: string): void {
  const permissions = requestPermissions(reference, method);
  if (permissions !== undefined && !isPermitted(caller, permissions)) throw accessDenied();
}

/** A request that has been let in. */
interface Admitted {
  readonly ids: RequestIds;
  readonly entrance: Admission;
  readonly throttled: ThrottledRequest;
  readonly note: Annotate;
  readonly part: Part | undefined;
}

async function answerWithinBudget(
  options: ServiceOptions,
  asked: Pick<Call, 'request' | 'caller' | 'reference'>,
  admitted: Admitted,
): Promise<Reply> {
  const { services, budget, publicUrl } = options;
  const { request, format, kept } = negotiate(asked.request, asked.reference);
  const prefer = readPreferences(request.headers.get('prefer'));
  const share = budget.share();
  try {
    const links = createLinks(publicUrl, request.url, asked.reference.version, kept);
    const { entrance, throttled, part } = admitted;
    const call: Call = {
      ...asked,
      request,
      services,
      links,
      prefer,
      share,
      mayCopy: copying(entrance.copies, throttled, share),
      mayLookUp: countLookups(throttled),
      ...(part && { requireRoom: part.requireRoom }),
    };
    const reply = withPreferences(await answer(call, partsAnswerer(options, asked.caller, admitted)), prefer);
    return await inFormat(reply, format, request, share);
  } finally {
    share.release();
  }
}

/** Answers a batch's parts by the same steps, as requests of the caller who has been let in. */
function partsAnswerer(options: ServiceOptions, caller: Caller, { ids, entrance, throttled, note }: Admitted): AnswerPart {
  const asThisCaller: Admission = {
    identify: () => Promise.resolve(caller),
    admit: (known) => Promise.resolve(known),
    copies: entrance.copies,
  };
  let parts = 0;
  return (own, part) => {
    note({ parts: ++parts });
    // Each part has a place of its own: the batch keeps none from them.
    throttled.end();
    return serve(options, own, idsOf(ids.requestId, own), asThisCaller, part);
  };
}

/** Answers what is sent to upload URLs, which need no token. */
export function createUploadService(options: Omit<ServiceOptions, 'verify'>): Service {
  const { throttle } = options;
  return (request) => {
    const throttled = throttle.begin();
    return withEnvelope(options, request, {
      methods: () => uploadMethods,
      run(note) {
        note({ operation: 'upload' });
        return answerUpload(options, throttled, request);
      },
    }).finally(() => {
      throttled.end();
    });
  };
}

/** Answers every request in the envelope of an error: for paths that nothing else serves, and for an app that can't start. */
export const createRefusal =
  (surroundings: Environment, refuse: () => ServiceError): Service =>
  (request) =>
    withEnvelope(surroundings, request, { methods: () => everyMethod, run: () => Promise.reject(refuse()) });

/**
 * A user is in the directory from the first request on, by what the own token verifies (contract, section 7). The token is translated
 * here, before anything else is asked of it (section 17). Throws 404 for a deleted user, 503 where it can't be known whom it means.
 */
async function admit({ presence }: Services, caller: Caller): Promise<Caller> {
  if (caller.kind === 'application') return caller;
  const { tenant, id: oid, upn, name: displayName, isGuest, isMember, issuedAt } = caller;
  const { userId, alias } = await presence.ensureUser(tenant, {
    userId: oid,
    ...(upn !== undefined && { upn }),
    ...(displayName !== undefined && { displayName }),
    ...(isGuest !== undefined && { isGuest }),
    ...(isMember !== undefined && { isMember }),
    ...(issuedAt !== undefined && { issuedAt }),
  });
  return { ...caller, id: userId, ...(alias !== undefined && { alias }) };
}
