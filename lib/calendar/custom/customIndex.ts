// What the document of an event or a calendar says of the custom data beside it, so that lists filter by it and know its size.
import { z } from 'zod';
import { customBytes, extensionKey, idKey, type CustomData } from './customData.ts';
import { searchable, searchableValue } from './propertyValue.ts';

export const customShape = z.object({
  /** Bytes of the document beside it; 0 where there is none. */
  bytes: z.number().int(),
  /** The names of the extensions, in lower case. */
  extensions: z.array(z.string()),
  /** The extended properties that have one value, by their keys (`propertyKey`). */
  singles: z.array(z.object({ key: z.string(), ...searchableValue.shape })),
  /** The keys of the extended properties that have many values. */
  multis: z.array(z.string()),
  /** Only for an occurrence: what it hides of its series (`hiddenName`). */
  hidden: z.array(z.string()).optional(),
});

/** The index of custom data. An occurrence's document has the index of its own data alone. */
export type CustomIndex = z.infer<typeof customShape>;

/** The name under which an occurrence hides an extension or a property of its series. */
export const hiddenName = {
  extension: (name: string): string => `e:${extensionKey(name)}`,
  property: (id: string): string => `p:${idKey(id)}`,
} as const;

/** The index of the data; undefined where there is nothing to say. */
export function indexOf(data: CustomData, hidden: readonly string[] = []): CustomIndex | undefined {
  const { extensions, properties } = data;
  if (extensions.length + properties.length + hidden.length === 0) return undefined;
  return {
    bytes: customBytes(data),
    extensions: extensions.map(({ name }) => extensionKey(name)),
    singles: properties.flatMap(({ id, value }) => (typeof value === 'string' ? [{ key: idKey(id), ...searchable(value) }] : [])),
    multis: properties.flatMap(({ id, value }) => (typeof value === 'string' ? [] : [idKey(id)])),
    ...(hidden.length > 0 && { hidden: [...hidden] }),
  };
}

/** The index of what an occurrence shows: its series', and its own instead of what has the same name. */
export function indexOn(series: CustomIndex | undefined, own: CustomIndex | undefined): CustomIndex | undefined {
  if (series === undefined || own === undefined) return own ?? series;
  const extensions = new Set([...own.extensions, ...(own.hidden ?? []).filter(isExtension).map(bare)]);
  const properties = new Set([...own.singles.map(({ key }) => key), ...own.multis, ...(own.hidden ?? []).filter(isProperty).map(bare)]);
  return {
    bytes: series.bytes + own.bytes,
    extensions: [...series.extensions.filter((name) => !extensions.has(name)), ...own.extensions],
    singles: [...series.singles.filter(({ key }) => !properties.has(key)), ...own.singles],
    multis: [...series.multis.filter((key) => !properties.has(key)), ...own.multis],
  };
}

const isExtension = (hidden: string): boolean => hidden.startsWith('e:');
const isProperty = (hidden: string): boolean => hidden.startsWith('p:');
const bare = (hidden: string): string => hidden.slice(2);
