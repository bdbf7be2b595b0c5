// Which categories an event has: those of the mailbox's list, and any other word.
import { useState } from 'preact/hooks';
import { bears, offeredCategories, withCategory } from '../model/category.ts';
import { CategoryName } from '../parts/CategoryName.tsx';
import { categories } from '../state/categories.ts';

export interface CategoriesFieldProps {
  readonly borne: readonly string[];
  readonly onChange: (borne: readonly string[]) => void;
}

export function CategoriesField({ borne, onChange }: CategoriesFieldProps) {
  const [text, setText] = useState('');
  // One that was added stays there to be taken again.
  const [added, setAdded] = useState(borne);
  const add = (): void => {
    const name = text.trim();
    if (name === '') return;
    const known = categories.value.find((each) => each.name.toLowerCase() === name.toLowerCase())?.name ?? name;
    setAdded(withCategory(added, known, true));
    onChange(withCategory(borne, known, true));
    setText('');
  };
  return (
    <fieldset>
      <legend>Categories</legend>
      <div class="chips">
        {offeredCategories(categories.value, added).map((category) => (
          <label key={category.name} class="chip">
            <input
              type="checkbox"
              checked={bears(borne, category.name)}
              onChange={({ currentTarget }) => onChange(withCategory(borne, category.name, currentTarget.checked))}
            />
            <CategoryName category={category} />
          </label>
        ))}
      </div>
      <div class="row is-bottom">
        <label>
          Another category
          <input
            type="text"
            dir="auto"
            maxLength={255}
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || text.trim() === '') return;
              event.preventDefault();
              add();
            }}
          />
        </label>
        <button type="button" aria-label="Add the category" onClick={add}>
          Add
        </button>
      </div>
    </fieldset>
  );
}
