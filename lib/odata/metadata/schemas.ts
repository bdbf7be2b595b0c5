// Derives from the model what the body of each type may name, and which type each value has.
import type { Json } from '../../runtime/json.ts';
import { batchProperties, batchRequestProperties } from '../batch/batchBody.ts';
import { itemTypes } from '../item/itemTypes.ts';
import { itemComplexTypes } from '../item/outlookTypes.ts';
import type { EntityType } from '../types/structured.ts';
import { model } from './model.ts';

/** A name in a body, in Graph's spelling, and what it stands for. */
export type Member =
  /** A value of this type; `only`: the one value that the service accepts. */
  | { readonly is: 'value'; readonly name: string; readonly type: MemberType; readonly only?: Json }
  /** A property of Graph's type that this service doesn't keep, and refuses. */
  | { readonly is: 'notKept'; readonly name: string }
  /** A property that only Graph's answers have, and bodies may repeat. */
  | { readonly is: 'informative'; readonly name: string };

export interface MemberType {
  /** `Edm.String`, or the name of one of Graph's types without `graph.`. */
  readonly name: string;
  readonly isCollection: boolean;
}

/** A structured type, or an action with its parameters, against which `checkBody` checks bodies. */
export interface Schema {
  /** Its name in the model: `event`. */
  readonly name: string;
  /** Its kind in error messages: `type 'microsoft.graph.event'`. */
  readonly is: 'type' | 'action' | 'format';
  readonly isOpen: boolean;
  /** The names that a body may have, in lower case, with what they stand for. */
  readonly members: ReadonlyMap<string, Member>;
  /** Navigation properties that a body may set by reference, in lower case. */
  readonly binds: ReadonlySet<string>;
  /** Its base types, nearest first. */
  readonly bases: readonly string[];
}

/** Finds a schema by its name in any case of letters; undefined for a name that no structured type has. */
export type Schemas = (name: string) => Schema | undefined;

/** Bodies that OData's formats define: a batch with its requests, and a reference, which has only annotations. */
const formats: Readonly<Record<string, EntityType>> = {
  batch: { properties: batchProperties },
  batchRequest: { properties: batchRequestProperties },
  reference: { properties: {} },
};
const actions: Readonly<Record<string, EntityType>> = Object.fromEntries(
  Object.entries(model.actions).map(([name, { parameters, notKept = {} }]) => [name, { properties: parameters, notKept }]),
);
const types: Readonly<Record<string, EntityType>> = { ...model.complexTypes, ...model.entityTypes, ...actions, ...formats };
const ofItems: Readonly<Record<string, EntityType>> = { ...itemComplexTypes, ...itemTypes };

/** The schemas of the service's own entities. */
export const modelSchemas: Schemas = schemasOf(types, () => true);

/** The schemas of items. The service keeps items as they came, but their attachments have the schemas of its own ones. */
export const itemSchemas: Schemas = schemasOf({ ...types, ...ofItems }, ({ base }) => base === 'attachment');

/** The schema of a new user. Graph's "Create user" requires a password, so bodies may have one, though the service doesn't keep it. */
export const newUserSchema: Schema | undefined = withPassword(modelSchemas('user'));

function withPassword(user: Schema | undefined): Schema | undefined {
  const password: Member = { is: 'informative', name: 'passwordProfile' };
  return user && { ...user, members: new Map([...user.members, [password.name.toLowerCase(), password]]) };
}

/** Makes the schemas. `refuses`: whether bodies of a type may not have the properties that the service doesn't keep. */
function schemasOf(all: Readonly<Record<string, EntityType>>, refuses: (type: EntityType) => boolean): Schemas {
  const schemas = new Map(
    Object.entries(all).map(([name, type]) => [name.toLowerCase(), schemaOf(name, refuses(type) ? type : { ...type, notKept: {} }, all)]),
  );
  return (name) => schemas.get(name.toLowerCase());
}

function schemaOf(name: string, type: EntityType, all: Readonly<Record<string, EntityType>>): Schema {
  const { absent = [], fixed = {}, informative = [] } = type.notKept ?? {};
  const bases = basesOf(type, all);
  const lineage = [...bases.flatMap((base) => all[base] ?? []).reverse(), type];
  const inline = new Set(lineage.flatMap((each) => each.inline ?? []));
  const value = (member: string, written: string): Member => ({
    is: 'value',
    name: member,
    type: memberType(written),
    ...(member in fixed && { only: fixed[member] ?? null }),
  });
  const members: readonly Member[] = [
    ...absent.map((member): Member => ({ is: 'notKept', name: member })),
    ...lineage.flatMap((each) => Object.keys(each.apart ?? {}).map((member): Member => ({ is: 'notKept', name: member }))),
    ...informative.map((member): Member => ({ is: 'informative', name: member })),
    ...Object.keys(fixed).map((member) => value(member, 'Edm.Untyped')),
    ...lineage.flatMap((each) =>
      Object.entries(each.navigation ?? {}).map(([member, written]): Member =>
        inline.has(member) ? value(member, written) : { is: 'notKept', name: member },
      ),
    ),
    ...lineage.flatMap((each) => Object.entries(each.properties).map(([member, written]) => value(member, written))),
  ];
  return {
    name,
    is: name in actions ? 'action' : name in formats ? 'format' : 'type',
    isOpen: type.open === true,
    members: new Map(members.map((member) => [member.name.toLowerCase(), member])),
    binds: new Set(lineage.flatMap((each) => each.binds ?? []).map((member) => member.toLowerCase())),
    bases,
  };
}

function basesOf({ base }: EntityType, all: Readonly<Record<string, EntityType>>): readonly string[] {
  const found = base === undefined ? undefined : all[base];
  return base === undefined || found === undefined ? [] : [base, ...basesOf(found, all)];
}

/** Reads a type such as `Collection(graph.location) not null`: its name, and whether it is a collection. */
function memberType(written: string): MemberType {
  const [, collection, name = written] = /^(Collection\()?(?:graph\.)?([\w.]+)/.exec(written) ?? [];
  return { name, isCollection: collection !== undefined };
}
