// Compares an answer with the one that a page of Graph's documentation shows: the same properties, of the same JSON types, and the same values
// where they follow from the request.
import { isEntity } from '../../support/api/answers.ts';

/** What a page shows at a place: a type, where the value is the page's own; a pattern; or the value itself. */
export type Shown =
  | StringConstructor
  | NumberConstructor
  | BooleanConstructor
  | RegExp
  | string
  | number
  | boolean
  | null
  | Part
  | Each
  | readonly Shown[]
  | { readonly [property: string]: Shown };

/** An object of which the page shows a part. */
export class Part {
  readonly properties: Readonly<Record<string, Shown>>;
  constructor(properties: Readonly<Record<string, Shown>>) {
    this.properties = properties;
  }
}

/** A list whose entries, one at least, all look like this. */
export class Each {
  readonly entry: Shown;
  constructor(entry: Shown) {
    this.entry = entry;
  }
}

export const part = (properties: Readonly<Record<string, Shown>>): Part => new Part(properties);
export const each = (entry: Shown): Each => new Each(entry);

/** What is different, by its place such as `value/0/subject`. */
export type Differences = Readonly<Record<string, string>>;

/** The places at which the answer isn't as the page shows it. */
export const differencesFrom = (page: Shown, answer: unknown, place = ''): Differences => {
  if (page instanceof Each) {
    if (!Array.isArray(answer) || answer.length === 0) return { [place]: `a list is shown, not ${JSON.stringify(answer)}` };
    return Object.assign({}, ...answer.map((entry: unknown) => differencesFrom(page.entry, entry, `${place}/*`))) as Differences;
  }
  if (page instanceof Part) return ofObject(page.properties, answer, place, false);
  if (Array.isArray(page)) return ofList(page, answer, place);
  if (typeof page === 'object' && page !== null && !(page instanceof RegExp))
    return ofObject(page as Readonly<Record<string, Shown>>, answer, place, true);
  return isAsShown(page, answer) ? {} : { [place]: `${String(page)} is shown, not ${JSON.stringify(answer)}` };
};

function ofList(page: readonly Shown[], answer: unknown, place: string): Differences {
  if (!Array.isArray(answer) || answer.length !== page.length)
    return { [place]: `a list of ${page.length} is shown, not ${JSON.stringify(answer)}` };
  return Object.assign({}, ...page.map((shown, at) => differencesFrom(shown, answer[at], `${place}/${at}`))) as Differences;
}

function ofObject(page: Readonly<Record<string, Shown>>, answer: unknown, place: string, isWhole: boolean): Differences {
  if (!isEntity(answer)) return { [place]: `an object is shown, not ${JSON.stringify(answer)}` };
  const found: Record<string, string> = {};
  for (const [name, shown] of Object.entries(page)) {
    const at = place === '' ? name : `${place}/${name}`;
    if (!(name in answer)) found[at] = 'is missing';
    else Object.assign(found, differencesFrom(shown, answer[name], at));
  }
  if (isWhole) for (const name of Object.keys(answer)) if (!(name in page)) found[place === '' ? name : `${place}/${name}`] = 'isn’t shown';
  return found;
}

function isAsShown(page: Shown, answer: unknown): boolean {
  switch (page) {
    case String:
      return typeof answer === 'string';
    case Number:
      return typeof answer === 'number';
    case Boolean:
      return typeof answer === 'boolean';
    default:
      return page instanceof RegExp ? typeof answer === 'string' && page.test(answer) : answer === page;
  }
}
