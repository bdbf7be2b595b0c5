// What lies above the page steps aside from what has the focus (WCAG 2.2, 2.4.11): to the top of the page, or back to its bottom.
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** Gives the element the class `is-above` while the focus would be covered by it. */
export function useAside(element: RefObject<HTMLElement>): void {
  useEffect(() => {
    const step = (): void => {
      const [{ current }, target] = [element, document.activeElement];
      if (current === null || target === null || current.contains(target)) return;
      if (covers(current.getBoundingClientRect(), target.getBoundingClientRect())) current.classList.toggle('is-above');
    };
    // The browser scrolls to it once it has told so.
    const soon = (): unknown => requestAnimationFrame(step);
    document.addEventListener('focusin', soon);
    return () => document.removeEventListener('focusin', soon);
  }, []);
}

/** Whether its middle is covered. */
function covers(above: DOMRect, below: DOMRect): boolean {
  const [x, y] = [(below.left + below.right) / 2, (below.top + below.bottom) / 2];
  return above.left < x && x < above.right && above.top < y && y < above.bottom;
}
