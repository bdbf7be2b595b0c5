// All schemas that the document may name, and which of them is a body's.
import { itemComplexTypes } from '../../../lib/odata/item/outlookTypes.ts';
import { itemTypes } from '../../../lib/odata/item/itemTypes.ts';
import { model } from '../../../lib/odata/metadata/model.ts';
import { modelSchemas, newUserSchema } from '../../../lib/odata/metadata/schemas.ts';
import type { BodyName } from '../../../lib/odata/types/bodySchema.ts';
import type { DescribedMethod } from '../described.ts';
import type { Described } from '../json.ts';
import { envelopes } from './envelopes.ts';
import { structured, union, type Answered } from './structured.ts';
import { anyOf, concrete, enumerationSchemas, isEntity, propertiesOf, schemaName, typesFor, within, type Use } from './types.ts';

const uses: readonly Use[] = ['answer', 'create', 'update', 'input'];
const itemUses: readonly Use[] = ['item', 'newItem'];

/** The name of the schema of a body: that of a new entity, unless a PATCH changes one. */
export function bodySchema(body: BodyName, method: DescribedMethod): string {
  const name = bodies[body] ?? body;
  if (Object.hasOwn(model.actions, name)) return parametersName(name);
  if (!Object.hasOwn(typesFor('create'), name)) return name;
  const use = method === 'PATCH' ? 'update' : 'create';
  return concrete(name).length > 1 ? anyOf(name, use) : schemaName(name, use);
}

/** Names of bodies that aren't those of their types. */
const bodies: Readonly<Partial<Record<BodyName, string>>> = { newAttachment: 'attachment', newUser: 'user' };

const parametersName = (action: string): string => `${action}Parameters`;

/** The parameters of an action. */
function parametersOf(action: string): Described {
  const { parameters = {}, needed = [] } = model.actions[action] ?? {};
  const required = Object.entries(parameters).flatMap(([name, type]) => (/ not null$/.test(type) || needed.includes(name) ? [name] : []));
  const title = parametersName(action);
  return { type: 'object', title, ...(required.length > 0 && { required }), properties: propertiesOf(parameters, 'input') };
}

/** What the body of a new user may have beside the user's properties. */
function withPassword(user: Described): Described {
  const more = [...(newUserSchema?.members.values() ?? [])].filter(
    ({ name }) => modelSchemas('user')?.members.has(name.toLowerCase()) === false,
  );
  const taken: Described = { type: 'object', description: 'As Graph needs it; the service keeps no passwords', additionalProperties: true };
  return { ...user, properties: { ...(user.properties as Described), ...Object.fromEntries(more.map(({ name }) => [name, taken])) } };
}

/** The names of the schemas in a union; within bodies a complex type may be the same as in answers. */
const nameIn =
  (use: Use) =>
  (type: string): string =>
    schemaName(type, isEntity(type) ? use : within(type, use));

/** All schemas that the document may name. */
export function schemas(answered: Answered): Described {
  const ofTypes = (names: readonly string[], these: readonly Use[]): Described =>
    Object.fromEntries(
      these.flatMap((use) => names.map((name): [string, Described] => [schemaName(name, use), structured(name, use, answered)])),
    );
  const names = Object.keys(typesFor('answer'));
  const bases = names.filter((name) => concrete(name).length > 1 && name !== 'outlookItem');
  const made: Described = {
    ...enumerationSchemas(),
    ...ofTypes(names, uses),
    ...ofTypes(
      [...Object.keys(typesFor('item')).filter((name) => !isEntity(name)), ...Object.keys(itemComplexTypes), ...Object.keys(itemTypes)],
      itemUses,
    ),
    ...Object.fromEntries(
      uses.flatMap((use) => bases.map((name): [string, Described] => [anyOf(name, use), union(name, use, nameIn(use), answered)])),
    ),
    ...Object.fromEntries(
      itemUses.map((use): [string, Described] => [
        anyOf('outlookItem', use),
        union('outlookItem', use, (name) => schemaName(name, use), answered),
      ]),
    ),
    ...Object.fromEntries(Object.keys(model.actions).map((name) => [parametersName(name), parametersOf(name)])),
    ...envelopes(),
  };
  return { ...made, userCreate: withPassword(made.userCreate as Described) };
}
