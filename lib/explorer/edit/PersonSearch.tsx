// A field that finds people by name or address while one types: a combobox as ARIA's Authoring Practices have it.
import { useEffect, useId, useState } from 'preact/hooks';
import type { Person } from '../model/event.ts';
import { findPeople, type Found } from '../state/people.ts';

export interface PersonSearchProps {
  readonly label: string;
  readonly onChoose: (person: Found) => void;
  /** Whether an address that nobody has can be chosen too. */
  readonly strangers?: boolean;
}

const addressForm = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export function PersonSearch({ label, onChoose, strangers = true }: PersonSearchProps) {
  const [text, setText] = useState('');
  const [found, setFound] = useState<readonly Found[]>([]);
  const [at, setAt] = useState(-1);
  const id = useId();
  useEffect(() => search(text, strangers, setFound), [text]);

  const choose = (person: Found | undefined): void => {
    if (person === undefined) return;
    onChoose(person);
    setText('');
    setFound([]);
    setAt(-1);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setAt(found.length === 0 ? -1 : (at + step + found.length) % found.length);
    } else if (event.key === 'Enter' && text !== '') {
      event.preventDefault();
      choose(found[Math.max(at, 0)]);
    } else if (event.key === 'Escape' && found.length > 0) {
      // The dialog stays.
      event.preventDefault();
      event.stopPropagation();
      setFound([]);
    }
  };
  return (
    <div class="combobox">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        aria-autocomplete="list"
        aria-expanded={found.length > 0}
        aria-controls={`${id}-list`}
        {...(at >= 0 && { 'aria-activedescendant': `${id}-${at}` })}
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <ul id={`${id}-list`} role="listbox" aria-label="People found" hidden={found.length === 0}>
        {found.map((person, index) => (
          <li key={person.address} id={`${id}-${index}`} role="option" aria-selected={index === at} onClick={() => choose(person)}>
            <PersonWords {...person} />
          </li>
        ))}
      </ul>
    </div>
  );
}

const PersonWords = ({ name, address }: Person) => (
  <>
    <span dir="auto">{name}</span> {name === address ? null : <span class="quiet-text">{address}</span>}
  </>
);

/** Milliseconds of rest before somebody is looked for. */
const restMs = 200;

function search(text: string, strangers: boolean, tell: (found: readonly Found[]) => void): () => void {
  const wanted = text.trim();
  if (wanted === '') {
    tell([]);
    return () => undefined;
  }
  const stop = new AbortController();
  const timer = setTimeout(() => {
    const stranger = strangers && addressForm.test(wanted) ? [{ id: '', name: wanted, address: wanted }] : [];
    findPeople(wanted, stop.signal).then(
      (people) => tell(people.some(({ address }) => address.toLowerCase() === wanted.toLowerCase()) ? people : [...people, ...stranger]),
      () => {
        if (!stop.signal.aborted) tell(stranger);
      },
    );
  }, restMs);
  return () => {
    clearTimeout(timer);
    stop.abort();
  };
}
