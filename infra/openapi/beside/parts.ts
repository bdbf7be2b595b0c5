// What descriptions of paths beside the versions are made of.
import type { AnswerHeader, failures } from '../answers.ts';
import { reference, type Described } from '../json.ts';

/** Paths here begin at the service's own address. */
export const servers: Described = { servers: [{ url: '/', description: 'The service' }] };

const headersOf = (...names: readonly AnswerHeader[]): Described =>
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

/** What anybody may ask: its name in clients, what it is for, and under which heading it stands. */
interface PublicGet {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly [string];
  readonly parameters?: readonly Described[];
}

export const publicGet = ({ operationId, summary, tags, parameters = [] }: PublicGet, responses: Described): Described => ({
  get: { operationId, summary, tags: [...tags], security: [], ...(parameters.length > 0 && { parameters: [...parameters] }), responses },
});
