// The service's model, which `$metadata` prints: its types, their actions and functions, and the sets where paths begin.
import type { MembershipAction } from '../../paths/reference.ts';
import { membershipParameters } from '../directory/membershipQuestion.ts';
import { acceptParameters, cancelParameters, forwardParameters, responseParameters, snoozeParameters } from '../event/actionBody.ts';
import { complexTypes } from '../types/complex.ts';
import type { EdmType, PropertyTable } from '../types/edm.ts';
import { enumTypes, type EnumType } from '../types/enums.ts';
import type { ComplexType, EntityType, NotKept } from '../types/structured.ts';
import { findMeetingTimesParameters, getScheduleParameters } from '../freeBusy/freeBusyTypes.ts';
import { mailboxSettingsType } from '../settings/settingsSchema.ts';
import { createUploadSessionParameters } from '../upload/uploadSchema.ts';
import { entityTypes } from './entityTypes.ts';

/** An action: a client sends a POST to its name behind the path of the entity that it is bound to. */
export interface Action {
  /** The types that have it. */
  readonly boundTo: EdmType | readonly EdmType[];
  readonly parameters: PropertyTable;
  /** Parameters that may be null by their type, and without which there is nothing to do. */
  readonly needed?: readonly string[];
  readonly notKept?: NotKept;
  readonly returns?: EdmType;
}

/** A function: a client sends a GET to its name behind the path of the entity that it is bound to. */
export interface BoundFunction {
  readonly boundTo: EdmType;
  readonly parameters: PropertyTable;
  /** Further parameters that it may be called with instead. */
  readonly overload?: PropertyTable;
  readonly returns: EdmType;
}

/** An entity set or a singleton, at which paths begin. */
export interface Entrance {
  readonly type: string;
  readonly single?: boolean;
  /** Whether only context URLs name it, and no path begins there. */
  readonly hidden?: boolean;
  /** For each navigation property that isn't contained, the entity set that holds its entities. */
  readonly bindings?: Readonly<Record<string, string>>;
}

export interface Model {
  readonly enumTypes: readonly EnumType[];
  readonly complexTypes: Readonly<Record<string, ComplexType>>;
  readonly entityTypes: Readonly<Record<string, EntityType>>;
  readonly actions: Readonly<Record<string, Action>>;
  readonly functions: Readonly<Record<string, BoundFunction>>;
  readonly container: { readonly name: string; readonly entrances: Readonly<Record<string, Entrance>> };
}

const memberships = { joinedGroups: 'groups', memberOf: 'directoryObjects', transitiveMemberOf: 'directoryObjects' } as const;
const ofMemberships = (name: MembershipAction): Action => ({
  boundTo: 'graph.directoryObject',
  parameters: membershipParameters[name],
  returns: 'Collection(Edm.String)',
});
const response: Action = { boundTo: 'graph.event', parameters: responseParameters };

/** The model of both versions, v1.0 and beta. */
export const model: Model = {
  enumTypes: Object.values(enumTypes),
  complexTypes: { ...complexTypes, mailboxSettings: mailboxSettingsType },
  entityTypes,
  actions: {
    accept: { boundTo: 'graph.event', parameters: acceptParameters },
    cancel: { boundTo: 'graph.event', parameters: cancelParameters },
    checkMemberGroups: ofMemberships('checkMemberGroups'),
    checkMemberObjects: ofMemberships('checkMemberObjects'),
    createUploadSession: {
      boundTo: 'Collection(graph.attachment)',
      parameters: createUploadSessionParameters,
      returns: 'graph.uploadSession',
    },
    decline: response,
    findMeetingTimes: {
      boundTo: 'graph.user',
      parameters: findMeetingTimesParameters,
      returns: 'graph.meetingTimeSuggestionsResult',
    },
    getSchedule: {
      boundTo: 'graph.calendar',
      parameters: getScheduleParameters,
      needed: ['Schedules', 'StartTime', 'EndTime'],
      returns: 'Collection(graph.scheduleInformation)',
    },
    dismissReminder: { boundTo: 'graph.event', parameters: {} },
    forward: { boundTo: 'graph.event', parameters: forwardParameters, needed: ['ToRecipients'] },
    permanentDelete: { boundTo: ['graph.calendar', 'graph.event'], parameters: {} },
    reauthorize: { boundTo: 'graph.subscription', parameters: {} },
    snoozeReminder: { boundTo: 'graph.event', parameters: snoozeParameters, needed: ['NewReminderTime'] },
    getMemberGroups: ofMemberships('getMemberGroups'),
    getMemberObjects: ofMemberships('getMemberObjects'),
    tentativelyAccept: response,
  },
  functions: {
    allowedCalendarSharingRoles: {
      boundTo: 'graph.calendar',
      parameters: { User: 'Edm.String not null' },
      returns: 'Collection(graph.calendarRoleType)',
    },
    delta: {
      boundTo: 'Collection(graph.event)',
      parameters: {},
      overload: { startDateTime: 'Edm.String', endDateTime: 'Edm.String' },
      returns: 'Collection(graph.event)',
    },
    reminderView: {
      boundTo: 'graph.user',
      parameters: { StartDateTime: 'Edm.String not null', EndDateTime: 'Edm.String' },
      returns: 'Collection(graph.reminder)',
    },
    supportedLanguages: { boundTo: 'graph.outlookUser', parameters: {}, returns: 'Collection(graph.localeInfo)' },
    supportedTimeZones: {
      boundTo: 'graph.outlookUser',
      parameters: { TimeZoneStandard: 'graph.timeZoneStandard' },
      returns: 'Collection(graph.timeZoneInformation)',
    },
  },
  container: {
    name: 'GraphService',
    entrances: {
      directoryObjects: { type: 'graph.directoryObject', hidden: true },
      groups: {
        type: 'graph.group',
        bindings: {
          memberOf: 'directoryObjects',
          members: 'directoryObjects',
          owners: 'directoryObjects',
          transitiveMemberOf: 'directoryObjects',
          transitiveMembers: 'directoryObjects',
        },
      },
      invitations: { type: 'graph.invitation', bindings: { invitedUser: 'users' } },
      places: { type: 'graph.place', hidden: true },
      subscriptions: { type: 'graph.subscription' },
      users: { type: 'graph.user', bindings: memberships },
      me: { type: 'graph.user', single: true, bindings: memberships },
    },
  },
};
