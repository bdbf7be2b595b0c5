// What the productions behind an owner are given: how the path begins.
import type { Owner, Version } from '../reference.ts';

/** The version and the owner that a path starts with; every reference to something of the owner's repeats them. */
export interface Start<Of extends Owner = Owner> {
  readonly version: Version;
  readonly owner: Of;
}
