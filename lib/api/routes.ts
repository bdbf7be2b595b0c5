// Which operation answers a path and a method: by the kind of the path's target, a table for each theme.
import type { Action } from '../access/permissions/calendarAccess.ts';
import { methodNotAllowed } from '../runtime/errors.ts';
import { parsePath } from '../paths/grammar.ts';
import { allowedMethods } from './methods.ts';
import type { Reference } from '../paths/reference.ts';
import type { Call } from './call.ts';
import { byMethod } from './dispatch/byMethod.ts';
import { answerCalendars } from './dispatch/calendars.ts';
import { answerDirectory } from './dispatch/directory.ts';
import { answerEvent, answerEvents } from './dispatch/events.ts';
import { answerMessages } from './dispatch/messages.ts';
import type { Reply } from '../http/messages.ts';
import { postBatch, type AnswerPart } from './batch/batch.ts';
import { getCount } from './count.ts';

/** All methods that any resource takes, besides OPTIONS. */
export const everyMethod: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** What a path takes; every method where it isn't understood, for it is the request itself that is told why. */
export function methodsAt(path: string): readonly string[] {
  try {
    return allowedMethods(parsePath(path));
  } catch {
    return everyMethod;
  }
}

/** Throws 405 with `Allow` for a method that the resource doesn't take. */
export function requireMethod(reference: Reference, method: string): void {
  const allowed = allowedMethods(reference);
  if (!allowed.includes(method)) throw methodNotAllowed(allowed);
}

/** What a method does to what it names. */
export const actionOf = (method: string): Action => (method === 'GET' || method === 'HEAD' ? 'read' : 'write');

/** Answers a call whose method its resource takes, a batch by way of `answerPart`. HEAD is answered as GET; the server leaves the body out. */
export function answer(call: Call<Exclude<Reference, { kind: 'metadata' }>>, answerPart: AnswerPart): Promise<Reply> {
  const { reference } = call;
  switch (reference.kind) {
    case 'batch':
      return byMethod({ ...call, reference }, { POST: (own) => postBatch(own, answerPart) });
    case 'count':
      return byMethod({ ...call, reference }, { GET: getCount });
    case 'events':
    case 'calendarView':
      return answerEvents({ ...call, reference });
    case 'event':
      return answerEvent({ ...call, reference });
    case 'messages':
    case 'message':
      return answerMessages({ ...call, reference });
    case 'calendarGroups':
    case 'calendarGroup':
    case 'calendars':
    case 'calendar':
    case 'calendarPermissions':
    case 'calendarPermission':
      return answerCalendars({ ...call, reference });
    default:
      return answerDirectory({ ...call, reference });
  }
}
