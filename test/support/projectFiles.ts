// Reads files of the project as text and YAML, and the template's parameters, for the tests of the deployment.
import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { z } from 'zod';

/** The text of a file, by its path relative to the project's folder. */
export const fileOf = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** The value of a YAML file. Throws unless it is strictly valid. */
export function yamlOf(path: string): unknown {
  const document = parseDocument(fileOf(path), { strict: true });
  const [error] = document.errors;
  if (error !== undefined) throw error;
  return document.toJS();
}

const parameter = z.looseObject({
  type: z.string().optional(),
  defaultValue: z.unknown().optional(),
  metadata: z.looseObject({ description: z.string().min(10) }),
});
const described = z.looseObject({ metadata: z.looseObject({ description: z.string() }) });

/** The compiled template: its parameters, outputs and settings with their descriptions. */
export const template = z
  .object({
    parameters: z.record(z.string(), parameter),
    outputs: z.record(z.string(), described),
    definitions: z.object({ Settings: z.object({ properties: z.record(z.string(), described) }) }),
  })
  .parse(JSON.parse(fileOf('infra/main.json')));

/** The values that azd inserts, by parameter. */
export const filledIn = z
  .object({ parameters: z.record(z.string(), z.object({ value: z.unknown() })) })
  .parse(JSON.parse(fileOf('infra/main.parameters.json'))).parameters;

/** The variables in these values. */
export const variables = [...JSON.stringify(filledIn).matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name);

/** The variable that azd reads for a parameter: `malwareScanningCapGB` → `CALENDAR_MALWARE_SCANNING_CAP_GB`. */
export const variableOf = (name: string): string => `CALENDAR_${name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()}`;

/** Whether the compiler keeps a parameter's value out of logs and histories. */
export const isSecret = (name: string): boolean => template.parameters[name]?.type === 'securestring';
