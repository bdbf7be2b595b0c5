// What descriptions of paths beside the versions are made of.
import { failures, type AnswerHeader } from '../answers.ts';
import { reference, type Described } from '../json.ts';

/** Paths here begin at the service's own address. */
export const servers: Described = { servers: [{ url: '/', description: 'The service' }] };

export const headersOf = (...names: readonly AnswerHeader[]): Described =>
  Object.fromEntries([...names, 'request-id' as const].map((name) => [name, reference(`headers/${name}`)]));

export const refused = (...statuses: readonly (keyof typeof failures)[]): Described =>
  Object.fromEntries(statuses.map((status) => [status, reference(`responses/${status}`)]));

export const json = (schema: Described): Described => ({ 'application/json': { schema } });

/** An answer that succeeds. */
export const success = (description: string, content?: Described, ...headers: readonly AnswerHeader[]): Described => ({
  description,
  headers: headersOf(...headers),
  ...(content && { content }),
});

export const bytes: Described = { type: 'string', format: 'binary' };

/** A path that a machine asks and anybody may. */
export const publicGet = (operationId: string, summary: string, tag: string, responses: Described, more: Described = {}): Described => ({
  get: { operationId, summary, ...more, tags: [tag], security: [], responses },
});
