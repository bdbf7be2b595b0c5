// Lays an occurrence's own custom data over its series', and finds what of a change is its own (contract, section 15).
import { extensionKey, idKey, type CustomData, type Extension, type ExtendedProperty } from './customData.ts';
import { hiddenName } from './customIndex.ts';

/** What an occurrence has of its own. */
export interface OwnData {
  readonly own: CustomData;
  /** What it hides of its series (`hiddenName`). */
  readonly hidden: readonly string[];
}

/** The data that an occurrence shows: its series', without what it hides, and its own in place of whatever has the same name. */
export function inheritCustomData(series: CustomData, { own, hidden }: OwnData): CustomData {
  const away = new Set([...hidden, ...namesIn(own)]);
  return {
    extensions: [...series.extensions.filter((each) => !away.has(nameOf.extension(each))), ...own.extensions],
    properties: [...series.properties.filter((each) => !away.has(nameOf.property(each))), ...own.properties],
  };
}

/** What an occurrence must have of its own to show this. Whatever equals its series' keeps following the series. */
export function ownOf(series: CustomData, shown: CustomData): OwnData {
  const extensions = new Map(series.extensions.map((each) => [extensionKey(each.name), each.json]));
  const properties = new Map(series.properties.map((each) => [idKey(each.id), JSON.stringify(each.value)]));
  const there = new Set(namesIn(shown));
  return {
    own: {
      extensions: shown.extensions.filter(({ name, json }) => extensions.get(extensionKey(name)) !== json),
      properties: shown.properties.filter(({ id, value }) => properties.get(idKey(id)) !== JSON.stringify(value)),
    },
    hidden: namesIn(series).filter((name) => !there.has(name)),
  };
}

const nameOf = {
  extension: ({ name }: Extension): string => hiddenName.extension(name),
  property: ({ id }: ExtendedProperty): string => hiddenName.property(id),
} as const;

const namesIn = ({ extensions, properties }: CustomData): string[] => [
  ...extensions.map(nameOf.extension),
  ...properties.map(nameOf.property),
];
