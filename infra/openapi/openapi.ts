// Makes the document that describes the API (OpenAPI 3.1.1) of the tables that the service itself works by.
import type { BodyName } from '../../lib/odata/types/bodySchema.ts';
import type { Permissions } from '../../lib/access/tokens/caller.ts';
import { answerHeaders, answersOf, failures, pageName } from './answers.ts';
import type { DescribedMethod, DescribedOperation, DescribedPath } from './described.ts';
import { noExamples, withExamples, type Examples } from './examples.ts';
import { reference, withoutNothing, type Described } from './json.ts';
import { headerParameters, parametersOf, pathParameters, sharedParameters } from './parameters.ts';
import { describedPaths, templateOf } from './paths.ts';
import { page } from './schemas/envelopes.ts';
import { bodySchema, schemas } from './schemas/schemas.ts';
import type { Answered } from './schemas/structured.ts';
import { lineage } from './schemas/types.ts';
import { ownPermissionsOf, permissionsOf, securityOf, securitySchemes } from './security.ts';
import { hookPaths, hookSchemas, hookSecurity } from './beside/hooks.ts';
import { servicePathsBeside } from './beside/service.ts';
import { uploadPaths } from './beside/uploads.ts';

const methods: readonly DescribedMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The operations of a path in one order. */
export const operationsOf = ({ operations }: DescribedPath): readonly (readonly [DescribedMethod, DescribedOperation])[] =>
  methods.flatMap((method) => {
    const operation = operations[method];
    return operation === undefined ? [] : [[method, operation] as const];
  });

/** The permissions as a sentence, since few viewers show alternatives well. */
function toldOf(permissions: Permissions | undefined, own: readonly string[]): string | undefined {
  if (permissions === undefined) return undefined;
  const told = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.map((name) => `\`${name}\``).join(', '));
  const ownAlone = own.length === 0 ? '' : ` Of these, ${told(own)} are for the own user, or for groups that the user owns.`;
  return `Permissions, any of these: delegated ${told(permissions.delegated)}; application ${told(permissions.application)}.${ownAlone}`;
}

/** A body. Actions may leave theirs out where all of its parameters may be left out. */
const requestBody = (body: BodyName, method: DescribedMethod): Described => ({
  required: true,
  content: { 'application/json': { schema: reference(`schemas/${bodySchema(body, method)}`) } },
});

function operationObject(path: DescribedPath, method: DescribedMethod, operation: DescribedOperation): Described {
  const { id, summary, description, body, answers } = operation;
  const permissions = permissionsOf(path, method);
  return withoutNothing({
    operationId: id,
    summary,
    description: [description, toldOf(permissions, ownPermissionsOf(path, method))].filter((text) => text !== undefined).join('\n\n'),
    tags: [path.tag],
    parameters: [...parametersOf(operation)],
    ...(body !== undefined && { requestBody: requestBody(body, method) }),
    responses: answersOf(method, operation),
    security: [...securityOf(permissions, answers.is === 'xml')],
  });
}

function pathItem(path: DescribedPath): Described {
  const template = templateOf(path);
  const keys = pathParameters(template);
  return {
    ...(keys.length > 0 && { parameters: [...keys] }),
    ...Object.fromEntries(
      operationsOf(path).map(([method, operation]) => [method.toLowerCase(), operationObject(path, method, operation)]),
    ),
  };
}

const description = `A calendar whose events carry attachments, compatible with Microsoft Graph.

**One path for each thing.** The service takes many more spellings, as Graph does: \`beta\` for \`v1.0\`; \`events('{id}')\` for \`events/{id}\`; words in any case of letters; an event by its calendar (\`/me/calendar/events/…\`, \`/me/calendars/{id}/events/…\`, \`/me/calendarGroups/{id}/calendars/{id}/events/…\`), by \`calendarView\`, by the message that invites to it (\`/me/messages/{id}/event\`), by its series (\`…/instances/{id}\`), by another key (\`events(iCalUId='…')\`); a group by who has joined it (\`/me/joinedGroups/{id}/…\`); a guest by the invitation (\`/invitations/{id}/invitedUser/…\`). Behind each stands what stands behind the path that is here.

**HEAD** works wherever GET does, **OPTIONS** everywhere. Names of query options may lack their \`$\`. Answers are JSON unless said otherwise; \`Accept\` and \`$format\` choose how many annotations they have.

**Bodies** may have all that an answer has: read-only properties count for nothing, and a property that the service doesn't keep is refused by its name.`;

