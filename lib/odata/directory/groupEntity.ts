// Shows a group as Graph does.
import type { Group } from '../../directory/groups/groups.ts';
import type { JsonObject } from '../../stores/documents.ts';
import { groupProperties, type GroupProperty } from './directoryQuery.ts';
import { namesOf } from '../types/edm.ts';
import { toUtcSeconds } from '../types/literals.ts';

/** The entity as JSON, without `@odata.context`; all properties unless some are selected. */
export function groupEntity(group: Group, select?: ReadonlySet<GroupProperty>): JsonObject {
  const shown: Readonly<Record<GroupProperty, string | boolean | readonly string[] | null>> = {
    id: group.groupId,
    createdDateTime: toUtcSeconds(new Date(group.created)),
    description: group.description ?? null,
    displayName: group.displayName,
    groupTypes: group.groupTypes ?? ['Unified'],
    mail: group.mail ?? null,
    mailEnabled: group.mailEnabled ?? true,
    mailNickname: group.mailNickname,
    preferredLanguage: group.preferredLanguage ?? null,
    securityEnabled: group.securityEnabled ?? false,
    visibility: group.visibility ?? 'Private',
  };
  return Object.fromEntries(
    namesOf(groupProperties)
      .filter((name) => select?.has(name) ?? true)
      .map((name) => [name, shown[name]]),
  );
}
