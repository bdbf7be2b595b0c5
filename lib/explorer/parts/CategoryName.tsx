// A category's name with its colour beside it.
import type { Category } from '../model/category.ts';

export function CategoryName({ category: { name, color } }: { readonly category: Category }) {
  return (
    <>
      <span class={signOf(color)} aria-hidden="true" />
      <span dir="auto">{name}</span>
    </>
  );
}

/** The classes of the sign that shows a category's colour. */
export const signOf = (color: number | undefined): string => (color === undefined ? 'category-sign' : `category-sign category-${color}`);
