// Picks the operation that a method means on a target.
import { Fault } from '../../runtime/errors.ts';
import type { Reference } from '../../paths/reference.ts';
import type { Call } from '../call.ts';
import type { Reply } from '../../http/messages.ts';
import { operationName } from '../operationName.ts';

/** The operations of a target; none for HEAD, which is answered as GET: the server leaves the body out. */
export type Operations<R extends Reference> = Readonly<
  Partial<Record<'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', (call: Call<R>) => Promise<Reply>>>
>;

/** The operation's answer. The target takes the method (`lib/api/methods.ts`): that nothing does it is a fault of the service. */
export function byMethod<R extends Reference>(call: Call<R>, operations: Operations<R>): Promise<Reply> {
  const method = call.request.method === 'HEAD' ? 'GET' : call.request.method;
  const named: Readonly<Record<string, Operations<R>['GET']>> = operations;
  const operation = named[method];
  if (operation === undefined) throw new Fault(`${method} of '${operationName(call.reference)}' has no operation.`);
  return operation(call);
}
