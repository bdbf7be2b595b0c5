// Reads what may stand in the place of an id: ids of the service, the three ways to name a user, and alternate keys.
import { malformedId } from '../runtime/errors.ts';
import { maxNameLength } from '../runtime/limits.ts';
import { maxExtensionNameLength } from '../runtime/limits/custom.ts';
import { isGuid, isNameAtDomain } from '../runtime/ids.ts';
import type { NamedLiteral } from './literal.ts';
import { miss, unknown, type Miss } from './miss.ts';
import type { AlternateKey, UserKey } from './reference.ts';
import { isName, isReserved } from './words.ts';

/** Longest key that a caller may bring, in UTF-16 code units (CONTRACT, section 1). */
const maxKeyLength = 256;

const idAlphabet = /^[A-Za-z0-9_=-]+$/;

/** Whether text is an id: the alphabet, 1 to 256 characters, and no word of the grammar in any casing (CONTRACT, section 1). */
export function isId(text: string): boolean {
  return text.length <= maxKeyLength && idAlphabet.test(text) && !isReserved(text);
}

/** A kind of key: how a text, or a literal with a name, is read as one. */
export interface Keys<Key, Written = string> {
  /** The key; undefined for text that is none. */
  readonly read: (written: Written) => Key | undefined;
  /** What stands for it in a path that is a mistake already. */
  readonly none: Key;
  /** Why a path with this in the key's place leads nowhere. */
  readonly mistake: (written: Written) => Miss;
}

const malformed = miss(malformedId);

/**
 * 400 `ErrorInvalidIdMalformed`. A name is reported as an unknown segment, 400 `BadRequest`, so that the caller doesn't search for a fault in an
 * id.
 */
const noKey = (text: string): Miss => (isName(text) ? unknown(text) : malformed);

export const ids: Keys<string> = { read: (text) => (isId(text) ? text : undefined), none: '', mistake: noKey };

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

/** The same in a path. */
export const extensionNames: Keys<string> = { read: extensionNameIn, none: '', mistake: noKey };

/**
 * How the text names a user: an object id, `oid@tid` when both halves are GUIDs, else a userPrincipalName.
 * Casing is kept; that UPNs and GUIDs are equal in any casing is for the directory to know.
 */
export const userKeys: Keys<UserKey> = { read: readUserKey, none: { kind: 'id', id: '' }, mistake: noKey };

function readUserKey(text: string): UserKey | undefined {
  if (isId(text)) return { kind: 'id', id: text };
  if (text.length > maxKeyLength || !isNameAtDomain(text)) return undefined;
  const at = text.indexOf('@');
  const [id, tenant] = [text.slice(0, at), text.slice(at + 1)];
  return isGuid(id) && isGuid(tenant) ? { kind: 'idAtTenant', id, tenant } : { kind: 'upn', upn: text };
}

const alternateProperties: readonly AlternateKey[] = ['iCalUId', 'transactionId'];

/**
 * The alternate key that a named literal spells. Another system made its value, which may be any text without control characters and lone
 * surrogates. 400 `ErrorInvalidIdMalformed` for a property that is no key, and for a value that can't be one.
 */
export const alternateKeys: Keys<NamedKey, NamedLiteral> = {
  read({ name, value }) {
    const property = alternateProperties.find((each) => each.toLowerCase() === name.toLowerCase());
    const isKey = property !== undefined && value !== '' && value.length <= maxNameLength && !/[\p{Cc}\p{Cs}]/u.test(value);
    return isKey ? { property, value } : undefined;
  },
  none: { property: 'iCalUId', value: '' },
  mistake: () => malformed,
};

interface NamedKey {
  readonly property: AlternateKey;
  readonly value: string;
}
