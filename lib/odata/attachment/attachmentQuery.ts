// The query options of attachments: what a list of them and one of them can be asked.
import { sortProperties, type SortProperty } from '../../attachments/attachment.ts';
import { badRequest } from '../../runtime/errors.ts';
import { optionsInside, parseInnerExpand } from '../query/expandItems.ts';
import type { FilterVocabulary } from '../filter/condition.ts';
import { booleanProperty, numberProperty, secondsProperty, textProperty } from '../filter/filterable.ts';
import { namedProperty, type PropertyName } from './attachmentProperties.ts';
import { parseQueryOptions, type QueryOptions, type QuerySchema } from '../query/queryOptions.ts';

export type AttachmentOptions = QueryOptions<PropertyName, SortProperty>;

const filterables = {
  name: textProperty('sortKeys.texts.name', sortProperties.name),
  contentType: textProperty('sortKeys.texts.contentType', sortProperties.contentType),
  size: numberProperty(sortProperties.size),
  isInline: booleanProperty('sortKeys.isInline'),
  lastModifiedDateTime: secondsProperty(sortProperties.lastModifiedDateTime),
  contentId: textProperty('sortKeys.texts.contentId', 'sortKeys.contentId'),
} as const;

const typeProperty = 'sortKeys.type';
const storedTypes = ['file', 'item', 'reference'];

const filter: FilterVocabulary = {
  find(path) {
    const { name } = namedProperty(path);
    return new Map(Object.entries(filterables)).get(name);
  },
  names: Object.keys(filterables),
  isof(type) {
    const name = type.replace(/^#/, '').toLowerCase();
    // Every attachment is one, whatever else it is.
    if (name === 'microsoft.graph.attachment') return { is: 'ge', property: typeProperty, value: '' };
    const stored = storedTypes.find((each) => name === `microsoft.graph.${each}attachment`);
    return stored === undefined ? undefined : { is: 'eq', property: typeProperty, value: stored };
  },
};

/** An item shows its own attachments, and their items, whether that is asked for or not. */
const expandable = { name: 'item', written: 'microsoft.graph.itemAttachment/item', inside: requireNestedAttachments } as const;

const attachmentsPath = /^(?:microsoft\.graph\.(?:event|message|eventMessage|eventMessageRequest|eventMessageResponse)\/)?attachments$/i;

/** Graph's clients ask for an item's attachments by `$expand=attachments`, with a cast or without, and may go on to the items of those. */
function requireNestedAttachments(options: string): void {
  for (const { path, options: inner } of parseInnerExpand(options)) {
    if (!attachmentsPath.test(path)) throw badRequest(`The property '${path}' of an item cannot be expanded; 'attachments' can.`);
    if (inner === undefined) continue;
    for (const { path: named, options: innermost } of parseInnerExpand(inner)) {
      if (namedProperty(named).name !== 'item')
        throw badRequest(`The property '${named}' cannot be expanded; '${expandable.written}' can.`);
      if (innermost !== undefined) requireNestedAttachments(innermost);
    }
  }
}

export const attachmentList: QuerySchema<PropertyName, SortProperty> = {
  options: ['select', 'filter', 'top', 'skip', 'count', 'orderby', 'expand', 'skiptoken'],
  property: namedProperty,
  sortable: ['name', 'size', 'contentType', 'lastModifiedDateTime'],
  expandable,
  filter,
};

/** What a list of attachments takes where it is expanded on an event (contract, section 10). */
const attachmentsOnEvent: QuerySchema<PropertyName> = {
  options: ['select'],
  property: namedProperty,
  sortable: [],
  expandable: undefined,
  filter: undefined,
};

/** The options behind `$expand=attachments`. Throws 400 for any but `$select`. */
export const parseExpandedAttachments = (options = ''): AttachmentOptions => parseQueryOptions(optionsInside(options), attachmentsOnEvent);

export const attachmentEntity: QuerySchema<PropertyName> = {
  options: ['select', 'expand'],
  property: namedProperty,
  sortable: [],
  expandable,
  filter: undefined,
};
