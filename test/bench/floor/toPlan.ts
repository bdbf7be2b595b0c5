// Makes a plan for the floor of the calls that one request of ours has made.
import { z } from 'zod';
import type { Recorded } from './recorder.ts';
import type { Answer, Plan, Step } from './plan.ts';

const sql = z.object({
  query: z.string(),
  parameters: z.array(z.object({ name: z.string(), value: z.union([z.string(), z.number(), z.boolean(), z.null()]) })).default([]),
});

const batch = z.array(z.looseObject({ operationType: z.string(), resourceBody: z.looseObject({ id: z.string().optional() }).optional() }));

/** The ids of the documents that a batch makes: those that don't have the request's id in them are made of it, so that none comes twice. */
const createdIds = ({ call, body }: Recorded): readonly string[] =>
  call !== 'batch'
    ? []
    : batch
        .parse(JSON.parse(body.toString('utf8')))
        .flatMap(({ operationType, resourceBody }) =>
          operationType === 'Create' && resourceBody?.id !== undefined ? [resourceBody.id] : [],
        );

/**
 * What of the recorded texts is the request's own: `id`, which it has made or names, and `blob`. The answer says the id of what was made; a
 * call says the blob.
 */
export function toPlan(answer: Answer, recorded: readonly Recorded[], id?: string): Plan {
  const blob = recorded.map(({ path }) => blobName(path)).find((name) => name !== undefined);
  const holes: (readonly [text: string, hole: string])[] = [
    ...(id === undefined ? [] : [[id, '{{id}}'] as const]),
    ...(blob === undefined ? [] : [[blob, '{{blob}}'] as const]),
    ...recorded
      .flatMap(createdIds)
      .filter((created) => id === undefined || !created.includes(id))
      .map((created, at) => [created, `${created.split(':')[0] ?? ''}:${at}-{{id}}`] as const),
  ];
  const open = (text: string): string => holes.reduce((opened, [own, hole]) => opened.replaceAll(own, hole), text);
  const rounds = Map.groupBy(recorded, ({ round }) => round);
  return { answer, rounds: [...rounds.values()].map((calls) => calls.map((each) => toStep(each, open))) };
}

/** `/dbs/{database}/colls/{container}/docs/{id}`. */
function toStep({ call, path, headers, body }: Recorded, open: (text: string) => string): Step {
  const [container = '', , id = ''] = path.split('/colls/')[1]?.split('/') ?? [];
  const partition = z.tuple([z.string()]).safeParse(JSON.parse(String(headers['x-ms-documentdb-partitionkey'] ?? '[]'))).data?.[0] ?? '';
  const text = (): string => body.toString('utf8');
  switch (call) {
    case 'point read':
      return { call, container, partition, id: open(id) };
    case 'query': {
      const most = Number(headers['x-ms-max-item-count'] ?? -1);
      return { call, container, partition, sql: sql.parse(JSON.parse(text())), most: most > 0 ? most : undefined };
    }
    case 'batch':
      return { call, container, partition, operations: open(text()) };
    case 'blob put':
    case 'blob get':
    case 'blob delete':
      return { call, name: '{{blob}}' };
    default:
      throw new Error(`The floor has no ${call}: ${path}`);
  }
}

/** `/{account}/{container}/{digit}/{hour}/{random}`. */
const blobName = (path: string): string | undefined => /^\/\w+\/contents\/([^?]+)/.exec(path)?.[1];
