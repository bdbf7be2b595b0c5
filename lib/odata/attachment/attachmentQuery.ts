// The query options of attachments: those of a list, and those of one attachment.
import { sortProperties, type SortProperty } from '../../attachments/attachment.ts';
import { itemTypeNamed } from '../../formats/itemType.ts';
import { badRequest } from '../../runtime/errors.ts';
import { parseInnerExpand } from '../query/expandItems.ts';
import type { FilterVocabulary } from '../filter/condition.ts';
import { filterOf } from '../query/vocabulary.ts';
import { namesOf } from '../types/edm.ts';
import {
  attachmentRows,
  attachmentTypeNames,
  fileAttachmentRows,
  namedProperty,
  referenceAttachmentRows,
  type PropertyName,
} from './attachmentSchema.ts';
import type { Expandables, InsideExpand } from '../query/expand.ts';
import { insideOf, type QueryOptions, type QuerySchema } from '../query/queryOptions.ts';

type AttachmentExpanding = { readonly item: InsideExpand };

export type AttachmentOptions = QueryOptions<PropertyName, SortProperty, AttachmentExpanding>;

const typeProperty = 'sortKeys.type';

const filter: FilterVocabulary = {
  ...filterOf({ ...attachmentRows, ...fileAttachmentRows, ...referenceAttachmentRows }, namedProperty),
  isof(type) {
    const name = type.replace(/^#?microsoft\.graph\./i, '').toLowerCase();
    // Every attachment is of the base type, so the condition holds for all.
    if (name === attachmentTypeNames.base) return { is: 'ge', property: typeProperty, value: '' };
    const stored = namesOf(attachmentTypeNames).find((each) => name === attachmentTypeNames[each].toLowerCase());
    return stored === undefined ? undefined : { is: 'eq', property: typeProperty, value: stored };
  },
};

/** Answers show an item's attachments, and their items, in any case; so `$expand` inside `item` may name them, and changes nothing. */
const expandable: Expandables<AttachmentExpanding> = {
  item: {
    written: 'microsoft.graph.itemAttachment/item',
    read(options) {
      if (options !== undefined) requireNestedAttachments(options);
      return {};
    },
  },
};

/** Whether a path names the attachments of an item, by a cast to its type or without. */
function namesAttachments(path: string): boolean {
  const [, cast, name = ''] = /^(?:(.*)\/)?([^/]*)$/.exec(path) ?? [];
  if (name.toLowerCase() !== 'attachments') return false;
  const kind = cast === undefined ? undefined : itemTypeNamed(cast)?.kind;
  return cast === undefined || kind === 'event' || kind === 'message';
}

/** Graph's clients ask for an item's attachments by `$expand=attachments`, with a cast or without, and may go on to the items of those. */
function requireNestedAttachments(options: string): void {
  for (const { path, options: inner } of parseInnerExpand(options)) {
    if (!namesAttachments(path)) throw badRequest(`The property '${path}' of an item cannot be expanded; 'attachments' can.`);
    if (inner === undefined) continue;
    for (const { path: named, options: innermost } of parseInnerExpand(inner)) {
      if (namedProperty(named).name !== 'item')
        throw badRequest(`The property '${named}' cannot be expanded; '${expandable.item.written}' can.`);
      if (innermost !== undefined) requireNestedAttachments(innermost);
    }
  }
}

export const attachmentList: QuerySchema<PropertyName, SortProperty, AttachmentExpanding> = {
  options: ['select', 'filter', 'top', 'skip', 'count', 'orderby', 'expand', 'skiptoken'],
  property: namedProperty,
  sortable: namesOf(sortProperties),
  expandable,
  filter,
};

/** The options inside `$expand=attachments` on an event (contract, section 10). */
const attachmentsOnEvent: QuerySchema<PropertyName, SortProperty, AttachmentExpanding> = {
  options: ['select'],
  property: namedProperty,
  sortable: [],
  expandable: undefined,
  filter: undefined,
};

/** Reads the options inside `$expand=attachments(…)`. Throws 400 for any but `$select`. */
export const parseExpandedAttachments = insideOf(attachmentsOnEvent);

export const attachmentEntity: QuerySchema<PropertyName, SortProperty, AttachmentExpanding> = {
  options: ['select', 'expand'],
  property: namedProperty,
  sortable: [],
  expandable,
  filter: undefined,
};
