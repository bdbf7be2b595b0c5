// What the triggers register: handlers that load the service when they are first called. The platform goes on starting once all functions are
// registered, so that what is loaded before that is no more than registering needs.
import type { HttpHandler, HttpMethod } from '@azure/functions';
import { BytesResponse } from './bytesResponse.ts';
import type * as served from './service.ts';

type Service = typeof served;

let loaded: Promise<Service> | undefined;

/**
 * All that answers and works, in a file of its own (infra/build/bundle.ts). It is loaded once; an import that fails is tried again. The promise
 * is kept, since an import takes its time even of what is loaded.
 */
function service(): Promise<Service> {
  loaded ??= import('./service.ts').catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}

/** All methods that a client may send: the platform answers a method that isn't registered with an empty 404. */
export const everyMethod: HttpMethod[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Answers requests by one of the service's handlers. */
export const answeredBy =
  (name: keyof Service['handlers']): HttpHandler =>
  async (request, context) => {
    const { handlers } = await service();
    const { body, ...init } = await handlers[name](request, context);
    if (body === undefined) return init;
    return typeof body === 'string' ? { ...init, body } : new BytesResponse(init, body);
  };

/** Does work that no request asks for. */
export const doneBy =
  <Given extends readonly unknown[]>(choose: (loaded: Service) => (...given: Given) => Promise<void>) =>
  async (...given: Given): Promise<void> =>
    choose(await service())(...given);

/**
 * Begins to load the service once the platform has been told of the functions: while it opens its door, this process would have nothing to do.
 * Settings that are wrong are logged then. The local stack says a second time that the app starts where its stores were put back.
 */
export function beginToLoad(): void {
  setImmediate(() => {
    service().then(
      ({ start }) => start(),
      // The first request meets the same error, and the platform logs it.
      () => undefined,
    );
  });
}
