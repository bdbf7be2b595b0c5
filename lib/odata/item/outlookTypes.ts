// The complex types and enumerations that Graph's items are made of, as far as the service's own entities have none or less.
import { complexTypes } from '../types/complex.ts';
import type { PropertyTable } from '../types/edm.ts';
import { enumTypes } from '../types/enums.ts';
import type { ComplexType } from '../types/structured.ts';

const text = 'Edm.String';

/** What the service's own entities don't keep of a type where that is text. */
const textsNotKept = ({ notKept: { absent = [], fixed: withOneValue = {} } = {} }: ComplexType): PropertyTable =>
  Object.fromEntries([...absent, ...Object.keys(withOneValue)].map((name) => [name, text]));

/** Instead of the model's types of the same names, and beside them. */
export const itemComplexTypes: Readonly<Record<string, ComplexType>> = {
  physicalAddress: { properties: { ...complexTypes.physicalAddress.properties, ...textsNotKept(complexTypes.physicalAddress) } },
  onlineMeetingInfo: { properties: { ...complexTypes.onlineMeetingInfo.properties, phones: 'Collection(graph.phone)' } },
  phone: { properties: { number: text, type: text, region: text, language: text } },
  followupFlag: {
    properties: {
      flagStatus: 'graph.followupFlagStatus',
      startDateTime: 'graph.dateTimeTimeZone',
      dueDateTime: 'graph.dateTimeTimeZone',
      completedDateTime: 'graph.dateTimeTimeZone',
    },
  },
  internetMessageHeader: { properties: { name: text, value: text } },
  typedEmailAddress: { properties: { name: text, address: text, type: text, otherLabel: text } },
  website: { properties: { type: text, address: text, displayName: text, name: text } },
};

/** The members of enumerations by the enumerations' names; what an item says may be more than the service itself ever says. */
export const itemEnumerations: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(Object.values(enumTypes).map(({ name, members }) => [name, members])),
  inferenceClassificationType: ['focused', 'other'],
  followupFlagStatus: ['notFlagged', 'complete', 'flagged'],
  // Graph's own spelling of one of them is wrong; some clients mend it.
  meetingMessageType: [...enumTypes.meetingMessageType.members, 'meetingTentativelyAccepted'],
  meetingRequestType: [
    'none',
    ...enumTypes.meetingRequestType.members,
    'informationalUpdate',
    'silentUpdate',
    'outdated',
    'principalWantsCopy',
  ],
};
