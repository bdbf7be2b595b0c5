// A mailbox's list of categories: GET and POST …/outlook/masterCategories, GET, PATCH and DELETE …/masterCategories/{id}.
import { authorOf } from '../../access/permissions/calendarAccess.ts';
import { resolveMailbox } from '../../access/resolve/mailbox.ts';
import { categoryIn } from '../../calendar/settings/categories.ts';
import type { Category } from '../../calendar/settings/category.ts';
import { mailboxPartition, type Mailbox } from '../../calendar/mailbox.ts';
import { ifMatchOf, isUnchanged } from '../../http/conditions.ts';
import { emptyReply, jsonReply, type Reply } from '../../http/messages.ts';
import { quotedKey } from '../../odata/query/context.ts';
import { countQuery, noOptions, parseQueryOptions, type QueryOptions } from '../../odata/query/queryOptions.ts';
import type { Cursor } from '../../odata/query/skipToken.ts';
import {
  categoryEntity,
  categoryQuery,
  etagOf,
  isWanted,
  readCategory,
  readCategoryChange,
  type CategoryOrder,
  type CategoryProperty,
} from '../../odata/settings/categorySchema.ts';
import type { Reference } from '../../paths/reference.ts';
import { badRequest, invalidRequest, itemNotFound } from '../../runtime/errors.ts';
import { defaultPageSize } from '../../runtime/limits.ts';
import { sortKey } from '../../runtime/text/textOrder.ts';
import type { Call } from '../call.ts';
import { readJsonBody } from '../jsonBody.ts';
import { listReply, paged, pageLimit, tenantCursors, type ListOptions, type ShownPage } from '../listReply.ts';
import { savedReply } from '../savedReply.ts';
import type { JsonObject } from '../../runtime/json.ts';

export type CategoriesCall = Call<Extract<Reference, { kind: 'masterCategories' }>>;
type CategoryCall = Call<Extract<Reference, { kind: 'masterCategory' }>>;
type CategoryOptions = QueryOptions<CategoryProperty, CategoryOrder> & ListOptions;

/** 200 with a page of the categories, in the order of their making unless `$orderby` says otherwise. */
export async function getCategories(call: CategoriesCall): Promise<Reply> {
  const { request, services, caller, reference, links } = call;
  const options = paged(call, parseQueryOptions(request.url.searchParams, categoryQuery.list));
  if (options.skip !== undefined && options.skipToken !== undefined)
    throw badRequest("The query options '$skip' and '$skiptoken' cannot be given together.");
  const mailbox = await resolveMailbox(services, caller, reference.owner);
  const wanted = (await services.categories.read(mailbox)).filter((category) => isWanted(options.filter, category));
  const path = categoriesPath(mailbox);
  return listReply(call, options, {
    cursors: tenantCursors(call, [mailboxPartition(mailbox), path], options),
    context: links.context(path, options.selectText, false),
    page: (after) => Promise.resolve(pageOf(wanted, options, after)),
    number: () => Promise.resolve(wanted.length),
  });
}

/** How many categories the list has. */
export async function numberOfCategories({ request, services, caller, reference }: CategoriesCall): Promise<number> {
  const { filter } = parseQueryOptions(request.url.searchParams, countQuery(categoryQuery.list));
  const all = await services.categories.read(await resolveMailbox(services, caller, reference.owner));
  return all.filter((category) => isWanted(filter, category)).length;
}

/** 201 with the new category. */
export async function postCategory(call: CategoriesCall): Promise<Reply> {
  const { request, services, caller, reference, share } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const mailbox = await resolveMailbox(services, caller, reference.owner);
  const given = readCategory(await readJsonBody(request, share, 'outlookCategory'));
  return savedCategoryReply(call, true, mailbox, await services.categories.add(mailbox, given, authorOf(caller)));
}

