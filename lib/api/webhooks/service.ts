// The routes for webhooks of other systems: two operations that need no token, only a key, which the platform has checked.
import { setTimeout } from 'node:timers/promises';
import { requirePermission } from '../../access/permissions/calendarAccess.ts';
import { hookCaller, type HookPermissions } from '../../access/tokens/webhookCaller.ts';
import type { VerifySignature } from '../../access/tokens/signatures.ts';
import type { Deadline } from '../../runtime/deadline.ts';
import { methodNotAllowed } from '../../runtime/errors.ts';
import { hookDeadlineMs, maxHookMs } from '../../runtime/limits/webhooks.ts';
import { parsePath } from '../../paths/grammar.ts';
import { allowedMethods } from '../routes.ts';
import { type EventReference, type Reference, operationName } from '../../paths/reference.ts';
import { withEnvelope, type Annotate } from '../envelope.ts';
import type { Reply, Request } from '../../http/messages.ts';
import { readWithinLimit } from '../jsonBody.ts';
import { copying, createCopyAllowance, countLookups } from '../throttling/extraWork.ts';
import { createLinks } from '../links.ts';
import { readPreferences } from '../../odata/query/preferences.ts';
import { withPreferences } from '../answered.ts';
import { mailboxKind } from '../../access/permissions/requestPermissions.ts';
import type { Service, ServiceOptions } from '../pipeline.ts';
import type { ThrottledRequest } from '../throttling/throttle.ts';
import { throttleKey } from '../throttling/visitor.ts';
import { attachDelivery } from './attach.ts';
import { asHookError, outOfTime } from './outcome.ts';
import { putByHook } from './put.ts';

export interface HookOptions extends Omit<ServiceOptions, 'verify'> {
  readonly permissions: HookPermissions;
  readonly verifySignature: VerifySignature;
  /** Whether there are secrets: every webhook must be signed then, and none may put events. */
  readonly signed: boolean;
  readonly requestDeadline: Deadline;
}

/**
 * Answers `hooks/v1.0/…` and `hooks/beta/…`: `POST …/attachments` and, where nothing is signed, `PUT …/events/{id}`; 405 for everything
 * else. There is an answer within 8 s; calls to the stores are cut off before.
 */
export function createHookService(options: HookOptions): Service {
  const { requestDeadline, clock, throttle } = options;
  return (request) => {
    const throttled = throttle.begin();
    return withEnvelope(options, request, {
      methods: () => methodsAt(request, options),
      async run(note) {
        const waiting = new AbortController();
        const late = setTimeout(maxHookMs - marginMs, undefined, { signal: waiting.signal }).then(() => Promise.reject(outOfTime()));
        // The answer aborts the timer, which then rejects; that is no error.
        late.catch(() => undefined);
        try {
          const work = requestDeadline.run(clock() + hookDeadlineMs, () => answerHook(options, request, note, throttled));
          return await Promise.race([work, late]);
        } catch (error) {
          throw asHookError(error);
        } finally {
          waiting.abort();
        }
      },
    }).finally(() => {
      throttled.end();
    });
  };
}

/** Milliseconds that are left to send the answer when a call to a store continues although it was cut off. */
const marginMs = 500;

async function answerHook(options: HookOptions, request: Request, note: Annotate, throttled: ThrottledRequest): Promise<Reply> {
  const { services, budget, publicUrl, permissions, verifySignature } = options;
  note({ operation: 'hook' });
  const caller = hookCaller(permissions);
  const reference = referenceOf(request);
  note({ operation: `hook ${operationName(reference)}` });
  const methods = hookMethods(reference, options);
  if (!isEvents(reference) || !methods.includes(request.method))
    throw methodNotAllowed(methods, ...(hookMethods(reference, { signed: false }).includes(request.method) ? [onlyAttach] : []));
  requirePermission(caller, 'write', mailboxKind(reference.owner));

  const share = budget.share();
  try {
    const bytes = await readWithinLimit(request, share);
    const signed = verifySignature(request.headers, bytes);
    // Counted only now, so that somebody who has the key but can't sign uses up nothing of the limits.
    throttled.admit(throttleKey(caller, reference), bytes.byteLength);
    const received = { ...request, url: withoutKey(request.url), body: () => Promise.resolve(bytes) };
    const links = createLinks(publicUrl, request.url, reference.version);
    const mayCopy = copying(createCopyAllowance(), throttled, share);
    const prefer = readPreferences(request.headers.get('prefer'));
    const call = { services, request: received, caller, reference, links, prefer, share, mayCopy, mayLookUp: countLookups(throttled) };
    return withPreferences(await (request.method === 'POST' ? attachDelivery(call, bytes, signed) : putByHook(call)), prefer);
  } finally {
    share.release();
  }
}

const referenceOf = ({ url }: Request): Reference => parsePath(url.pathname.replace(/^\/hooks(?=\/)/i, ''));

/** The methods that CORS may allow; none for a path that isn't understood. */
function methodsAt(request: Request, options: Pick<HookOptions, 'signed'>): readonly string[] {
  try {
    return hookMethods(referenceOf(request), options);
  } catch {
    return [];
  }
}

const isEvents = (reference: Reference): reference is EventReference => reference.kind === 'event';

/**
 * The methods of a path. A shared key must neither read nor delete. A signature by another system proves who wrote the body, and not what
 * should be done with it; so a signed body must not become an event.
 */
export function hookMethods(reference: Reference, { signed }: Pick<HookOptions, 'signed'>): readonly string[] {
  if (!isEvents(reference)) return [];
  if (reference.tail.kind === 'attachments') return ['POST'];
  return !signed && reference.tail.kind === 'event' && allowedMethods(reference).includes('PUT') ? ['PUT'] : [];
}

const onlyAttach = "Where webhooks are signed, they only attach. Put the event by a token, without the '/hooks' before its path.";

/** The URL without the platform's key, which the operations don't have as an option. */
function withoutKey(url: URL): URL {
  const rest = new URL(url);
  for (const name of new Set(rest.searchParams.keys())) if (name.toLowerCase() === 'code') rest.searchParams.delete(name);
  return rest;
}
