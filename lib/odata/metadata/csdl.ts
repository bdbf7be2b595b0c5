// Prints the model as `$metadata` answers it: in OData's schema language (OData CSDL XML 4.0).
import type { EnumType } from '../types/enums.ts';
import type { ComplexType, EntityType } from '../types/structured.ts';
import type { Action, BoundFunction, Entrance, Model } from './model.ts';
import { element, xmlOf, type Element } from './xml.ts';

const namespace = 'microsoft.graph';

/** The document. Each type declares the properties that its base lacks. Throws a `Fault` for a base that the model doesn't have. */
export function csdlOf(model: Model): string {
  const schema = element('Schema', { Namespace: namespace, xmlns: 'http://docs.oasis-open.org/odata/ns/edm' }, [
    ...model.enumTypes.map(enumElement),
    ...Object.entries(model.complexTypes).map(([name, type]) => typeElement('ComplexType', name, type, model.complexTypes)),
    ...Object.entries(model.entityTypes).map(([name, type]) => typeElement('EntityType', name, type, model.entityTypes)),
    ...Object.entries(model.actions).flatMap(([name, action]) => operationElements('Action', name, action)),
    ...Object.entries(model.functions).flatMap(([name, { overload, ...one }]) => [
      ...operationElements('Function', name, one),
      ...(overload === undefined ? [] : operationElements('Function', name, { ...one, parameters: overload })),
    ]),
    element(
      'EntityContainer',
      { Name: model.container.name },
      Object.entries(model.container.entrances).map(([name, entrance]) => entranceElement(name, entrance)),
    ),
  ]);
  return xmlOf(
    element('edmx:Edmx', { Version: '4.0', 'xmlns:edmx': 'http://docs.oasis-open.org/odata/ns/edmx' }, [
      element('edmx:DataServices', {}, [schema]),
    ]),
  );
}

const enumElement = ({ name, members }: EnumType): Element =>
  element(
    'EnumType',
    { Name: name },
    members.map((member) => element('Member', { Name: member })),
  );

function typeElement(
  kind: 'ComplexType' | 'EntityType',
  name: string,
  type: EntityType,
  types: Readonly<Record<string, EntityType>>,
): Element {
  const inherited = new Set(basesOf(type, types).flatMap((base) => Object.keys({ ...base.properties, ...base.navigation })));
  const own = (table: Readonly<Record<string, string>>) => Object.entries(table).filter(([each]) => !inherited.has(each));
  const key = kind === 'EntityType' && type.base === undefined ? [element('Key', {}, [element('PropertyRef', { Name: 'id' })])] : [];
  const attributes = {
    Name: name,
    BaseType: type.base && typeName(`graph.${type.base}`),
    Abstract: flag(type.abstract),
    OpenType: flag(type.open),
  };
  return element(kind, attributes, [
    ...key,
    ...own({ ...type.properties, ...type.apart }).map(([each, written]) => element('Property', { Name: each, ...typeAttributes(written) })),
    ...own(type.navigation ?? {}).map(([each, written]) =>
      element('NavigationProperty', { Name: each, Type: typeName(written), ContainsTarget: flag(written.endsWith(' contained')) }),
    ),
  ]);
}

/** The base types of a type, nearest first. */
function basesOf({ base }: ComplexType, types: Readonly<Record<string, EntityType>>): readonly EntityType[] {
  if (base === undefined) return [];
  const found = types[base];
  if (found === undefined) throw new Error(`The model has no type '${base}' to derive from.`);
  return [found, ...basesOf(found, types)];
}

/** One element for each type that it is bound to. */
const operationElements = (
  kind: 'Action' | 'Function',
  name: string,
  { boundTo, parameters, returns }: Action | BoundFunction,
): readonly Element[] =>
  [boundTo]
    .flat()
    .map((type) =>
      element(kind, { Name: name, IsBound: 'true' }, [
        element('Parameter', { Name: 'bindingParameter', Type: typeName(type) }),
        ...Object.entries(parameters).map(([each, written]) => element('Parameter', { Name: each, ...typeAttributes(written) })),
        ...(returns === undefined ? [] : [element('ReturnType', { Type: typeName(returns) })]),
      ]),
    );

function entranceElement(name: string, { type, single = false, hidden = false, bindings = {} }: Entrance): Element {
  const children = Object.entries(bindings).map(([path, target]) => element('NavigationPropertyBinding', { Path: path, Target: target }));
  return single
    ? element('Singleton', { Name: name, Type: typeName(type) }, children)
    : element('EntitySet', { Name: name, EntityType: typeName(type), IncludeInServiceDocument: hidden ? 'false' : undefined }, children);
}

/** The XML attributes for a property's type such as `Edm.String not null`. A property may be null unless its type says otherwise. */
const typeAttributes = (written: string) => ({
  Type: typeName(written),
  Nullable: written.endsWith(' not null') ? 'false' : undefined,
});

/** The type's name with the full namespace, since not every generator of clients understands the alias that Graph writes. */
const typeName = (written: string): string => written.replace(/ (?:not null|contained)$/, '').replace(/(?<=^|\()graph\./, `${namespace}.`);

const flag = (is: boolean | undefined): string | undefined => (is === true ? 'true' : undefined);
