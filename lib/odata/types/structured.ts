// The declaration of a structured type: its properties, its navigation, and the properties of Graph's type that the service doesn't keep.
import type { Json } from '../../runtime/json.ts';
import type { NavigationTable, PropertyTable } from './edm.ts';

/** Properties of Graph's type that this service doesn't keep. They are listed so that an error can name one that a body has. */
export interface NotKept {
  /** Properties that the service doesn't have at all. */
  readonly absent?: readonly string[];
  /** Properties that have one value here; bodies with another value are refused. */
  readonly fixed?: Readonly<Record<string, Json>>;
  /** Properties that only Graph's answers have. Bodies may have them, and the service ignores them as it does read-only properties. */
  readonly informative?: readonly string[];
}

/** What bodies may say of a structured type. Everything else that answers have is read-only: bodies may repeat it, and it counts for nothing. */
export interface Writable {
  /** What new values and changes may have. */
  readonly any?: readonly string[];
  /** What only new ones may have besides. */
  readonly new?: readonly string[];
  /** What new ones must have. */
  readonly needed?: readonly string[];
}

/** A structured type; `properties` includes those of its base. */
export interface ComplexType {
  readonly properties: PropertyTable;
  readonly base?: string;
  /** Whether values may have properties that aren't declared. */
  readonly open?: boolean;
  readonly notKept?: NotKept;
  /** Without it, a body may say all of a complex type, and nothing of an entity. */
  readonly writable?: Writable;
  /** What answers have whatever `$select` names. */
  readonly always?: readonly string[];
}

/** An entity type. `properties` and `navigation` may repeat those of its base. */
export interface EntityType extends ComplexType {
  readonly navigation?: NavigationTable;
  /** Properties that a path of their own has, and neither answers about the entity nor bodies. */
  readonly apart?: PropertyTable;
  readonly abstract?: boolean;
  /** Navigation properties whose entities bodies or answers may contain; the others are only paths. */
  readonly inline?: readonly string[];
  /** Navigation properties that a body may set by reference, as by `calendar@odata.bind`. */
  readonly binds?: readonly string[];
}
