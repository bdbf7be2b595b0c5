// Whom to invite: a field that searches the directory, and the list of those who are invited.
import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { Draft } from '../model/draft.ts';
import { summaryOf, type Availability } from '../model/schedule.ts';
import type { Availabilities } from './availability.ts';
import { PersonSearch } from './PersonSearch.tsx';

type Person = Draft['people'][number];

export interface PeopleFieldProps {
  readonly people: readonly Person[];
  readonly onChange: (people: readonly Person[]) => void;
  readonly availabilities: Availabilities;
  /** What stands below them. */
  readonly children: ComponentChildren;
}

export function PeopleField({ people, onChange, availabilities, children }: PeopleFieldProps) {
  const heading = useId();
  const [said, say] = useState('');
  const has = (address: string): boolean => people.some((each) => each.address.toLowerCase() === address.toLowerCase());
  return (
    <fieldset>
      <legend id={heading}>People</legend>
      <PersonSearch
        label="Invite, by name or mail address"
        onChoose={({ name, address }) => {
          if (!has(address)) onChange([...people, { name, address, type: 'required' }]);
          say(`${name} is invited.`);
        }}
      />
      <p class="unseen" role="status">
        {said}
      </p>
      <ul class="plain" aria-labelledby={heading}>
        {people.map((person) => (
          <li key={person.address} class="row">
            <span class="grows">
              <span dir="auto">{person.name}</span> <Free availability={availabilities?.get(person.address.toLowerCase())} />
            </span>
            <select
              aria-label={`How ${person.name} is invited`}
              value={person.type}
              onChange={({ currentTarget }) =>
                onChange(
                  people.map((each) =>
                    each === person ? { ...each, type: currentTarget.value === 'optional' ? 'optional' : 'required' } : each,
                  ),
                )
              }
            >
              <option value="required">Required</option>
              <option value="optional">Optional</option>
            </select>
            <button
              type="button"
              class="quiet"
              aria-label={`Don’t invite ${person.name}`}
              onClick={() => {
                onChange(people.filter((each) => each !== person));
                say(`${person.name} isn’t invited any more.`);
              }}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      <p role="status">{availabilities === undefined ? '' : summaryOf([...availabilities.values()])}</p>
      {children}
    </fieldset>
  );
}

const Free = ({ availability }: { readonly availability: Availability | undefined }) =>
  availability === undefined ? null : <span class={`availability availability-${availability.is}`}>{availability.words}</span>;
