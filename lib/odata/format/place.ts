// Finds by an answer's context URL of which type its entities are, and where they are (OData 4.01, part 1, section 10).
import { quotedKey } from '../query/context.ts';
import { entranceType, localName, modelType, setOf, type Declared } from './modelType.ts';

/** What an answer is about. */
export interface Place {
  /** The declared type of the entity, of a list's entries, or of the value. */
  readonly type: string;
  /** The URL of the collection that the entities are in, or of the one entity; undefined for what has no URL. */
  readonly url: string | undefined;
  /** Whether an entity's key stands behind the URL. */
  readonly isCollection: boolean;
  /** The URL of the mailbox, or of the entity, at which the path begins. */
  readonly owner: string | undefined;
}

/** `…/v1.0/`, and what the answer is about. */
const parts = /^(.*\/)\$metadata#(.+)$/;
/** One segment of what it is about: a word, and its key if it has one. */
const segment = /^([\w.$]+)(\('(?:[^']|'')*'\))?(?:\/|$|(?=\())/;

/** What the context says; undefined for a context that the model doesn't lead to. A selection in parentheses changes nothing. */
export function placeOf(context: string): Place | undefined {
  const [, base = '', about = ''] = parts.exec(context) ?? [];
  // Graph leaves the namespace out where a delta has a collection.
  const [named] = /(?<=^(?:Collection\()?#?microsoft\.graph\.)\w+(?=\)?$)|(?<=^Collection\()\w+(?=\)$)/.exec(about) ?? [];
  if (named !== undefined) return { type: named, url: undefined, isCollection: false, owner: undefined };
  let place: Place | undefined;
  for (let rest = about; rest !== '' && !rest.startsWith('(') && !rest.startsWith('$entity');) {
    const [whole, word = '', key = ''] = segment.exec(rest) ?? [];
    if (whole === undefined) return undefined;
    rest = rest.slice(whole.length);
    const next = place === undefined ? first(base, word, key) : within(place, word, key);
    if (next === undefined) return undefined;
    place = next;
  }
  return place;
}

function first(base: string, word: string, key: string): Place | undefined {
  const type = entranceType(word);
  if (type === undefined) return undefined;
  const url = `${base}${word}${key}`;
  return { type, url, isCollection: key === '', owner: key === '' ? undefined : url };
}

function within({ type, url, isCollection, owner }: Place, word: string, key: string): Place | undefined {
  const path = `${url ?? ''}/${word}${key}`;
  const cast = localName(word);
  if (cast !== word) return modelType(cast) && { type: cast, url: path, isCollection, owner };
  const to = modelType(type)?.navigation.get(word) ?? modelType(type)?.properties.get(word);
  return to && { type: to.name, url: path, isCollection: to.isCollection && key === '', owner };
}

/**
 * The URL of an entity under which it is found by every caller who is shown it: that of its own set (a user, a group), or the shortest one in
 * its mailbox (an event, a calendar), else behind the entity that it belongs to. Undefined where nothing says so.
 */
export function entityUrl({ url, isCollection, owner }: Place, type: string, id: string, base: string): string | undefined {
  const set = setOf(type);
  if (set !== undefined) return `${base}${set}(${quotedKey(id)})`;
  if (!isCollection) return url;
  if (owner !== undefined && type === 'event') return `${owner}/events(${quotedKey(id)})`;
  if (owner !== undefined && type === 'calendar') return `${owner}/calendars(${quotedKey(id)})`;
  return url === undefined ? undefined : `${url}(${quotedKey(id)})`;
}

/** What a navigation property of the entity at this URL leads to. */
export const behind = (place: Place, url: string | undefined, name: string, { name: type, isCollection }: Declared): Place => ({
  type,
  url: url === undefined ? undefined : `${url}/${name}`,
  isCollection,
  owner: place.owner,
});

/** `…/v1.0/`, with which every URL of the answer begins. */
export const baseOf = (context: string): string => parts.exec(context)?.[1] ?? '';
