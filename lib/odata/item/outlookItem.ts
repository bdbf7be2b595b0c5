// Declares Graph's types entity and outlookItem, from which the others are derived.
import type { PropertyTable } from '../types/edm.ts';

export const entity = { id: 'Edm.String not null' } as const satisfies PropertyTable;

export const outlookItem = {
  ...entity,
  createdDateTime: 'Edm.DateTimeOffset',
  lastModifiedDateTime: 'Edm.DateTimeOffset',
  changeKey: 'Edm.String',
  categories: 'Collection(Edm.String)',
} as const satisfies PropertyTable;
