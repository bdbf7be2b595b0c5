// What an application adds to an event.
import type { Step, Word } from '../step.ts';

const key = { 'extension-id': 'extension' };

export const extensionSteps = (w: Word): readonly Step[] => [
  [
    `create${w}EventExtension`,
    { json: { '@odata.type': '#microsoft.graph.openTypeExtension', extensionName: 'com.contoso.launch', stage: 3 } },
  ],
  [`get${w}EventExtension`, { at: key }],
  [`update${w}EventExtension`, { json: { '@odata.type': '#microsoft.graph.openTypeExtension', stage: 4 }, at: key }],
  [`list${w}EventExtensions`],
  [`count${w}EventExtensions`],
  [`delete${w}EventExtension`, { at: key }],
];
