// Reads subscriptions from requests' JSON: a new one, and the renewal of one.
import type { Renewal, Wanted } from '../../changes/subscriptions/subscriptions.ts';
import { invalidSubscription } from '../../changes/subscriptions/refusals.ts';
import { changeTypes, type ChangeType, type Subscription } from '../../changes/subscriptions/subscription.ts';
import { instantInQuery } from '../../calendar/time/dateTimeText.ts';
import { ServiceError } from '../../runtime/errors.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { maxUrlLength } from '../../runtime/limits.ts';
import { maxCertificateIdLength, maxClientStateLength } from '../../runtime/limits/subscriptions.ts';
import { readBody, type BodyReader } from '../types/bodyReader.ts';
import { readCertificate } from './certificate.ts';
import { subscriptionEntity, subscriptionRows } from './subscriptionSchema.ts';

type SubscriptionProperty = keyof typeof subscriptionRows;

/** A new subscription as its body has it; what `resource` means isn't known yet. */
export type NewSubscription = Omit<Wanted, 'watched' | 'filter' | 'select' | 'base'>;

/** Reads a new subscription. Throws 400 `InvalidRequest` that names a property that is missing or wrong. */
export function readNewSubscription(json: JsonObject): NewSubscription {
  const body: BodyReader = readBody(json);
  const lifecycleNotificationUrl = given(body, 'lifecycleNotificationUrl');
  const clientState = given(body, 'clientState', maxClientStateLength);
  const resourceData = readResourceData(body);
  return {
    changeTypes: readChangeTypes(required(body, 'changeType', maxShortLength)),
    notificationUrl: required(body, 'notificationUrl'),
    resource: required(body, 'resource', maxUrlLength),
    expires: readExpiry(required(body, 'expirationDateTime', maxShortLength)),
    latestSupportedTlsVersion: readTlsVersion(body),
    ...(lifecycleNotificationUrl !== undefined && { lifecycleNotificationUrl }),
    ...(clientState !== undefined && { clientState }),
    ...(resourceData && { resourceData }),
  };
}

/** Characters of what is a list of three words, or a time. */
const maxShortLength = 100;

/** What a renewal may change. */
const renewed = ['expirationDateTime', 'notificationUrl', 'encryptionCertificate', 'encryptionCertificateId'] as const;

/**
 * Reads the renewal of a subscription. What a body repeats as GET answers it is no change. Throws 400 for any other change, and for a body
 * that has nothing to renew.
 */
export function readRenewal(json: JsonObject, subscription: Subscription): Renewal {
  const body: BodyReader = readBody(json);
  if (!renewed.some((name) => body.has(name))) throw invalidSubscription("The required property 'expirationDateTime' is missing.");
  requireUnchanged(body, json, subscription);
  const expires = given(body, 'expirationDateTime', maxShortLength);
  const notificationUrl = given(body, 'notificationUrl');
  const certificate = readCertificate(given(body, 'encryptionCertificate'));
  const certificateId = given(body, 'encryptionCertificateId', maxCertificateIdLength);
  const before = subscription.resourceData;
  if (before === undefined && (certificate ?? certificateId) !== undefined)
    throw invalidSubscription("The property 'encryptionCertificate' cannot be set: the subscription does not include resource data.");
  return {
    ...(expires !== undefined && { expires: readExpiry(expires) }),
    ...(notificationUrl !== undefined && notificationUrl !== subscription.notificationUrl && { notificationUrl }),
    ...(before && {
      resourceData: { certificate: certificate ?? before.certificate, certificateId: certificateId ?? before.certificateId },
    }),
  };
}

