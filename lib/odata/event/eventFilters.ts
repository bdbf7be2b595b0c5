// How filters compare what an event is to its mailbox: whose it is, whether it was called off, what was answered, which series it is of.
import { responses } from '../../calendar/events/record/eventProperties.ts';
import type { Condition } from '../../stores/documents.ts';
import type { Filterable } from '../filter/condition.ts';
import { eitherProperty, memberProperty, optionalText } from '../filter/filterable.ts';

/** What tells the mailbox's own events, and their occurrences, from the entries of others' meetings. */
const isAnEntry: Condition = { is: 'eq', property: 'kind', value: 'entry' };
const isOwnEvent: Condition = { is: 'ne', property: 'kind', value: 'entry' };
// Of other events nothing is known of it, so that the opposite wouldn't find them without their kind.
const isCancelledEntry: Condition = { is: 'and', conditions: [isAnEntry, { is: 'eq', property: 'entry.isCancelled', value: true }] };
const isLivingEntry: Condition = { is: 'eq', property: 'entry.isCancelled', value: false };

export const isOrganizerFilter = eitherProperty(isOwnEvent, isAnEntry);
export const isCancelledFilter = eitherProperty(isCancelledEntry, { is: 'or', conditions: [isOwnEvent, isLivingEntry] });

const ofEntry = memberProperty('entry.response.response', responses);

/** The own answer: of the mailbox's own events it is `organizer`, of entries what their owner has said. */
export const responseFilter: Filterable = {
  property: ofEntry.property,
  functions: false,
  compare(operator, literal) {
    const stored = ofEntry.compare('eq', literal);
    if (stored === undefined || (operator !== 'eq' && operator !== 'ne')) return undefined;
    const isOrganizers = stored.is === 'eq' && stored.value === 'organizer';
    const answered: Condition = isOrganizers
      ? { is: 'or', conditions: [isOwnEvent, stored] }
      : { is: 'and', conditions: [isAnEntry, stored] };
    return operator === 'eq' ? answered : { is: 'not', condition: answered };
  },
};

/** The id of the series that an occurrence belongs to. Stored events have none; windows are filtered by what occurrences show. */
export const seriesFilter: Filterable = optionalText('seriesMasterId');
