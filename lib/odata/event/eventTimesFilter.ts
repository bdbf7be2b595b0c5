// Filters lists of events by their starts and ends.
import { instantInQuery } from '../../calendar/time/dateTimeText.ts';
import type { PropertyPath } from '../../stores/documents.ts';
import type { Filterable } from '../filter/condition.ts';
import type { Literal } from '../filter/expression.ts';
import { dateTimeOf, instantProperty } from '../filter/filterable.ts';

/** A literal in milliseconds since 1970 UTC. Clients write it bare or, as `dateTime` is a text, quoted; without an offset it is in UTC. */
const instantIn = (literal: Literal): number | undefined => (literal.kind === 'text' ? instantInQuery(literal.value) : dateTimeOf(literal));

/** Compares a start or an end. The store holds `''` for events without times: these are neither before nor after anything. */
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
