// How a state of a page looks to whom: light and dark, wide and as narrow as a phone, with motion reduced, in forced colours, by the keyboard.
import type { Page } from 'playwright-core';
import { faultsOf } from './accessible.ts';

/** Holds what a page shows now to all of it. What is found is in words; an empty list for a state without fault. */
export async function looksOf(page: Page): Promise<string[]> {
  const before = page.viewportSize();
  const faults: string[] = [];
  const note = (look: string, found: readonly string[]): void => void faults.push(...found.map((fault) => `${look}: ${fault}`));
  // 320 CSS pixels are a screen of 1280 at four times the size (WCAG 2.2, 1.4.10).
  for (const [width, size] of [
    ['wide', before],
    ['narrow', { width: 320, height: 640 }],
  ] as const) {
    if (size !== null) await page.setViewportSize(size);
    await settled(page);
    // Both have the same colours.
    for (const colorScheme of width === 'wide' ? (['light', 'dark'] as const) : (['dark'] as const)) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      note(`${width}, ${colorScheme}`, await faultsOf(page));
    }
    note(width, await page.evaluate<string[]>(bySight));
    note(`${width}, by the keyboard`, await page.evaluate<string[]>(byKeyboard));
  }
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
  note('forced colours', [...(await page.evaluate<string[]>(byKeyboard)), ...(await page.evaluate<string[]>(inForcedColors))]);
  await page.emulateMedia({ forcedColors: 'none' });
  if (before !== null) await page.setViewportSize(before);
  await settled(page);
  return faults;
}

/** Two frames: what follows the page's size is drawn by then. */
const settled = (page: Page): Promise<void> =>
  page.evaluate<undefined>('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))');

/**
 * What the scripts below share. Elements behind a dialog aren't there: who opened it closes it by Escape, and sees them again (WCAG 2.2, 2.4.11,
 * note 2).
 */
const shared = `
  const top = document.querySelector('dialog:modal') ?? document.querySelector('[role=dialog]') ?? document.body;
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && element.getClientRects().length > 0;
  const words = (element) => element.outerHTML.slice(0, 160);
  const all = (selector) => [...top.querySelectorAll(selector)].filter(isShown);
  const controls = 'button:not(:disabled), a[href], input, select, textarea, summary, [role=button], [role=link], [role=option]';
`;

/** Nothing moves, nothing is cut off at the side, and what is pressed has 24 pixels each way (WCAG 2.2, 2.5.8, without its exception for distance). */
const bySight = `(() => {
  ${shared}
  const faults = [];
  if (document.documentElement.scrollWidth > innerWidth) faults.push('the page scrolls sideways: ' + document.documentElement.scrollWidth);
  for (const element of all('*')) {
    const { overflowX, animationName, transitionDuration, textOverflow } = getComputedStyle(element);
    if (animationName !== 'none' || !/^0s(?:, 0s)*$/.test(transitionDuration)) faults.push('it moves: ' + words(element));
    if (/auto|scroll/.test(overflowX) && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
      faults.push('a part scrolls sideways: ' + words(element));
  }
  for (const element of all(controls)) {
    const target = element.matches('label input') ? element.closest('label') : element;
    const isInText = element.matches('a') && getComputedStyle(element).display === 'inline' && element.parentElement.textContent !== element.textContent;
    const { width, height } = target.getBoundingClientRect();
    if (!isInText && !element.matches('.skip') && Math.min(width, height) < 23.9) faults.push('a target of ' + width + ' × ' + height + ': ' + words(element));
  }
  return faults;
})()`;

/** What can have the focus shows it, and isn't covered by something else while it has it (WCAG 2.2, 2.4.7 and 2.4.11). */
const byKeyboard = `(async () => {
  ${shared}
  const faults = [];
  const had = document.activeElement;
  for (const element of all(controls + ', [tabindex]')) {
    // The component has empty elements, too, which pass the focus on.
    if (element.tabIndex < 0 || element.matches('div:empty')) continue;
    document.activeElement?.blur();
    element.focus({ focusVisible: true });
    if (document.activeElement !== element) {
      faults.push('it takes no focus: ' + words(element));
      continue;
    }
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
    if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2 || /, 0\\)$/.test(outlineColor)) faults.push('the focus can’t be seen: ' + words(element));
    const isSeen = () => {
      const { left, top: above, width, height } = element.getBoundingClientRect();
      return [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]].some(([x, y]) => {
        const at = document.elementFromPoint(left + width * x, above + height * y);
        return at !== null && (element.contains(at) || at.contains(element) && at !== document.body && at !== document.documentElement);
      });
    };
    // What covers it steps aside in the next frame.
    if (!isSeen()) await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    if (!isSeen()) faults.push('it is covered while it has the focus: ' + words(element));
  }
  if (had !== null && had !== document.body) had.focus({ preventScroll: true });
  return faults;
})()`;

/** What is pressed, chosen or ticked differs from what isn't by more than a colour that is forced. */
const inForcedColors = `(() => {
  ${shared}
  const look = (element) => {
    const { borderColor, borderWidth, color, backgroundColor, textDecoration } = getComputedStyle(element);
    return [borderColor, borderWidth, color, backgroundColor, textDecoration].join();
  };
  const faults = [];
  for (const [state, others] of [['[aria-pressed=true]', '[aria-pressed=false]'], ['[aria-selected=true]', '[aria-selected=false]']])
    for (const element of all(state)) {
      const other = [...element.parentElement.querySelectorAll(others)].find((each) => each.className === element.className);
      if (other !== undefined && look(other) === look(element)) faults.push('it looks like one that isn’t chosen: ' + words(element));
    }
  return faults;
})()`;
