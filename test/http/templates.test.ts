// Every published template without an occurrence, called with each of its methods in v1.0 and beta: all spellings are one event.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoGroup } from '../../infra/local/demo/tenant.ts';
import { publishedTemplates } from '../fixtures/pathTemplates.ts';
import { idsIn } from '../support/answers.ts';
import { openApi, type Answer, type Api } from '../support/api.ts';
import { fileBody, sessionBody } from '../support/bodies.ts';
import { fillTemplate, idsOfEvent } from '../support/fillTemplate.ts';

const rows = publishedTemplates.filter(({ template }) => !/\/(instances|exceptionOccurrences)\//.test(template));
const versions = ['v1.0', 'beta'] as const;

/** A collection of attachments in one version: a way to spell an event. */
interface Spelling {
  readonly version: (typeof versions)[number];
  readonly collection: string;
}

const spellingsOf = (isOfGroup: boolean): Spelling[] =>
  rows
    .filter(({ template }) => template.endsWith('/attachments') && template.startsWith('/groups/') === isOfGroup)
    .flatMap(({ template }) => versions.map((version) => ({ version, collection: template })));

let api: Api;
beforeAll(async () => {
  api = await openApi();
});

/** Calls rows, and remembers which. */
function createCalls(event: string) {
  const made = new Set<string>();
  return {
    made,
    call: (method: string, { version, collection }: Spelling, tail = '', attachment = '', json?: unknown): Promise<Answer> => {
      const template = `${collection}${tail}`;
      made.add(`${method} ${version}${template}`);
      const path = `/${version}${fillTemplate(template, idsOfEvent(event, attachment))}`;
      return api.send(path, { method, ...(json !== undefined && { json }) });
    },
  };
}

const publishedCalls = (isOfGroup: boolean): string[] =>
  rows
    .filter(({ template }) => template.startsWith('/groups/') === isOfGroup)
    .flatMap(({ methods, template }) => versions.flatMap((version) => methods.map((method) => `${method} ${version}${template}`)));

const one = '/{attachment-id}';

/** Each of the spellings, with the one that is some places further in the circle. */
const withOther = (
  spellings: readonly Spelling[],
  distance: number,
): { spelling: Spelling; other: Spelling; index: number; otherIndex: number }[] =>
  spellings.map((spelling, index) => {
    const otherIndex = (index + distance) % spellings.length;
    return { spelling, index, other: spellings[otherIndex] ?? spelling, otherIndex };
  });

it('takes 100 rows, 20 collections with 5 rows each', () => {
  expect(rows).toHaveLength(100);
  expect(spellingsOf(false).length + spellingsOf(true).length).toBe(20 * versions.length);
  expect(publishedCalls(false).length + publishedCalls(true).length).toBe(280);
});

async function groupEvent(): Promise<string> {
  const id = `event-${randomUUID()}`;
  const { status } = await api.send(`/v1.0/groups/${demoGroup.id}/events/${id}`, { method: 'PUT', json: { subject: id } });
  expect(status).toBe(201);
  return id;
}

describe.each([
  { owner: 'a user', isOfGroup: false, spellings: 32 },
  { owner: 'a group', isOfGroup: true, spellings: 8 },
])('an event of $owner', ({ isOfGroup, spellings: count }) => {
  it('is one event by every spelling, from the first attachment to the last', async () => {
    const event = isOfGroup ? await groupEvent() : await api.newEvent();
    const spellings = spellingsOf(isOfGroup);
    expect(spellings).toHaveLength(count);
    const { made, call } = createCalls(event);

    const ids: string[] = [];
    for (const [index, spelling] of spellings.entries()) {
      const { status, json, text } = await call('POST', spelling, '', '', fileBody(`${index}.txt`, `content ${index}`));
      expect(status, text).toBe(201);
      ids.push(String(json.id));
    }
    for (const spelling of spellings) {
      expect(idsIn(await call('GET', spelling))).toEqual(ids);
      expect((await call('GET', spelling, '/$count')).text).toBe(String(ids.length));
    }
    for (const { spelling, otherIndex } of withOther(spellings, 3)) {
      const id = ids[otherIndex] ?? '';
      expect((await call('GET', spelling, one, id)).json).toMatchObject({ id, name: `${otherIndex}.txt` });
      expect((await call('GET', spelling, `${one}/$value`, id)).text).toBe(`content ${otherIndex}`);
    }
    for (const spelling of spellings) {
      const { status, json } = await call('POST', spelling, '/createUploadSession', '', sessionBody(10));
      expect(status).toBe(201);
      expect(json.uploadUrl).toMatch(/^https?:\/\//);
    }
    let left = ids.length;
    for (const { spelling, other, otherIndex } of withOther(spellings, 5)) {
      const id = ids[otherIndex] ?? '';
      expect((await call('DELETE', spelling, one, id)).status).toBe(204);
      expect((await call('GET', other, one, id)).status).toBe(404);
      expect((await call('GET', other, '/$count')).text).toBe(String(--left));
    }
    expect(left).toBe(0);
    expect([...made].sort()).toEqual(publishedCalls(isOfGroup).sort());
  });
});
