// The errors of subscriptions, in the codes that Graph's notification service has.
import { ServiceError } from '../../runtime/errors.ts';

/** 400: a property of a subscription is missing or wrong, as the message says. */
export const invalidSubscription = (message: string): ServiceError => new ServiceError(400, 'InvalidRequest', message);

/** 400: what the subscription would watch, or for how long, isn't offered. */
export const notOffered = (message: string): ServiceError => new ServiceError(400, 'ExtensionError', message);

/** 403: as many subscriptions are there as there may be. */
export const tooManySubscriptions = (limit: number): ServiceError =>
  new ServiceError(403, 'ExtensionError', `Maximum number of subscriptions has been reached: ${limit}.`);

/** 400: a receiver hasn't shown that it wants notifications. */
export const notValidated = (message: string): ServiceError => new ServiceError(400, 'ValidationError', message);

/** 404: there is no subscription of this id, it has expired, or it is none that the caller sees. */
export const subscriptionNotFound = (): ServiceError => new ServiceError(404, 'ResourceNotFound', 'The object was not found.');