const tags: readonly (readonly [name: string, description: string])[] = [
  ['Events', 'Events, their occurrences, and what has changed of them'],
  ['Event actions', 'What is done to an event'],
  ['Attachments', 'Files, items and references of an event'],
  ['Uploads', 'Ranges of large files'],
  ['Extensions', 'What applications add to an event'],
  ['Calendars', 'Calendars and groups of them'],
  ['Sharing', 'With whom a calendar is shared'],
  ['Free and busy', 'When people are busy, and can meet'],
  ['Messages', 'Messages about meetings'],
  ['Settings', 'What a mailbox is set to'],
  ['Users', 'People and invitations'],
  ['Groups', 'Groups and their members'],
  ['Subscriptions', 'Notifications of changes'],
  ['Webhooks', 'What other systems send, by a key of the platform'],
  ['Service', 'Batches, the model, and how the service is'],
];

function pages(): Described {
  const lists = describedPaths.flatMap((path) => operationsOf(path).flatMap(([, { answers }]) => (answers.is === 'list' ? [answers] : [])));
  return Object.fromEntries(lists.map((list) => [pageName(list), page(list.type, list.delta === true)]));
}

/** The types that operations answer with, and of these those of which `$select` may leave something out. */
function answered(): Answered {
  const all = describedPaths.flatMap((path) =>
    operationsOf(path).flatMap(([, { answers, query }]) =>
      answers.is === 'value' || answers.is === 'list'
        ? [{ type: answers.type.replace(/^graph\./, ''), selects: query?.options.includes('select') === true }]
        : [],
    ),
  );
  const alone = new Set(all.map(({ type }) => type));
  const selected = new Set(all.flatMap(({ type, selects }) => (selects ? [type] : [])));
  return { alone: (name) => alone.has(name), selected: (name) => lineage(name).some((each) => selected.has(each)) };
}

function permissionsInAll(): readonly Permissions[] {
  return describedPaths.flatMap((path) => operationsOf(path).flatMap(([method]) => permissionsOf(path, method) ?? []));
}

/** The document. `version` is the package's. */
export const openapi = (version: string, examples: Examples = noExamples): Described =>
  withExamples(onlyNamed(described(version)), examples);

function described(version: string): Described & { readonly components: Readonly<Record<string, Described>> } {
  const made = schemas(answered());
  return {
    openapi: '3.1.1',
    info: {
      title: 'Calendar Attachments',
      version,
      summary: "Microsoft Graph's calendar, with attachments",
      description,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/v1.0', description: 'Beside this document' }],
    tags: tags.map(([name, told]) => ({ name, description: told })),
    paths: {
      ...Object.fromEntries(describedPaths.map((path) => [templateOf(path), pathItem(path)])),
      ...uploadPaths(),
      ...hookPaths(),
      ...servicePathsBeside(),
    },
    components: {
      schemas: { ...made, ...hookSchemas(made), ...pages() },
      parameters: { ...sharedParameters, ...headerParameters },
      headers: answerHeaders,
      responses: Object.fromEntries(Object.entries(failures)),
      securitySchemes: { ...securitySchemes(permissionsInAll()), ...hookSecurity },
    },
  };
}

/** The document without components that nothing in it leads to. */
function onlyNamed(document: Described & { readonly components: Readonly<Record<string, Described>> }): Described {
  const { components, ...rest } = document;
  const named = new Set<string>();
  const follow = (text: string): void => {
    for (const [, kind = '', name = ''] of text.matchAll(/"#\/components\/(\w+)\/([^"]+)"/g)) {
      const place = `${kind}/${name}`;
      if (named.has(place)) continue;
      named.add(place);
      follow(JSON.stringify(components[kind]?.[name] ?? null));
    }
  };
  follow(JSON.stringify(rest));
  const kept = (kind: string, all: Described): Described =>
    kind === 'securitySchemes' ? all : Object.fromEntries(Object.entries(all).filter(([name]) => named.has(`${kind}/${name}`)));
  return { ...rest, components: Object.fromEntries(Object.entries(components).map(([kind, all]) => [kind, kept(kind, all)])) };
}
