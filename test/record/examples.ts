// `npm run record:examples`: asks a fresh local stack for what the API's document shows as examples, and keeps it beside the document's maker.
import { writeFile } from 'node:fs/promises';
import { openApi } from '../support/api/api.ts';
import { tell } from '../support/openapi/story.ts';
import { startStack } from '../support/process/stack.ts';

const file = new URL('../../infra/openapi/examples.json', import.meta.url);

/** What addresses of this stack become. */
const shownBase = 'https://calendar.contoso.example';

const stack = await startStack();
try {
  const told = await tell(await openApi(stack), 'example');
  const examples = told.map(({ operation, request, answer: { text, status } }) => {
    const answer = status === 204 || text === '' ? {} : { answer: /^[[{]/.test(text) ? (JSON.parse(text) as unknown) : text };
    return [operation, { ...(request !== undefined && { request }), ...answer }] as const;
  });
  // An operation that was asked twice shows its first answer.
  const first = Object.fromEntries(examples.toReversed());
  const ordered = Object.fromEntries(Object.entries(first).sort(([a], [b]) => (a < b ? -1 : 1)));
  await writeFile(file, `${JSON.stringify(ordered, undefined, 2).replaceAll(stack.url, shownBase)}\n`);
  console.log(`${Object.keys(ordered).length} examples`);
} finally {
  await stack.stop();
}
