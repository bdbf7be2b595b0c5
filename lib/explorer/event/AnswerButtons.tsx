// Answers an invitation: yes, perhaps, no, with a word for the organizer.
import { useState } from 'preact/hooks';
import type { Entry } from '../state/window.ts';
import { answer, answers, type Answer } from '../state/write.ts';

const words: Readonly<Record<Answer, string>> = { accept: 'Accept', tentativelyAccept: 'Perhaps', decline: 'Decline' };
const given: Readonly<Record<string, Answer>> = { accepted: 'accept', tentativelyAccepted: 'tentativelyAccept', declined: 'decline' };

export function AnswerButtons({ entry }: { readonly entry: Entry }) {
  const [comment, setComment] = useState('');
  return (
    <section aria-labelledby="answer">
      <h3 id="answer">Your answer</h3>
      <label>
        A word for {entry.event.organizer.name}
        <input type="text" dir="auto" value={comment} onInput={({ currentTarget }) => setComment(currentTarget.value)} />
      </label>
      <div class="actions">
        {answers.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={given[entry.event.answer] === each}
            onClick={() => void answer(entry, each, comment).then((done) => done && setComment(''))}
          >
            {words[each]}
          </button>
        ))}
      </div>
    </section>
  );
}
