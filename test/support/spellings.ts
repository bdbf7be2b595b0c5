// Spells a reference at random in any of the ways that the contract allows: casing, key forms, casts, percent-encoding, trailing slash.
import fc from 'fast-check';
import type { CalendarRef, Owner, Reference, UserKey } from '../../lib/paths/reference.ts';

/** A word of the grammar, one that Graph's namespace may precede, or a key. */
type Part = { readonly word: string } | { readonly qualified: string } | { readonly key: string };

/** A path that must parse to the reference; each call of the same generator gives another one. */
export function spell(reference: Reference, g: fc.GeneratorValue): string {
  const path = partsOf(reference, g).reduce((before, part) => before + spellPart(part, g), '');
  return path + (g(fc.boolean) ? '/' : '');
}

function spellPart(part: Part, g: fc.GeneratorValue): string {
  if ('word' in part) return `/${encodeSome(anyCase(part.word, g), g)}`;
  if ('qualified' in part) return `/${encodeSome(anyCase(g(namespaces) + part.qualified, g), g)}`;
  if (g(fc.boolean)) return `/${encodeSome(part.key, g)}`;
  return encodeSome(`('${part.key.replaceAll("'", "''")}')`, g);
}

/** The parts in order; whether an optional cast is there is the generator's choice. */
function partsOf(reference: Reference, g: fc.GeneratorValue): readonly Part[] {
  const start = [{ word: reference.version }, ...ownerParts(reference.owner)];
  if (reference.kind === 'events') return [...start, ...calendarParts(reference.calendar), { word: 'events' }];

  const { source, tail } = reference;
  const parts: Part[] = [...start];
  if (source.via === 'calendar') {
    parts.push(...calendarParts(source.calendar), { word: source.collection }, { key: source.id });
  } else {
    for (const [depth, key] of source.folders.entries()) parts.push({ word: depth === 0 ? 'mailFolders' : 'childFolders' }, { key });
    parts.push({ word: 'messages' }, { key: source.message });
    if (g(fc.boolean)) parts.push({ qualified: 'eventMessage' });
    parts.push({ word: 'event' });
  }
  for (const { collection, id } of source.occurrences) parts.push({ word: collection }, { key: id });

  if (tail.kind === 'event') return parts;
  parts.push({ word: 'attachments' });
  if ('id' in tail) parts.push({ key: tail.id });
  if (tail.kind === 'attachmentCount') parts.push({ word: '$count' });
  if (tail.kind === 'createUploadSession') parts.push({ qualified: 'createUploadSession' });
  if (tail.kind === 'attachmentValue') parts.push({ word: '$value' });
  if (tail.kind === 'attachmentItem') parts.push({ qualified: 'itemAttachment' }, { word: 'item' });
  return parts;
}

function ownerParts(owner: Owner): readonly Part[] {
  if (owner.kind === 'me') return [{ word: 'me' }];
  if (owner.kind === 'user') return [{ word: 'users' }, { key: userText(owner.user) }];
  if (owner.kind === 'group') return [{ word: 'groups' }, { key: owner.id }];
  if (owner.kind === 'joinedGroup') return [...ownerParts(owner.of), { word: 'joinedGroups' }, { key: owner.id }];
  return [{ word: 'invitations' }, { key: owner.invitation }, { word: 'invitedUser' }];
}

function userText(user: UserKey): string {
  if (user.kind === 'upn') return user.upn;
  return user.kind === 'id' ? user.id : `${user.id}@${user.tenant}`;
}

function calendarParts(calendar: CalendarRef): readonly Part[] {
  if (calendar.kind === 'any') return [];
  if (calendar.kind === 'default') return [{ word: 'calendar' }];
  if (calendar.kind === 'calendar') return [{ word: 'calendars' }, { key: calendar.id }];
  if (calendar.kind === 'inDefaultGroup') return [{ word: 'calendarGroup' }, { word: 'calendars' }, { key: calendar.id }];
  return [{ word: 'calendarGroups' }, { key: calendar.group }, { word: 'calendars' }, { key: calendar.id }];
}

/** The text with each character's case chosen by the generator. */
function anyCase(text: string, g: fc.GeneratorValue): string {
  const upper = g(choices);
  return Array.from(text)
    .map((character, i) => (upper[i % upper.length] === true ? character.toUpperCase() : character.toLowerCase()))
    .join('');
}

/** Percent-encodes what must be, and of the rest some: letters too, in either casing of the hexadecimal digits. */
function encodeSome(text: string, g: fc.GeneratorValue): string {
  const encoded = g(choices);
  const lower = g(fc.boolean);
  return Array.from(text)
    .map((character, i) => {
      const mayStay = /[\w.~!$&'()*+,;=:@-]/.test(character) && encoded[i % encoded.length] !== true;
      return mayStay ? character : percentEncode(character, lower);
    })
    .join('');
}

function percentEncode(character: string, lower: boolean): string {
  const digits = Buffer.from(character, 'utf8').toString('hex');
  return (lower ? digits : digits.toUpperCase()).replace(/../g, '%$&');
}

const namespaces = () => fc.constantFrom('microsoft.graph.', '');
const choices = () => fc.array(fc.boolean(), { minLength: 1, maxLength: 16 });
