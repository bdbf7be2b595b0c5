// Whom to invite: a field that searches the directory, and the list of those who are invited.
import { useId, useState } from 'preact/hooks';
import type { Draft } from '../model/draft.ts';
import { PersonSearch } from './PersonSearch.tsx';

type Person = Draft['people'][number];

export function PeopleField({
  people,
  onChange,
}: {
  readonly people: readonly Person[];
  readonly onChange: (people: readonly Person[]) => void;
}) {
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
            <span class="grows" dir="auto">
              {person.name}
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
    </fieldset>
  );
}
