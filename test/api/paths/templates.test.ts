// Every published template, called with each of its methods in v1.0 and beta, and beta's joined groups: all spellings are one event.
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { demoGroup } from '../../../infra/local/provision/demo/tenant.ts';
import { joinedGroupTemplates, publishedTemplates } from '../../fixtures/pathTemplates.ts';
import { idsIn } from '../../support/api/answers.ts';
import { anHour, hourOn } from '../../support/api/events.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { fileBody, sessionBody } from '../../support/api/bodies.ts';
import { fillTemplate, idsOfEvent, type TemplateIds } from '../../support/data/fillTemplate.ts';

const versions = ['v1.0', 'beta'] as const;

/** A collection of attachments in one version: a way to spell an event. */
interface Spelling {
  readonly version: (typeof versions)[number];
  readonly collection: string;
}

interface Kind {
  readonly isOfGroup: boolean;
  readonly isOccurrence: boolean;
}

const allTemplates = [...publishedTemplates, ...joinedGroupTemplates];

const isOf = (template: string, { isOfGroup, isOccurrence }: Kind): boolean =>
  /\/(groups|joinedGroups)\//.test(template) === isOfGroup && /\/(instances|exceptionOccurrences)\//.test(template) === isOccurrence;

const spellingsOf = (kind: Kind): Spelling[] =>
  allTemplates
    .filter(({ template }) => template.endsWith('/attachments') && isOf(template, kind))
    .flatMap(({ template: collection }) =>
      collection.includes('/joinedGroups/') ? [{ version: 'beta', collection }] : versions.map((version) => ({ version, collection })),
    );

let api: Api;
beforeAll(async () => {
  api = await openApi();
});

/** Calls rows, and remembers which. */
function createCalls(idsFor: (attachment: string) => TemplateIds) {
  const made = new Set<string>();
  return {
    made,
    call: (method: string, { version, collection }: Spelling, tail = '', attachment = '', json?: unknown, query = ''): Promise<Answer> => {
      const template = `${collection}${tail}`;
      made.add(`${method} ${version}${template}`);
      const path = `/${version}${fillTemplate(template, idsFor(attachment))}`;
      return api.send(`${path}${query}`, { method, ...(json !== undefined && { json }) });
    },
  };
}

/** The rows of these collections, with each method. */
const publishedCalls = (spellings: readonly Spelling[]): string[] =>
  spellings.flatMap(({ version, collection }) =>
    allTemplates
      .filter(({ template }) => template === collection || /^(.*\/attachments)\//.exec(template)?.[1] === collection)
      .flatMap(({ methods, template }) => methods.map((method) => `${method} ${version}${template}`)),
  );

const one = '/{attachment-id}';

/** A list of many files with their bytes costs a read for each, and which bytes they are is asked of each by itself. */
const withoutBytes = '?$select=id';

/** Each of the spellings, with the one that is some places further in the circle. */
const withOther = (
  spellings: readonly Spelling[],
  distance: number,
): { spelling: Spelling; other: Spelling; index: number; otherIndex: number }[] =>
  spellings.map((spelling, index) => {
    const otherIndex = (index + distance) % spellings.length;
    return { spelling, index, other: spellings[otherIndex] ?? spelling, otherIndex };
  });

async function groupEvent(json: object = {}): Promise<string> {
  const id = `event-${randomUUID()}`;
  const { status } = await api.send(`/v1.0/groups/${demoGroup.id}/events/${id}`, {
    method: 'PUT',
    json: { subject: id, ...anHour, ...json },
  });
  expect(status).toBe(201);
  return id;
}

const daily = { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-03-01' } };

/** A series' occurrence that has been changed, so that it is an exception as well. */
async function changedOccurrence(isOfGroup: boolean): Promise<{ series: string; occurrence: string }> {
  const json = { ...hourOn('03-01'), recurrence: daily };
  const owner = isOfGroup ? `/v1.0/groups/${demoGroup.id}` : '/v1.0/me';
  const series = isOfGroup ? await groupEvent(json) : String((await api.send(`${owner}/events`, { json })).json.id);
  const window = 'startDateTime=2027-03-05T00:00:00Z&endDateTime=2027-03-06T00:00:00Z';
  const [occurrence = ''] = idsIn(await api.send(`${owner}/events/${series}/instances?${window}`));
  const changed = await api.send(`${owner}/events/${series}/instances/${occurrence}`, { method: 'PATCH', json: { subject: 'changed' } });
  expect(changed.status, changed.text).toBe(200);
  return { series, occurrence };
}

async function newTarget({ isOfGroup, isOccurrence }: Kind): Promise<(attachment: string) => TemplateIds> {
  if (isOccurrence) {
    const { series, occurrence } = await changedOccurrence(isOfGroup);
    return (attachment) => ({ ...idsOfEvent(series, attachment), instances: occurrence, exceptionoccurrences: occurrence });
  }
  const event = isOfGroup ? await groupEvent() : await api.newEvent();
  return (attachment) => idsOfEvent(event, attachment);
}

/** Spellings that are tried on one event. */
const atOnce = 32;
const kinds = [
  { owner: 'a user', isOfGroup: false, isOccurrence: false },
  { owner: 'a group', isOfGroup: true, isOccurrence: false },
  { owner: "a user's series", isOfGroup: false, isOccurrence: true },
  { owner: "a group's series", isOfGroup: true, isOccurrence: true },
].flatMap((kind) => {
  const spellings = spellingsOf(kind);
  return Array.from({ length: Math.ceil(spellings.length / atOnce) }, (_, part) => {
    const some = spellings.slice(part * atOnce, (part + 1) * atOnce);
    return { ...kind, part: `${part * atOnce + 1} to ${part * atOnce + some.length}`, spellings: some };
  });
});

it('a template table takes 500 rows in both versions, 100 collections with 5 rows each, and those of groups through joined groups in beta', () => {
  const all = kinds.flatMap(({ spellings }) => spellings);
  const published = all.filter(({ collection }) => !collection.includes('/joinedGroups/'));
  expect(publishedTemplates).toHaveLength(500);
  expect(published).toHaveLength(100 * versions.length);
  expect(publishedCalls(published)).toHaveLength(1400);
  expect(joinedGroupTemplates).toHaveLength(200);
  expect(publishedCalls(all)).toHaveLength(1400 + 280);
  expect(new Set(publishedCalls(all).map((call) => call.replace(/^\S+ (v1\.0|beta)/, '')))).toEqual(
    new Set(allTemplates.map(({ template }) => template)),
  );
});

it.each(kinds)('one event of $owner has spellings $part, from the first attachment to the last', async ({ spellings, ...kind }) => {
  const { made, call } = createCalls(await newTarget(kind));
  const ids: string[] = [];
  for (const [index, spelling] of spellings.entries()) {
    const { status, json, text } = await call('POST', spelling, '', '', fileBody(`${index}.txt`, `content ${index}`));
    expect(status, text).toBe(201);
    ids.push(String(json.id));
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
  const left = [...ids];
  for (const { spelling, other, otherIndex } of withOther(spellings, 5)) {
    const id = ids[otherIndex] ?? '';
    expect((await call('DELETE', spelling, one, id)).status).toBe(204);
    left.splice(left.indexOf(id), 1);
    expect(idsIn(await call('GET', other, '', '', undefined, withoutBytes))).toEqual(left);
    expect((await call('GET', other, '/$count')).text).toBe(String(left.length));
  }
  expect(left).toEqual([]);
  expect([...made].sort()).toEqual(publishedCalls(spellings).sort());
});
