// Who is invited to an event, what they have answered, and which time they propose instead.
import type { ComponentChildren } from 'preact';
import type { Attendee } from '../model/event.ts';
import { timesOfSlot } from '../model/slot.ts';
import { rangeText } from '../model/times.ts';
import { preferences } from '../state/preferences.ts';
import type { Entry } from '../state/window.ts';
import { move } from '../state/write.ts';

const answerWords: Readonly<Record<string, string>> = {
  accepted: 'accepted',
  tentativelyAccepted: 'accepted tentatively',
  declined: 'declined',
  organizer: 'organizer',
  none: 'no answer yet',
  notResponded: 'no answer yet',
};

const answerSigns: Readonly<Record<string, string>> = { accepted: '✓', tentativelyAccepted: '?', declined: '✗', organizer: '★' };

export function People({ entry }: { readonly entry: Entry }) {
  const { attendees, organizer } = entry.event;
  if (attendees.length === 0) return null;
  return (
    <section aria-labelledby="people">
      <h3 id="people">People</h3>
      <ul class="plain">
        <PersonOf name={organizer.name} address={organizer.address} answer="organizer" note="" />
        {attendees
          .filter(({ address }) => address.toLowerCase() !== organizer.address.toLowerCase())
          .map((attendee) => (
            <PersonOf key={attendee.address} {...attendee} note={attendee.type === 'required' ? '' : `, ${attendee.type}`}>
              <Proposal entry={entry} attendee={attendee} />
            </PersonOf>
          ))}
      </ul>
    </section>
  );
}

interface PersonProps extends Pick<Attendee, 'name' | 'address' | 'answer'> {
  readonly note: string;
  readonly children?: ComponentChildren;
}

function PersonOf({ name, address, answer, note, children }: PersonProps) {
  return (
    <li class="row">
      <span class={`answer is-${answer}`} aria-hidden="true">
        {answerSigns[answer] ?? '·'}
      </span>
      <span class="grows">
        <span dir="auto" title={address}>
          {name}
        </span>
        <span class="quiet-text">
          {' '}
          {answerWords[answer] ?? answer}
          {note}
        </span>
        {children}
      </span>
    </li>
  );
}

/** The time that somebody proposes; the organizer takes it over by a click. */
function Proposal({ entry, attendee: { name, proposal } }: { readonly entry: Entry; readonly attendee: Attendee }) {
  const { calendar, event } = entry;
  const times = proposal && timesOfSlot(proposal, preferences.value.zone, event.isAllDay);
  if (times === undefined) return null;
  return (
    <span class="proposal">
      <span>Proposes {rangeText(times, preferences.value)}</span>
      {calendar.canEdit && event.isOrganizer ? (
        <button type="button" onClick={() => void move(entry, times)}>
          Take over<span class="unseen"> the time that {name} proposes</span>
        </button>
      ) : null}
    </span>
  );
}
