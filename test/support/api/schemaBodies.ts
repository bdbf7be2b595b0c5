// Wrong bodies that are generated from the schema: for each type that a body may contain, at each place where it may be, an object with one
// unknown property.
import { itemSchemas, modelSchemas, type Schema, type Schemas } from '../../../lib/odata/metadata/schemas.ts';

type Json = Readonly<Record<string, unknown>>;

/** A property that no type has. */
export const unknownName = 'noSuchThing';

export interface WrongBody {
  /** The path to the object with the unknown property: `attendees/emailAddress`. */
  readonly at: string;
  readonly body: Json;
  /** The name of the type that lacks the property. */
  readonly type: string;
}

const attachments = ['attachment', 'fileAttachment', 'itemAttachment', 'referenceAttachment'];

/** The wrong bodies for a type or an action; a type is visited once on the way to a place. */
export function wrongBodies(name: string): readonly WrongBody[] {
  const schema = modelSchemas(name);
  if (schema === undefined) throw new Error(`no schema '${name}'`);
  return wrongIn(schema, modelSchemas, new Set());
}

function wrongIn(schema: Schema, schemas: Schemas, above: ReadonlySet<string>): readonly WrongBody[] {
  const here = new Set([...above, schema.name]);
  const own = { at: '', body: { [unknownName]: 1 }, type: schema.name };
  const inside = [...schema.members.values()].flatMap((member) => {
    if (member.is !== 'value' || 'only' in member) return [];
    const { name, isCollection } = member.type;
    return choices(name, schemas)
      .filter(({ schema: { name: type } }) => !here.has(type))
      .flatMap((choice) =>
        wrongIn(choice.schema, choice.schemas, here).map((wrong) => ({ ...wrong, body: { ...choice.named, ...wrong.body } })),
      )
      .map(({ at, body, type }) => ({
        at: at === '' ? member.name : `${member.name}/${at}`,
        body: { [member.name]: isCollection ? [body] : body },
        type,
      }));
  });
  return [...(schema.isOpen ? [] : [own]), ...inside];
}

/** The types that are allowed in the place of this one, each with its `@odata.type`. */
function choices(name: string, schemas: Schemas): readonly { readonly schema: Schema; readonly schemas: Schemas; readonly named: Json }[] {
  const typed = (type: string, where: Schemas) => {
    const schema = where(type);
    return schema === undefined ? [] : [{ schema, schemas: where, named: { '@odata.type': `#microsoft.graph.${type}` } }];
  };
  if (name === 'attachment') return attachments.flatMap((type) => typed(type, schemas));
  if (name === 'extension') return typed('openTypeExtension', schemas);
  if (name === 'outlookItem') return ['event', 'message', 'eventMessageRequest', 'contact'].flatMap((type) => typed(type, itemSchemas));
  const schema = schemas(name);
  return schema === undefined ? [] : [{ schema, schemas, named: {} }];
}
