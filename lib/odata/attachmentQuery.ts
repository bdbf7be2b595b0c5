// The query options of attachments: what a list of them and one of them can be asked.
import { sortProperties, type SortProperty } from '../attachments/attachment.ts';
import type { FilterVocabulary } from './filter/condition.ts';
import { booleanProperty, numberProperty, secondsProperty, textProperty } from './filter/filterable.ts';
import { namedProperty, type PropertyName } from './properties.ts';
import type { QueryOptions, QuerySchema } from './queryOptions.ts';

export type AttachmentOptions = QueryOptions<PropertyName, SortProperty>;

const filterables = {
  name: textProperty(sortProperties.name),
  contentType: textProperty(sortProperties.contentType),
  size: numberProperty(sortProperties.size),
  isInline: booleanProperty('sortKeys.isInline'),
  lastModifiedDateTime: secondsProperty(sortProperties.lastModifiedDateTime),
  contentId: textProperty('sortKeys.contentId'),
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

const expandable = { name: 'item', written: 'microsoft.graph.itemAttachment/item' } as const;

export const attachmentList: QuerySchema<PropertyName, SortProperty> = {
  options: ['select', 'filter', 'top', 'skip', 'count', 'orderby', 'expand', 'skiptoken'],
  property: namedProperty,
  sortable: ['name', 'size', 'contentType', 'lastModifiedDateTime'],
  expandable,
  filter,
};

export const attachmentEntity: QuerySchema<PropertyName> = {
  options: ['select', 'expand'],
  property: namedProperty,
  sortable: [],
  expandable,
  filter: undefined,
};
