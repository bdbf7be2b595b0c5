// Finds operations in the API's document by their ids.
import { z } from 'zod';
import type { Described } from '../../../infra/openapi/json.ts';

/** `$ref`: of an error, which the operations share. */
const response = z.object({
  $ref: z.string().optional(),
  headers: z.record(z.string(), z.unknown()).optional(),
  content: z.record(z.string(), z.unknown()).optional(),
});

const operation = z.looseObject({
  operationId: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  requestBody: z.looseObject({ content: z.record(z.string(), z.unknown()) }).optional(),
  responses: z.record(z.string(), response),
});

/** An operation with where it stands. `base`: what comes before the path in its URL. */
export interface Place extends z.output<typeof operation> {
  readonly path: string;
  readonly method: string;
  readonly base: '/v1.0' | '';
}

const paths = z.record(z.string(), z.looseObject({ servers: z.array(z.object({ url: z.string() })).optional() }));

/** The operations by their ids. */
export function placesIn(document: Described): ReadonlyMap<string, Place> {
  return new Map(
    Object.entries(paths.parse(document.paths)).flatMap(([path, item]) =>
      Object.entries(item).flatMap(([method, given]) => {
        const { success, data } = operation.safeParse(given);
        const base = item.servers === undefined ? ('/v1.0' as const) : ('' as const);
        return success ? [[data.operationId, { path, method, base, ...data }] as const] : [];
      }),
    ),
  );
}
