// Declares the complex types and enumerations of Graph's items that the service's own entities lack or have only in part.
import { complexTypes } from '../types/complex.ts';
import type { PropertyTable } from '../types/edm.ts';
import { enumTypes } from '../types/enums.ts';
import type { ComplexType } from '../types/structured.ts';

const text = 'Edm.String';

/** The properties that the service's own entities don't keep of a type, each declared as a text. */
const textsNotKept = ({ notKept: { absent = [], fixed: withOneValue = {} } = {} }: ComplexType): PropertyTable =>
  Object.fromEntries([...absent, ...Object.keys(withOneValue)].map((name) => [name, text]));

/** Complex types that items have besides those of the model, or instead of those with the same names. */
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

/** The members of enumerations, by the enumerations' names. Items may have more members than the service's own entities. */
export const itemEnumerations: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(Object.values(enumTypes).map(({ name, members }) => [name, members])),
  inferenceClassificationType: ['focused', 'other'],
  followupFlagStatus: ['notFlagged', 'complete', 'flagged'],
  // Graph spells one member wrong; some clients send the correct spelling.
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
