// A page of a window in another order than by start: looks at all of the window's entries, keeps what orders them, and reads the page alone.
import { z } from 'zod';
import { badRequest } from '../../runtime/errors.ts';
import { maxInWindow, maxLookedAtOnceBytes } from '../../runtime/limits/windows.ts';
import { ownTurn } from '../../runtime/inSteps.ts';
import { readWhole, withinOneQuery, type WholeSource } from '../occurrences/whole.ts';
import { inTurns, newLooked } from './looked.ts';
import { visibilityOf } from './visibility.ts';
import { byKeys, tooLargeFor, tooManyFor, type Asked, type WindowOrder } from './wanted.ts';
import type { IsShown, PlacedEvent, WindowEntry, WindowPage } from './windowEntry.ts';
import { iso, type WindowCursor } from './windowRequest.ts';

interface Kept {
  readonly entry: WindowEntry;
  readonly keys: readonly string[];
  readonly id: string;
}

interface OrderedRequest extends Asked {
  readonly limit: number;
  readonly after?: WindowCursor | undefined;
}

/** By start, as the pages of a window are without an order: for what must count from the window's beginning. */
const byStart: WindowOrder = {
  descending: [false],
  keysOf: () => [],
  keysOfTimes: ({ startUtc }) => [iso(startUtc)],
};

/**
 * The page. Throws 400 for a window with more than 5,000 entries, or with more than 3,000 or 6 MiB where all of them must be read for it. One query
 * for each hundred events and series that are read, and those of the page.
 */
export async function orderedPage(
  source: WholeSource,
  slices: AsyncIterable<readonly WindowEntry[]>,
  request: OrderedRequest,
  isShown: IsShown,
): Promise<WindowPage> {
  const { limit, after, skip = 0, order = byStart } = request;
  const all = await matching(source, slices, { ...request, order }, isShown);
  all.sort((a, b) => byKeys(order.descending, a, b));
  const behind = after === undefined ? all.slice(skip) : all.filter((each) => byKeys(order.descending, each, placeOf(after)) > 0);
  const page = behind.slice(0, limit);
  const entries = await read(source, page, order, isShown);
  const last = page.at(-1);
  const more = behind.length > limit || entries.looked < page.length;
  const end = entries.placed.at(-1)?.at ?? (last && cursorAt(last, order));
  return { entries: entries.placed, more: more && limit > 0, ...(end && { last: end }) };
}

const looking = 'this order, $skip or filter';

/** The entries that the caller sees and asks for, with what orders them. */
async function matching(
  source: WholeSource,
  slices: AsyncIterable<readonly WindowEntry[]>,
  { wanted, order }: Asked & { readonly order: WindowOrder },
  isShown: IsShown,
): Promise<Kept[]> {
  const { keysOfTimes } = order;
  const maxLooked = keysOfTimes === undefined || wanted !== undefined ? maxInWindow.read : maxInWindow.ordered;
  const kept: Kept[] = [];
  const seen = newLooked();
  let looked = 0;
  for await (const slice of slices) {
    const open = slice.map((entry) => ({ entry, sees: visibilityOf(entry, isShown) })).filter(({ sees }) => sees !== false);
    looked += open.length;
    if (looked > maxLooked) throw tooManyFor(looking, maxLooked);
    const isSure = ({ sees }: (typeof open)[number]): boolean => sees === true && wanted === undefined && keysOfTimes !== undefined;
    for (const { entry } of open.filter(isSure)) kept.push({ entry, keys: keysOfTimes?.(entry) ?? [], id: entry.id });
    const unsure = open.filter((each) => !isSure(each)).map(({ entry }) => entry);
    for await (const { entry, event } of readAll(source, unsure)) {
      if (!isShown(event)) continue;
      seen.count(event);
      if (seen.bytes > maxInWindow.readBytes) throw tooLargeFor(looking);
      if (wanted?.matches(event) === false) continue;
      kept.push({ entry, keys: keysOfTimes?.(entry) ?? order.keysOf(event), id: entry.id });
    }
  }
  return kept;
}

/** Reads all of these entries whole, by one query at a time for a hundred events or series, or for fewer where they are large. */
export async function* readAll(
  source: WholeSource,
  entries: readonly WindowEntry[],
): AsyncGenerator<{ readonly entry: WindowEntry; readonly event: PlacedEvent['event'] }> {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  let atOnce = Infinity;
  for (let open = entries; open.length > 0;) {
    const some = Math.min(atOnce, withinOneQuery(source, open));
    const { placed, looked } = await readWhole({ ...source, bytes: maxLookedAtOnceBytes }, open.slice(0, some));
    for await (const part of inTurns(placed))
      for (const { event, at } of part) {
        const entry = byId.get(at.id);
        if (entry !== undefined) yield { entry, event };
      }
    if (looked < some) atOnce = some > 10 ? 10 : 1;
    open = open.slice(looked);
    await ownTurn();
  }
}

/** The events of the page, until the bound of bytes; one at least. */
async function read(
  source: WholeSource,
  page: readonly Kept[],
  order: WindowOrder,
  isShown: IsShown,
): Promise<{ readonly placed: readonly PlacedEvent[]; readonly looked: number }> {
  const places = new Map(page.map((each) => [each.id, each]));
  for (const some of [page.length, 10, 1]) {
    const { placed, looked } = await readWhole(
      source,
      page.slice(0, some).map(({ entry }) => entry),
    );
    if (looked === 0 && page.length > 0) continue;
    const shown = placed
      .filter(({ event }) => isShown(event))
      .flatMap(({ event, at }): PlacedEvent[] => {
        const place = places.get(at.id);
        return place === undefined ? [] : [{ event, at: cursorAt(place, order) }];
      });
    return { placed: shown, looked };
  }
  return { placed: [], looked: page.length };
}

/** The place behind an entry; in the order of starts, that which any page of a window takes. */
const cursorAt = ({ keys, id }: Pick<Kept, 'keys' | 'id'>, order: WindowOrder): WindowCursor => ({
  sort: order === byStart ? (keys[0] ?? '') : JSON.stringify(keys),
  id,
});

const keysSchema = z.array(z.string());

function placeOf({ sort, id }: WindowCursor): Pick<Kept, 'keys' | 'id'> {
  const keys = keysSchema.safeParse(JSON.parse(sort));
  if (!keys.success) throw badRequest("The value of '$skiptoken' is not one that this list gave.");
  return { keys: keys.data, id };
}