/** 200 with the category; 304 for an `If-None-Match` that names its ETag. */
export async function getCategory(call: CategoryCall): Promise<Reply> {
  const { request, services, caller, reference } = call;
  const options = parseQueryOptions(request.url.searchParams, categoryQuery.entity);
  const mailbox = await resolveMailbox(services, caller, reference.owner);
  const found = categoryIn(await services.categories.read(mailbox), reference.id);
  if (found === undefined) throw itemNotFound();
  if (isUnchanged(request.headers.get('if-none-match'), etagOf(found))) return emptyReply(304, { ETag: etagOf(found) });
  return jsonReply(200, shownCategory(call, mailbox, found, options), { ETag: etagOf(found) });
}

/** 200 with the category in its new color. Throws 400 for another name: a category keeps the one that it was made with. */
export async function patchCategory(call: CategoryCall): Promise<Reply> {
  const { request, services, caller, reference, share } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const mailbox = await resolveMailbox(services, caller, reference.owner);
  const { displayName, color } = readCategoryChange(await readJsonBody(request, share, 'outlookCategory'));
  const before = categoryIn(await services.categories.read(mailbox), reference.id);
  if (before === undefined) throw itemNotFound();
  if (displayName !== undefined && displayName !== before.displayName)
    throw invalidRequest("The property 'displayName' of a category cannot be changed; delete the category and make another one.");
  const after = await services.categories.recolor(mailbox, reference.id, color ?? before.color, authorOf(caller), ifMatchOf(request));
  return savedCategoryReply(call, false, mailbox, after);
}

/** 204; events keep the text of the category that they have. */
export async function deleteCategory({ request, services, caller, reference }: CategoryCall): Promise<Reply> {
  parseQueryOptions(request.url.searchParams, noOptions);
  const mailbox = await resolveMailbox(services, caller, reference.owner);
  await services.categories.remove(mailbox, reference.id, authorOf(caller), ifMatchOf(request));
  return emptyReply(204);
}

/** A page by keyset: it neither skips nor repeats a category when others come or go meanwhile. */
function pageOf(wanted: readonly Category[], options: CategoryOptions, after?: Cursor): ShownPage {
  const { orderBy, select, skip = 0 } = options;
  const limit = pageLimit(options, defaultPageSize);
  const by = orderBy?.[0];
  const key = (category: Category): string => keyOf(category, by?.property);
  const sign = by?.direction === 'desc' ? -1 : 1;
  const order = (a: string, b: string): number => (a < b ? -sign : a > b ? sign : 0);
  const sorted = wanted.toSorted((a, b) => order(key(a), key(b)));
  const rest = after === undefined ? sorted.slice(skip) : sorted.filter((category) => order(key(category), after.id) > 0);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    value: page.map((category) => categoryEntity(category, select)),
    next: last !== undefined && rest.length > limit ? { id: key(last) } : undefined,
  };
}

/** What orders the categories; their place in the order of making tells those of one name or color apart. */
function keyOf({ displayName, color, place }: Category, property: CategoryOrder | undefined): string {
  const made = String(place).padStart(12, '0');
  if (property === undefined) return made;
  return `${property === 'displayName' ? sortKey(displayName.toLowerCase()) : color}\0${made}`;
}

/** `users('{oid}')/outlook/masterCategories` */
const categoriesPath = ({ kind, id }: Mailbox): string => `${kind}(${quotedKey(id)})/outlook/masterCategories`;

/** The answer to a write: 200 with the category, or for a new one 201 with `Location`. */
function savedCategoryReply(call: Call, isNew: boolean, mailbox: Mailbox, category: Category): Promise<Reply> {
  const url = call.links.resource(`${categoriesPath(mailbox)}(${quotedKey(category.id)})`);
  return savedReply(call, { isNew, url, etag: etagOf(category), show: () => shownCategory(call, mailbox, category) });
}

const shownCategory = (
  { links }: Call,
  mailbox: Mailbox,
  category: Category,
  { select, selectText }: Pick<QueryOptions<CategoryProperty>, 'select' | 'selectText'> = {},
): JsonObject => ({ '@odata.context': links.context(categoriesPath(mailbox), selectText, true), ...categoryEntity(category, select) });
