// Answers an invitation: yes, perhaps, no, with a word for the organizer, and with another time unless it is yes.
import { useRef, useState } from 'preact/hooks';
import { TimeFields } from '../edit/WhenFields.tsx';
import { draftOf, faultIn, timesIn, type Draft } from '../model/draft.ts';
import { preferences } from '../state/preferences.ts';
import type { Entry } from '../state/window.ts';
import { answer, answers, type Answer } from '../state/write.ts';

const words: Readonly<Record<Answer, string>> = { accept: 'Accept', tentativelyAccept: 'Perhaps', decline: 'Decline' };
const given: Readonly<Record<string, Answer>> = { accepted: 'accept', tentativelyAccepted: 'tentativelyAccept', declined: 'decline' };

export function AnswerButtons({ entry }: { readonly entry: Entry }) {
  const { calendar, event } = entry;
  const [comment, setComment] = useState('');
  const [proposal, propose] = useState<Draft>();
  const [refusal, refuse] = useState('');
  const section = useRef<HTMLElement>(null);
  const give = async (which: Answer): Promise<void> => {
    const fault = proposal && faultIn(proposal);
    refuse(fault?.words ?? '');
    if (fault !== undefined) {
      section.current?.querySelector<HTMLElement>(`[name="${fault.field}"]`)?.focus();
      return;
    }
    if (!(await answer(entry, { which, comment, proposal: proposal && timesIn(proposal) }))) return;
    setComment('');
    propose(undefined);
  };
  return (
    <section ref={section} aria-labelledby="answer">
      <h3 id="answer">Your answer</h3>
      <label>
        A word for {event.organizer.name}
        <input type="text" dir="auto" value={comment} onInput={({ currentTarget }) => setComment(currentTarget.value)} />
      </label>
      {event.takesProposals ? (
        <label class="check">
          <input
            type="checkbox"
            checked={proposal !== undefined}
            onChange={({ currentTarget }) => propose(currentTarget.checked ? draftOf(event, calendar) : undefined)}
          />
          Propose another time
        </label>
      ) : null}
      {proposal === undefined ? null : (
        <fieldset>
          <legend>Instead ({preferences.value.zoneName})</legend>
          <TimeFields draft={proposal} set={(part) => propose({ ...proposal, ...part })} />
        </fieldset>
      )}
      <p role="alert" class="refusal">
        {refusal}
      </p>
      <div class="actions">
        {answers
          .filter((each) => proposal === undefined || each !== 'accept')
          .map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={proposal === undefined && given[event.answer] === each}
              onClick={() => void give(each)}
            >
              {proposal === undefined ? words[each] : `${words[each]}, and propose`}
            </button>
          ))}
      </div>
    </section>
  );
}
