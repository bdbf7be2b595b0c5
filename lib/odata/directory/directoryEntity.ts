// Shows users and groups as Graph does, without `@odata.context`: all properties, or the selected ones.
import type { Group } from '../../directory/groups/groups.ts';
import type { User } from '../../directory/users/users.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { showRows } from '../types/entity.ts';
import { groupRows, type GroupProperty } from './groupSchema.ts';
import { userRows, type UserProperty } from './userSchema.ts';

export const userEntity = (user: User, select?: ReadonlySet<UserProperty>): JsonObject => showRows(userRows, user, select);

export const groupEntity = (group: Group, select?: ReadonlySet<GroupProperty>): JsonObject => showRows(groupRows, group, select);
