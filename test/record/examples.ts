// `npm run record:examples`: tells the story to fresh local stacks, and keeps what the API's document shows as examples beside its maker.
import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import type { Example } from '../../infra/openapi/examples.ts';
import { readFunctionsKey } from '../../infra/local/issuer/functionsKey.ts';
import { startCalendarCloud } from '../../infra/local/testing/testing.ts';
import type { Json } from '../../lib/runtime/json.ts';
import { openApi, type Api } from '../support/api/api.ts';
import { notShown } from '../support/openapi/notShown.ts';
import { hardships, narrow } from '../support/openapi/story/hardships.ts';
import { tell, type Cast, type Told } from '../support/openapi/tell.ts';
import { startReceiver } from '../support/receivers/receiver.ts';
import { demoUsers } from '../../infra/local/provision/demo/tenant.ts';
import { lasting } from './lasting.ts';

const file = new URL('../../infra/openapi/examples.json', import.meta.url);

/** When the story takes place. */
const beginning = '2027-02-01T08:00:00Z';

/** The most entries of a list that are shown. */
const shownEntries = 3;

const receiver = await startReceiver();

/** Lets a story be told to a stack of its own. */
async function toldTo(env: Readonly<Record<string, string>>, telling: (api: Api, cast: Cast) => Promise<readonly Told[]>) {
  const cloud = await startCalendarCloud({ env, empty: true });
  try {
    await cloud.clock.set(beginning);
    const dataDir = dirname(cloud.certificateFile);
    const api = await openApi({ url: cloud.url, dataDir });
    const token: Api['token'] = (request) =>
      'app' in request
        ? cloud.appToken((request.role ?? '').split(' '))
        : cloud.token(request.user, request.scope === undefined ? {} : { scope: request.scope });
    const { adele, megan } = demoUsers;
    const cast = {
      adele: adele.upn,
      megan: megan.upn,
      suffix: 'example',
      receiver: receiver.url,
      now: new Date(beginning),
      functionsKey: await readFunctionsKey(dataDir),
    };
    return { told: await telling({ ...api, token }, cast), url: cloud.url };
  } finally {
    await cloud.stop();
  }
}

const usual = await toldTo({}, (api, cast) => tell(api, cast));
const hard = await toldTo(narrow, (api, cast) => tell(api, cast, hardships));
await receiver.stop();

const replaced = lasting({
  [usual.url]: 'https://calendar.contoso.example',
  [hard.url]: 'https://calendar.contoso.example',
  [receiver.url]: 'https://receiver.contoso.example',
});

/** What a long list begins with. */
const shortened = (json: Json): Json => {
  if (typeof json !== 'object' || json === null || !('value' in json) || !Array.isArray(json.value)) return json;
  return { ...json, value: json.value.slice(0, shownEntries) };
};

function exampleOf({ operation, method, path, request, answer: { status, text } }: Told): Example {
  const body = text === '' ? undefined : /^[[{]/.test(text) ? shortened(JSON.parse(text) as Json) : text;
  const example = { asked: `${method} ${path.replace(/^\/v1\.0/, '')}`, status, request, answer: body };
  return JSON.parse(replaced(operation, JSON.stringify(example))) as Example;
}

/** By names in the order of the alphabet; of those of one name, the first. */
const byName = <T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(Object.fromEntries(entries.toReversed())).sort(([a], [b]) => (a < b ? -1 : 1)));

const all = [...usual.told, ...hard.told]
  .filter(({ operation }) => !Object.hasOwn(notShown, operation))
  .map((told) => [told.operation, exampleOf(told)] as const);
const refused = Map.groupBy(
  all.filter(([, { status }]) => status >= 400),
  ([, { status }]) => String(status),
);
const examples = {
  operations: byName(all.filter(([, { status }]) => status < 400)),
  errors: byName([...refused].map(([status, met]) => [status, byName(met)] as const)),
};
await writeFile(file, await format(JSON.stringify(examples), { ...(await resolveConfig(fileURLToPath(file))), parser: 'json' }));
console.log(`${Object.keys(examples.operations).length} examples, and errors of ${Object.keys(examples.errors).join(', ')}`);
