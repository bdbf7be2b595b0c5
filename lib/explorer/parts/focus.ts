// Keeps the focus on the page: whatever has it may vanish (a row that is deleted, a button that did its work, a dialog), and then something near
// takes it, so that nobody who goes by keys begins at the page's top again.

const focusable = 'button:not(:disabled), a[href], input:not(:disabled), select, textarea, summary, [tabindex="0"]';

/** Where an element was: the elements around it, each with the place in it. */
type Place = readonly (readonly [around: Element, index: number])[];

/** Elements that had the focus, the last one first. */
let history: readonly Element[] = [];
let place: Place = [];

/** Elements that are remembered. */
const remembered = 20;

/** Parts of the page that are closed as a whole: who closes one goes back to where they came from. */
const closed = 'dialog, .panel, [role="dialog"]';

export function keepFocus(): void {
  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof Element) || target === document.body) return;
    history = [target, ...history.filter((each) => each !== target)].slice(0, remembered);
    place = placeOf(target);
  });
  // A microtask after the change: whoever took something away had their turn to say where the focus goes.
  new MutationObserver(() => {
    const [last] = history;
    if (last === undefined || last.isConnected || (document.activeElement ?? document.body) !== document.body) return;
    (neighbour() ?? history.find(canTake) ?? document.getElementById('calendar'))?.focus();
  }).observe(document.body, { childList: true, subtree: true });
}

function placeOf(element: Element): Place {
  const steps: (readonly [Element, number])[] = [];
  for (let inner = element, around = inner.parentElement; around !== null; inner = around, around = inner.parentElement)
    steps.push([around, [...around.children].indexOf(inner)]);
  return steps;
}

/** What stands now where it was, or before it; undefined where the part that it was in is closed. */
function neighbour(): HTMLElement | undefined {
  for (const [at, [around, index]] of place.entries()) {
    if (!around.isConnected) {
      if (around.matches(closed)) return undefined;
      continue;
    }
    if (at > 0 && around.matches('.page, #app, body, html')) return undefined;
    const all = [...around.querySelectorAll<HTMLElement>(focusable)].filter(canTake);
    const from = around.children[index];
    const found = all.find((each) => from === undefined || from.contains(each) || isBefore(from, each)) ?? all.at(-1);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isBefore = (one: Element, other: Element): boolean => (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;

const canTake = (element: Element): element is HTMLElement =>
  element instanceof HTMLElement && element.isConnected && element.checkVisibility({ visibilityProperty: true });
