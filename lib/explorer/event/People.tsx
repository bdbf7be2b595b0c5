// Who is invited to an event, and what they have answered.
import type { Event } from '../model/event.ts';

const answerWords: Readonly<Record<string, string>> = {
  accepted: 'accepted',
  tentativelyAccepted: 'accepted tentatively',
  declined: 'declined',
  organizer: 'organizer',
  none: 'no answer yet',
  notResponded: 'no answer yet',
};

const answerSigns: Readonly<Record<string, string>> = { accepted: '✓', tentativelyAccepted: '?', declined: '✗', organizer: '★' };

export function People({ event }: { readonly event: Event }) {
  const { attendees, organizer } = event;
  if (attendees.length === 0) return null;
  return (
    <section aria-labelledby="people">
      <h3 id="people">People</h3>
      <ul class="plain">
        <PersonOf name={organizer.name} address={organizer.address} answer="organizer" note="" />
        {attendees
          .filter(({ address }) => address.toLowerCase() !== organizer.address.toLowerCase())
          .map(({ name, address, answer, type }) => (
            <PersonOf key={address} name={name} address={address} answer={answer} note={type === 'required' ? '' : `, ${type}`} />
          ))}
      </ul>
    </section>
  );
}

function PersonOf({
  name,
  address,
  answer,
  note,
}: {
  readonly name: string;
  readonly address: string;
  readonly answer: string;
  readonly note: string;
}) {
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
      </span>
    </li>
  );
}
