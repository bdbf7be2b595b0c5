// Reads the resources that the compiler predicts for each installation under test/infra.
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const resource = z.object({
  id: z.string(),
  type: z.string(),
  name: z.string(),
  location: z.string().optional(),
  sku: z.unknown().optional(),
  identity: z.unknown().optional(),
  tags: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).default({}),
});

/** A resource as it would be deployed. A value that only Azure knows is an expression: text in brackets. */
export type Resource = Readonly<z.output<typeof resource>>;

const snapshot = z.object({
  predictedResources: z.array(resource),
  diagnostics: z.array(z.unknown()),
  outputs: z.record(z.string(), z.unknown()),
});

export interface Installation {
  readonly resources: readonly Resource[];
  readonly outputs: Readonly<Record<string, unknown>>;
  /** What the compiler couldn't predict. */
  readonly diagnostics: readonly unknown[];
  /** All resources of a type. */
  all(type: string): readonly Resource[];
  /** The only resource of a type whose name begins with this. Throws unless there is exactly one. */
  one(type: string, beginning?: string): Resource;
  /** The app's settings, by name. */
  settings(): Readonly<Record<string, unknown>>;
}

export const installationNames = ['least', 'private', 'everything', 'secrets', 'signed', 'forgetful'] as const;

/** Reads the prediction for `test/infra/installations/{name}.bicepparam`. */
export function readInstallation(name: (typeof installationNames)[number]): Installation {
  const url = new URL(`../infra/installations/${name}.snapshot.json`, import.meta.url);
  const { predictedResources: resources, outputs, diagnostics } = snapshot.parse(JSON.parse(readFileSync(url, 'utf8')));
  const all = (type: string): readonly Resource[] => resources.filter((each) => each.type === type);
  const one = (type: string, beginning = ''): Resource => {
    const found = all(type).filter((each) => each.name.startsWith(beginning));
    const [only] = found;
    if (only === undefined || found.length > 1) throw new Error(`${found.length} resources of type ${type} named ${beginning}….`);
    return only;
  };
  return { resources, outputs, diagnostics, all, one, settings: () => one('Microsoft.Web/sites/config').properties };
}

/** The id of the resource that a role assignment or another extension resource belongs to. */
export function scopeOf({ id }: Resource): string {
  const [, given] = /^\[extensionResourceId\('([^']+)'/.exec(id) ?? [];
  return given ?? id.slice(0, id.lastIndexOf('/providers/'));
}
