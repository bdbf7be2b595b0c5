// Tells the story that the API's document gets its examples from: sends what the rows say, and keeps what later ones need.
import { openapi } from '../../../infra/openapi/openapi.ts';
import type { Answer, Api } from '../api/api.ts';
import { placesIn } from './places.ts';
import type { Asked, Chapter, Speaker, Step } from './step.ts';
import { story } from './story/all.ts';

/** One request of the story with its answer. */
export interface Told {
  readonly operation: string;
  readonly method: string;
  /** Of the URL, from the version on. */
  readonly path: string;
  readonly as: Speaker;
  readonly request?: unknown;
  readonly answer: Answer;
}

/** Who and what the story is about. Names that may be there once have the suffix in them. */
export interface Cast {
  readonly adele: string;
  readonly megan: string;
  readonly suffix: string;
  /** Where notifications go: a receiver that answers handshakes. */
  readonly receiver: string;
  readonly now: Date;
  /** The platform's key for webhooks. */
  readonly functionsKey?: string;
}

const places = placesIn(openapi(''));

/** What the story asks for, of people and of the application. */
const scopes = [
  'Calendars.ReadWrite.Shared Mail.ReadWrite MailboxSettings.ReadWrite People.Read',
  'User.ReadWrite Group.ReadWrite.All GroupMember.Read.All',
].join(' ');
const roles = [
  'Calendars.ReadWrite Mail.ReadWrite MailboxSettings.ReadWrite People.Read.All Place.Read.All',
  'User.ReadWrite.All User.Invite.All Group.ReadWrite.All GroupMember.ReadWrite.All ProfilePhoto.Read.All',
].join(' ');

/** Tells chapters: those of the story, or others. Throws at the first request that is answered otherwise than its row says. */
export async function tell(api: Api, cast: Cast, chapters: readonly Chapter[] = story): Promise<readonly Told[]> {
  const { suffix, receiver, adele, megan, now, functionsKey = '' } = cast;
  const kept = new Map(
    Object.entries({ ...fixed, adele, megan, suffix, receiver, functionsKey, url: api.url, User: megan, tomorrow: tomorrow(now) }),
  );
  const tokens: Readonly<Record<Speaker, string | null>> = {
    adele: await api.token({ user: adele, scope: scopes }),
    megan: await api.token({ user: megan, scope: scopes }),
    application: await api.token({ app: true, role: roles }),
    nobody: null,
  };
  const told: Told[] = [];
  for (const chapter of chapters) {
    for (const step of chapter.steps) told.push(await ask(api, { chapter, step, kept, tokens }));
  }
  return told;
}

/** Keys of paths that aren't made by anybody. */
const fixed = {
  StartDateTime: '2027-03-01T00:00:00',
  EndDateTime: '2027-03-03T00:00:00',
  extension: 'com.contoso.launch',
  nothing: 'nothing',
};

const tomorrow = (now: Date): string => new Date(now.getTime() + 24 * 3_600_000).toISOString();

interface Telling {
  readonly chapter: Chapter;
  readonly step: Step;
  readonly kept: Map<string, string>;
  readonly tokens: Readonly<Record<Speaker, string | null>>;
}

async function ask(api: Api, { chapter, step: [operation, asked = {}], kept, tokens }: Telling): Promise<Told> {
  const place = places.get(operation);
  if (place === undefined) throw new Error(`The document has no operation '${operation}'.`);
  const names = { ...chapter.at, ...asked.at };
  const fill = (text: string): string => filled(text, names, kept, operation);
  const path = fill(`${place.base}${place.path}${asked.query === undefined ? '' : `?${asked.query}`}`);
  const request: unknown = asked.json === undefined ? undefined : JSON.parse(fill(JSON.stringify(asked.json)));
  const as = asked.as ?? chapter.as;
  const method = place.method.toUpperCase();
  const answer = await api.send(path, {
    method,
    token: tokens[as],
    ...(request !== undefined && { json: request }),
    ...(asked.bytes && { body: asked.inChunks === true ? new Blob([asked.bytes]).stream() : asked.bytes }),
    ...(asked.headers && { headers: JSON.parse(fill(JSON.stringify(asked.headers))) as Record<string, string> }),
  });
  if (!isExpected(answer.status, asked)) throw new Error(`${operation} (${path}) was answered with ${answer.status}: ${answer.text}`);
  keep(kept, asked, answer);
  return { operation, method, path, as, ...(request !== undefined && { request }), answer };
}

const isExpected = (status: number, { refused }: Asked): boolean => (refused === undefined ? status < 400 : status === refused);

/** The text with what was kept in the place of `{names}`. Throws where nothing was. */
function filled(text: string, names: Readonly<Record<string, string>>, kept: ReadonlyMap<string, string>, operation: string): string {
  return text.replaceAll(/\{([\w-]+)\}/g, (_, name: string) => {
    const value = kept.get(names[name] ?? name);
    if (value === undefined) throw new Error(`Nothing is kept as '${names[name] ?? name}' where '${operation}' is told.`);
    return value;
  });
}

/** Keeps the id, and the secret of an upload's URL. */
function keep(kept: Map<string, string>, { keeps }: Asked, { json }: Answer): void {
  if (typeof json.uploadUrl === 'string') kept.set('token', json.uploadUrl.split('/uploads/')[1] ?? '');
  if (keeps === undefined) return;
  const first = Array.isArray(json.value) ? (json.value as readonly { readonly id?: unknown }[])[0] : json;
  if (typeof first?.id !== 'string') throw new Error(`The answer has no id that could be kept as '${keeps}': ${JSON.stringify(json)}`);
  kept.set(keeps, first.id);
}
