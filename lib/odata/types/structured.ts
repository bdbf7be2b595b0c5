// What a structured type declares: its properties, where they lead, and what of Graph's it doesn't keep.
import type { Json } from '../../runtime/json.ts';
import type { NavigationTable, PropertyTable } from './edm.ts';

/** What Graph's type has and this service doesn't keep: named, so that a body which brings it is refused by name. */
export interface NotKept {
  /** Properties that the service doesn't have at all. */
  readonly absent?: readonly string[];
  /** Properties that have one value here, whatever a body wishes for. */
  readonly fixed?: Readonly<Record<string, Json>>;
  /** Properties that only Graph's answers have; in a body they are ignored, as every read-only property is. */
  readonly informative?: readonly string[];
}

/** A structured type's properties, those of its base included. */
export interface ComplexType {
  readonly properties: PropertyTable;
  readonly base?: string;
  /** Whether it may hold properties that aren't declared. */
  readonly open?: boolean;
  readonly notKept?: NotKept;
}

/** A type whose entities have an id. `properties` and `navigation` may repeat those of its base. */
export interface EntityType extends ComplexType {
  readonly navigation?: NavigationTable;
  readonly abstract?: boolean;
  /** Navigation properties whose entities stand in bodies or answers themselves; the others are paths alone. */
  readonly inline?: readonly string[];
  /** Navigation properties that a body may set by reference, as by `calendar@odata.bind`. */
  readonly binds?: readonly string[];
}
