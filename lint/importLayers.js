// A lint rule: a file imports from its own layer and from lower ones, which `layers.json` lists from the top down, and nothing that
// `apart.json` forbids.
import { posix, relative } from 'node:path';
import apart from './apart.json' with { type: 'json' };
import layers from './layers.json' with { type: 'json' };

/** The number of the layer that contains a path of the project, 0 at the top; the longest folder that matches counts. */
export function layerOf(path) {
  const folders = layers.flatMap((names, layer) => names.map((name) => ({ name, layer })));
  const holding = folders.filter(({ name }) => path.startsWith(`${name}/`));
  return holding.sort((a, b) => b.name.length - a.name.length)[0]?.layer;
}

/** What is wrong with importing `target` from `path`, both relative to the project's folder; undefined if it is allowed. */
export function faultOf(path, target) {
  const [from, to] = [layerOf(path), layerOf(target)];
  if (from === undefined) return undefined;
  if (to === undefined) return `'${target}' is not deployed: nothing of functions/ or lib/ may import it.`;
  const kept = apart.find((each) => path.startsWith(`${each.from}/`) && target.startsWith(`${each.to}/`));
  if (kept !== undefined) return `Nothing of ${kept.from}/ imports '${target}': ${kept.instead}.`;
  return to < from ? `'${target}' lies in a layer above this file's (lint/layers.json).` : undefined;
}

export const importLayers = {
  meta: { type: 'problem', docs: { description: 'Imports run one way, down the layers of layers.json.' }, schema: [] },
  create(context) {
    const path = relative(posix.join(import.meta.dirname, '..'), context.filename).replaceAll('\\', '/');
    const check = ({ source }) => {
      if (typeof source?.value !== 'string' || !source.value.startsWith('.')) return;
      const fault = faultOf(path, posix.join(posix.dirname(path), source.value));
      if (fault !== undefined) context.report({ node: source, message: fault });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    };
  },
};