/** Throws 400 for a property that can't be changed and has another value than the subscription. */
function requireUnchanged(body: BodyReader, json: JsonObject, subscription: Subscription): void {
  const now = subscriptionEntity(subscription);
  const changeable: readonly string[] = renewed;
  for (const [name, value] of Object.entries(json)) {
    const property = Object.keys(subscriptionRows).find((each) => each.toLowerCase() === name.toLowerCase());
    if (property === undefined || changeable.includes(property) || !body.has(name)) continue;
    if (!isSame(property, value, now[property] ?? null))
      throw invalidSubscription(`The property '${property}' of a subscription cannot be changed; make another subscription.`);
  }
}

function isSame(property: string, given: unknown, now: unknown): boolean {
  if (property === 'changeType' && typeof given === 'string' && typeof now === 'string' && given.length <= maxShortLength)
    return readChangeTypes(given).toSorted().join() === now.split(',').toSorted().join();
  if (property === 'includeResourceData') return String(given).toLowerCase() === (now === true ? 'true' : 'false');
  if (property === 'latestSupportedTlsVersion') return String(given).toLowerCase() === now;
  return given === now;
}

/** A text; undefined for none. Throws 400 for one that is too long. */
function given(body: BodyReader, name: SubscriptionProperty, max = Infinity): string | undefined {
  const text = body.text(name, Infinity);
  if (text !== undefined && text.length > max) throw invalidSubscription(`The property '${name}' may have at most ${max} characters.`);
  return text;
}

function required(body: BodyReader, name: SubscriptionProperty, max = Infinity): string {
  const text = given(body, name, max);
  if (text === undefined || text.trim() === '') throw invalidSubscription(`The required property '${name}' is missing.`);
  return text;
}

/** `created,updated`: each once, in any case of letters. */
function readChangeTypes(text: string): ChangeType[] {
  const asked = text.split(',').map((each) => each.trim().toLowerCase());
  const read = asked.flatMap((each) => changeTypes.find((type) => type === each) ?? []);
  if (read.length < asked.length || new Set(read).size < read.length)
    throw invalidSubscription(`The property 'changeType' must be a comma-separated list of ${changeTypes.join(', ')}, each once.`);
  return read;
}

/** In milliseconds since 1970 UTC. */
function readExpiry(text: string): number {
  const wrong = (why: string) => invalidSubscription(`The property 'expirationDateTime' ${why}`);
  if (!/(?:Z|[+-]\d\d:?\d\d)$/i.test(text.trim())) throw wrong("must be a date and time with its offset, such as '2026-11-21T10:00:00Z'.");
  try {
    return instantInQuery(text);
  } catch (error) {
    throw error instanceof ServiceError ? wrong(`is wrong: ${error.message}`) : error;
  }
}

function readTlsVersion(body: BodyReader): Wanted['latestSupportedTlsVersion'] {
  const version = body.oneOfTexts('latestSupportedTlsVersion', ['v1_0', 'v1_1', 'v1_2', 'v1_3']) ?? 'v1_2';
  if (version === 'v1_0' || version === 'v1_1')
    throw invalidSubscription(`The property 'latestSupportedTlsVersion' must be v1_2 or v1_3: ${version} has been ended.`);
  return version;
}

/** What notifications need to carry the event. Throws 400 where a part of it is missing, or stands there for nothing. */
function readResourceData(body: BodyReader): Wanted['resourceData'] {
  const certificate = readCertificate(given(body, 'encryptionCertificate'));
  const certificateId = given(body, 'encryptionCertificateId', maxCertificateIdLength);
  if (body.boolean('includeResourceData') === true) {
    const missing =
      certificate === undefined ? 'encryptionCertificate' : certificateId === undefined ? 'encryptionCertificateId' : undefined;
    if (certificate === undefined || certificateId === undefined)
      throw invalidSubscription(`The required property '${missing ?? ''}' is missing: 'includeResourceData' needs it.`);
    return { certificate, certificateId };
  }
  const useless = certificate !== undefined ? 'encryptionCertificate' : certificateId !== undefined ? 'encryptionCertificateId' : undefined;
  if (useless !== undefined) throw invalidSubscription(`The property '${useless}' needs 'includeResourceData' to be true.`);
  return undefined;
}
