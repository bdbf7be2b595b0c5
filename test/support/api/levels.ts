// Answers with no metadata and with all of it, held against the usual one.
import { expect } from 'vitest';
import { expectError, isEntity } from './answers.ts';
import type { Answer, Sent } from './api.ts';

type Send = (path: string, sent?: Sent) => Promise<Answer>;

/** The value without OData's control information; with the links and counts that `none` keeps, unless `all` goes. */
function stripped(value: unknown, all = true): unknown {
  if (Array.isArray(value)) return value.map((each) => stripped(each, all));
  if (!isEntity(value)) return value;
  const isKept = (name: string): boolean => !name.includes('@odata.') || (!all && /@odata\.(?:count|nextLink|deltaLink)$/.test(name));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => isKept(name))
      .map(([name, each]) => [name, stripped(each, all)]),
  );
}

/** Every object in an answer. */
export function objectsIn(value: unknown): readonly Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  return isEntity(value) ? [value, ...Object.values(value).flatMap(objectsIn)] : [];
}

/** Sends once for each level, and holds the answers against the usual one. Gives the answer with all metadata. */
export async function expectLevels(send: Send, path: string, usual: Answer): Promise<Answer> {
  const at = (level: string): Promise<Answer> => send(path, { headers: { Accept: `application/json;odata.metadata=${level}` } });
  const [none, full] = await Promise.all([at('none'), at('full')]);
  expect(none.headers.get('content-type')).toContain('odata.metadata=none');
  expect(full.headers.get('content-type')).toContain('odata.metadata=full');
  // Upload URLs and the like differ between two requests: a read has none of them.
  expect(none.json, path).toEqual(stripped(usual.json, false));
  expect(stripped(full.json), path).toEqual(stripped(usual.json));
  for (const [name, value] of Object.entries(usual.json)) if (name.startsWith('@odata.')) expect(full.json[name], name).toEqual(value);
  return full;
}

/** Where links lead that have been followed already, by the entity's type and the link's name. */
export type Followed = Set<string>;

/** Follows each link of the answer's entities, of each type once. */
export async function followLinks(send: Send, full: Answer, followed: Followed): Promise<void> {
  for (const object of objectsIn(full.json))
    for (const [name, link] of Object.entries(object)) {
      const key = `${String(object['@odata.type'])} ${name}`;
      if (!/@odata\.(?:id|editLink|readLink|navigationLink)$/.test(name) || typeof link !== 'string' || followed.has(key)) continue;
      const answer = await send(link);
      // A message outlives what it is about.
      if (answer.status === 404 && key.startsWith('#microsoft.graph.eventMessage')) continue;
      followed.add(key);
      // Nobody has a photo.
      if (answer.status === 404 && name === 'photo@odata.navigationLink') {
        expectError(answer, 404, 'ImageNotFound');
        continue;
      }
      const needsWindow = answer.status === 400 && answer.text.includes('requires a time window');
      expect(needsWindow || answer.status === 200 || answer.status === 403, `${key} ${link}: ${answer.text.slice(0, 200)}`).toBe(true);
      if (/^@odata\.(?:id|editLink|readLink)$/.test(name)) expect(answer.json.id, link).toBe(object.id);
    }
}
