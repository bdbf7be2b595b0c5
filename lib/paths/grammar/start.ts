// The beginning of a path, which the productions that follow an owner are given.
import type { Owner, Version } from '../reference.ts';

/** The version and the owner that a path starts with; every reference to something of the owner's repeats them. */
export interface Start<Of extends Owner = Owner> {
  readonly version: Version;
  readonly owner: Of;
}
