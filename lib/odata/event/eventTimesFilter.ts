// How lists of events are filtered by their starts and ends.
import { instantInQuery } from '../../calendar/time/dateTimeText.ts';
import type { PropertyPath } from '../../stores/documents.ts';
import type { Filterable } from '../filter/condition.ts';
import type { Literal } from '../filter/expression.ts';
import { dateTimeOf, instantProperty } from '../filter/filterable.ts';

/** A time as Graph's clients write it: a point in time, or in quotes, since `dateTime` is a text; UTC where it has no offset. */
const instantIn = (literal: Literal): number | undefined => (literal.kind === 'text' ? instantInQuery(literal.value) : dateTimeOf(literal));

/** A start or an end, which is `''` for events that have none: those are neither before nor after anything. */
export function timeProperty(path: PropertyPath): Filterable {
  const instant = instantProperty(path, instantIn);
  return {
    ...instant,
    compare(operator, literal) {
      const condition = instant.compare(operator, literal);
      if (condition === undefined || (operator !== 'lt' && operator !== 'le')) return condition;
      return { is: 'and', conditions: [{ is: 'gt', property: path, value: '' }, condition] };
    },
  };
}
