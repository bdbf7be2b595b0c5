// Brings the entries of a meeting's people, so many at a time, to the meeting as it is now: what all of them need is read once.
import { newSeriesAllowance } from '../../meetings/invitationAllowance.ts';
import type { EntryStep, Shown } from '../../meetings/telling/bring.ts';
import type { AccompanyingWrites } from '../../meetings/inbox.ts';
import type { EntryUpdate } from '../bring.ts';
import { entryWrites, type BringingDependencies, type ShownMeeting } from '../entryWrites.ts';
import { aloneEntries } from './alone.ts';
import { shareSources, type ReadSources } from './sources.ts';

/** For people who are told at the same time. Costs as `entryWrites` and `aloneEntries`; the occurrences are read once for all of them. */
export function bringEntries(deps: BringingDependencies, { key, incarnation, sender, event }: Shown): EntryStep {
  const sources: ReadSources =
    event === undefined ? () => Promise.resolve({ readTo: 0, byDay: new Map() }) : shareSources(deps, { key, event });
  const shown: ShownMeeting = { key, incarnation, event, sources };
  const isSeries = (event?.properties.recurrence ?? null) !== null;
  return {
    async entry(attendee, joins, last) {
      const { writes, isNew } = await entryWrites(deps, shown, { attendee, joins, last });
      return { writes, isNew, allowances: isNew && isSeries ? [newSeriesAllowance(sender, deps.clock())] : [] };
    },

    async alone(attendee, last) {
      const all = await aloneEntries(deps, attendee, { ...shown, last });
      return new Map([...all].map(([of, writes]) => [of, async () => counted(await writes())]));
    },
  };
}

const counted = ({ writes, isNew }: EntryUpdate): AccompanyingWrites => ({ writes, isNew, allowances: [] });
