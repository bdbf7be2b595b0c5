// Reads the service's metadata with OASIS' own converter, and checks answers against the declared types.
import { xml2json } from 'odata-csdl';
import { expect } from 'vitest';
import { z } from 'zod';
import { isEntity, type Entity } from '../api/answers.ts';

/** A property or a navigation property (OData CSDL JSON 4.01, sections 7 and 8). */
const memberSchema = z.looseObject({
  $Kind: z.string().optional(),
  $Type: z.string().default('Edm.String'),
  $Collection: z.boolean().default(false),
  $Nullable: z.boolean().default(false),
  $ContainsTarget: z.boolean().optional(),
});
export type Member = z.infer<typeof memberSchema>;

const typeSchema = z.looseObject({
  $Kind: z.enum(['EntityType', 'ComplexType', 'EnumType', 'EntityContainer']),
  $BaseType: z.string().optional(),
  $Abstract: z.boolean().optional(),
  $OpenType: z.boolean().optional(),
});
export type DeclaredType = z.infer<typeof typeSchema>;

const namespace = 'microsoft.graph';

export interface Metadata {
  /** All types by their names without the namespace. */
  readonly types: ReadonlyMap<string, DeclaredType>;
  /** The type of this name. Fails the test when there is none. */
  type(name: string): DeclaredType;
  /** Members of the type and of its base types. */
  membersOf(name: string): ReadonlyMap<string, Member>;
  /** The names of an enumeration's members. */
  enumMembers(name: string): readonly string[];
  /** What is wrong with an answer's JSON, by the type that its `@odata.context` names; empty if the answer is as declared. */
  faultsIn(answer: Entity): readonly string[];
  /** The properties that answers have had so far, as `type/property`. */
  readonly seen: ReadonlySet<string>;
}

