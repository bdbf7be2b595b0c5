// What a body of each type may name: the properties of the model's tables, those that are Graph's alone, and what stands behind each.
import type { Json } from '../../runtime/json.ts';
import { batchProperties, batchRequestProperties } from '../batch/batchBody.ts';
import { itemTypes } from '../item/itemTypes.ts';
import { itemComplexTypes } from '../item/outlookTypes.ts';
import type { EntityType } from '../types/structured.ts';
import { model } from './model.ts';

/** What a body may say by a name, in the spelling of the tables. */
export type Member =
  /** A value of this type; `only`: the one value that the service has. */
  | { readonly is: 'value'; readonly name: string; readonly type: MemberType; readonly only?: Json }
  /** Graph's, and not kept here. */
  | { readonly is: 'notKept'; readonly name: string }
  /** Graph's, and told by answers alone. */
  | { readonly is: 'informative'; readonly name: string };

export interface MemberType {
  /** `Edm.String`, or what stands behind `graph.` in the tables. */
  readonly name: string;
  readonly isCollection: boolean;
}

/** A structured type, or an action with its parameters, as bodies are held against it. */
export interface Schema {
  /** As the model calls it: `event`. */
  readonly name: string;
  /** As refusals call it: `type 'microsoft.graph.event'`. */
  readonly is: 'type' | 'action' | 'format';
  readonly isOpen: boolean;
  /** By their names in lower case. */
  readonly members: ReadonlyMap<string, Member>;
  /** Navigation properties that a body may set by reference, in lower case. */
  readonly binds: ReadonlySet<string>;
  /** The types that it is derived from, nearest first. */
  readonly bases: readonly string[];
}

/** The schema of a name in any case of letters; undefined for what is no structured type. */
export type Schemas = (name: string) => Schema | undefined;

/** What OData's formats define themselves: a batch with its requests, and a reference, which is nothing but annotations. */
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

/** What the service's own entities may have. */
export const modelSchemas: Schemas = schemasOf(types, () => true);

/** What items may have, which are kept as they came. Their attachments are the service's own. */
export const itemSchemas: Schemas = schemasOf({ ...types, ...ofItems }, ({ base }) => base === 'attachment');

/** Graph's "Create user" requires a password, for which nobody here will ever be asked: it is taken and not kept. */
export const newUserSchema: Schema | undefined = withPassword(modelSchemas('user'));

function withPassword(user: Schema | undefined): Schema | undefined {
  const password: Member = { is: 'informative', name: 'passwordProfile' };
  return user && { ...user, members: new Map([...user.members, [password.name.toLowerCase(), password]]) };
}

/** `refuses`: whether what the service doesn't keep of a type is refused. */
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

/** Of `Collection(graph.location) not null` the name and whether there are several. */
function memberType(written: string): MemberType {
  const [, collection, name = written] = /^(Collection\()?(?:graph\.)?([\w.]+)/.exec(written) ?? [];
  return { name, isCollection: collection !== undefined };
}
