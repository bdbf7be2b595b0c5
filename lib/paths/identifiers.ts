// Reads what may stand in the place of an id: ids of the service, the three ways to name a user, and alternate keys.
import { malformedId, unknownSegment, type ServiceError } from '../runtime/errors.ts';
import { maxNameLength } from '../runtime/limits.ts';
import { maxExtensionNameLength } from '../runtime/limits/custom.ts';
import { isGuid, isNameAtDomain } from '../runtime/ids.ts';
import type { AlternateKey, UserKey } from './reference.ts';
import { isName, isReserved } from './words.ts';

/** Longest key that a caller may bring, in UTF-16 code units (CONTRACT, section 1). */
const maxKeyLength = 256;

const idAlphabet = /^[A-Za-z0-9_=-]+$/;

/** Whether text is an id: the alphabet, 1 to 256 characters, and no word of the grammar in any casing (CONTRACT, section 1). */
export function isId(text: string): boolean {
  return text.length <= maxKeyLength && idAlphabet.test(text) && !isReserved(text);
}

/**
 * The error for text in a key's place that isn't a key. A name is reported as an unknown segment, so that the caller doesn't search for a
 * fault in an id.
 */
const noKey = (text: string): ServiceError => (isName(text) ? unknownSegment(text) : malformedId());

/**
 * The id that the text is.
 * @throws ServiceError 400 `ErrorInvalidIdMalformed`; 400 `BadRequest` for a name
 */
export function toId(text: string): string {
  if (!isId(text)) throw noKey(text);
  return text;
}

const extensionAlphabet = /^[A-Za-z0-9._-]+$/;

/** What Graph puts in front of an extension's name to make its id. */
export const extensionPrefix = 'microsoft.graph.openTypeExtension.';
const extensionPrefixes = /^(?:(?:microsoft\.graph|microsoft\.outlookservices)\.opentypeextension\.)+/i;

/**
 * The name of an open extension, without the prefixes that make an id of it: 1 to 128 of `A–Z a–z 0–9 . _ -`, and no word of the grammar in
 * any casing (contract, section 15). Undefined for any other text. Casing is kept; that names are equal in any is for who compares them.
 */
export function extensionNameIn(text: string): string | undefined {
  if (text.length > maxKeyLength) return undefined;
  const name = text.replace(extensionPrefixes, '');
  return name.length <= maxExtensionNameLength && extensionAlphabet.test(name) && !isReserved(name) ? name : undefined;
}

/** The same in a path. Throws ServiceError as `toId`. */
export function toExtensionName(text: string): string {
  const name = extensionNameIn(text);
  if (name === undefined) throw noKey(text);
  return name;
}

/**
 * How the text names a user: an object id, `oid@tid` when both halves are GUIDs, else a userPrincipalName.
 * Casing is kept; that UPNs and GUIDs are equal in any casing is for the directory to know.
 * @throws ServiceError as `toId`
 */
export function toUserKey(text: string): UserKey {
  if (isId(text)) return { kind: 'id', id: text };
  if (text.length > maxKeyLength || !isNameAtDomain(text)) throw noKey(text);
  const at = text.indexOf('@');
  const [id, tenant] = [text.slice(0, at), text.slice(at + 1)];
  return isGuid(id) && isGuid(tenant) ? { kind: 'idAtTenant', id, tenant } : { kind: 'upn', upn: text };
}

const alternateKeys: readonly AlternateKey[] = ['iCalUId', 'transactionId'];

/**
 * The alternate key that a named literal spells. Another system made its value, which may be any text without control characters and lone
 * surrogates. Throws ServiceError 400 `ErrorInvalidIdMalformed` for a property that is no key, and for a value that can't be one.
 */
export function toAlternateKey({ name, value }: { readonly name: string; readonly value: string }): {
  readonly property: AlternateKey;
  readonly value: string;
} {
  const property = alternateKeys.find((each) => each.toLowerCase() === name.toLowerCase());
  if (property === undefined || value === '' || value.length > maxNameLength || /[\p{Cc}\p{Cs}]/u.test(value)) throw malformedId();
  return { property, value };
}