/** Reads the document strictly. Throws for anything that isn't CSDL. */
export function readMetadata(xml: string): Metadata {
  const document = z.looseObject({ [namespace]: z.record(z.string(), z.unknown()) }).parse(xml2json(Buffer.from(xml), { strict: true }));
  const types = new Map<string, DeclaredType>();
  for (const [name, declared] of Object.entries(document[namespace])) {
    const type = typeSchema.safeParse(declared);
    if (type.success) types.set(name, type.data);
  }
  const seen = new Set<string>();

  const typeOf = (name: string): DeclaredType => types.get(bare(name)) ?? expect.fail(`there is no type '${name}'`);
  const basesOf = (name: string): readonly string[] => {
    const { $BaseType } = typeOf(name);
    return [bare(name), ...($BaseType === undefined ? [] : basesOf($BaseType))];
  };
  const membersOf = (name: string): ReadonlyMap<string, Member> =>
    new Map(
      basesOf(name)
        .toReversed()
        .flatMap((each) => ownMembers(typeOf(each))),
    );
  const enumMembers = (name: string): readonly string[] =>
    Object.keys(typeOf(name)).filter((member) => !member.startsWith('$') && !member.startsWith('@'));

  function faults(value: unknown, { $Type: type, $Collection: many, $Nullable: nullable }: Member, at: string): readonly string[] {
    if (many) {
      if (!Array.isArray(value)) return [`${at} is no collection`];
      return value.flatMap((each: unknown, i) => faults(each, single(type), `${at}[${i}]`));
    }
    if (value === null) return nullable ? [] : [`${at} is null`];
    const literal = literals[type];
    if (literal !== undefined) return literal(value) ? [] : [`${at} is no ${type}: ${JSON.stringify(value).slice(0, 80)}`];
    if (typeOf(type).$Kind === 'EnumType')
      return enumMembers(type).some((member) => member === value) ? [] : [`${at} is no ${type}: ${JSON.stringify(value)}`];
    return isEntity(value) ? structuredFaults(value, type, at) : [`${at} is no object`];
  }

  function structuredFaults(value: Entity, declared: string, at: string): readonly string[] {
    const named = value['@odata.type'];
    const type = named === undefined ? bare(declared) : bare(JSON.stringify(named).replace(/^"#?(.*)"$/, '$1'));
    if (!basesOf(type).includes(bare(declared))) return [`${at} is a ${type}, which is no ${declared}`];
    const { $Abstract: abstract, $OpenType: open } = typeOf(type);
    const members = membersOf(type);
    return [
      ...(abstract === true ? [`${at} is a ${type}, which is abstract`] : []),
      ...Object.entries(value)
        .filter(([name]) => !name.includes('@'))
        .flatMap(([name, each]) => {
          const member = members.get(name);
          if (member === undefined) return open === true ? [] : [`${at}/${name} isn't declared by ${type}`];
          seen.add(`${basesOf(type).find((base) => ownMembers(typeOf(base)).some(([own]) => own === name)) ?? type}/${name}`);
          return faults(each, member, `${at}/${name}`);
        }),
    ];
  }

  /** The type that a context names: `users('x')/events(id)/$entity`, `microsoft.graph.uploadSession` (OData 4.01, part 1, section 10). */
  function target(context: string): Member {
    const collection = /^Collection\((.+)\)$/.exec(context)?.[1];
    if (collection !== undefined) return { ...single(collection), $Collection: true };
    const [first = '', ...rest] = context
      .replace(/\/\$entity$/, '')
      .replaceAll(/\([^()]*(?:\(\)[^()]*)*\)/g, '')
      .split('/');
    if (first.startsWith(`${namespace}.`)) return single(first);
    const entrance = memberSchema.parse(container()[first] ?? expect.fail(`'${context}' begins nowhere`));
    const last = rest.reduce((from, segment) => {
      if (segment.startsWith(`${namespace}.`)) return { ...from, $Type: segment };
      return membersOf(from.$Type).get(segment) ?? expect.fail(`'${context}' leads nowhere at '${segment}'`);
    }, entrance);
    if (context.endsWith('/$entity')) return single(last.$Type);
    // A property, and no navigation: it is what it is declared to be.
    return last.$Kind === undefined ? last : { ...last, $Collection: true };
  }
  const isEnum = ({ $Type }: Member): boolean => types.get(bare($Type))?.$Kind === 'EnumType';
  const container = (): DeclaredType => [...types.values()].find(({ $Kind }) => $Kind === 'EntityContainer') ?? expect.fail('no container');

  return {
    types,
    type: typeOf,
    membersOf,
    enumMembers,
    seen,
    faultsIn(answer) {
      const context = String(answer['@odata.context']).split('$metadata#')[1];
      if (context === undefined) return ['there is no @odata.context'];
      const member = target(decodeURIComponent(context));
      const isStructured = !member.$Collection && types.get(bare(member.$Type))?.$Kind.endsWith('Type') === true && !isEnum(member);
      return faults(isStructured ? answer : answer.value, member, context);
    },
  };
}

const bare = (name: string): string => name.replace(/^microsoft\.graph\./, '');

const single = (type: string): Member => ({ $Type: type, $Collection: false, $Nullable: false });

const ownMembers = (type: DeclaredType): readonly (readonly [string, Member])[] =>
  Object.entries(type).flatMap(([name, member]) => {
    const read = name.startsWith('$') ? undefined : memberSchema.safeParse(member);
    return read?.success === true ? [[name, read.data] as const] : [];
  });

const matches = (pattern: RegExp) => (value: unknown) => typeof value === 'string' && pattern.test(value);
const isInteger = (bits: number) => (value: unknown) => Number.isInteger(value) && Math.abs(Number(value)) < 2 ** (bits - 1);

/** Checks for the JSON form of primitive values (OData JSON Format 4.01, section 7.1). */
const literals: Readonly<Record<string, (value: unknown) => boolean>> = {
  'Edm.Binary': matches(/^[A-Za-z0-9+/_-]*={0,2}$/),
  'Edm.Boolean': (value) => typeof value === 'boolean',
  'Edm.Date': matches(/^\d{4}-\d\d-\d\d$/),
  'Edm.DateTimeOffset': matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,12})?(?:Z|[+-]\d\d:\d\d)$/),
  'Edm.Double': (value) => typeof value === 'number',
  'Edm.Guid': matches(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i),
  'Edm.Int32': isInteger(32),
  'Edm.Int64': isInteger(64),
  'Edm.TimeOfDay': matches(/^\d\d:\d\d:\d\d\.\d{7}$/),
  'Edm.String': (value) => typeof value === 'string',
};
