// A client that `odata2ts` generates from the service's metadata: it has the types that one would expect, and works against the running stack.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApi } from '../support/api/api.ts';
import { sharedStack, type SharedStack } from '../support/process/sharedStack.ts';

const run = promisify(execFile);
const packages = fileURLToPath(new URL('node_modules', import.meta.url));
const generator = join(packages, '@odata2ts/odata2ts/lib/run-cli.js');

/** How the generated client is compiled, as an application of today would. */
const compilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.CommonJS,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  skipLibCheck: true,
  types: ['node'],
} satisfies ts.CompilerOptions;

/** An application: all that it says is checked against the generated types. */
const application = `
import type { HttpResponseModel, ODataHttpClient } from '@odata2ts/http-client-api';
import { MicrosoftGraphService } from './client/MicrosoftGraphService';
import { attachmentType, importance, type uploadSession } from './client/MicrosoftGraphModel';

const [base = '', token = ''] = process.argv.slice(2);

async function send<T>(method: string, url: string, data?: unknown): Promise<HttpResponseModel<T>> {
  const response = await fetch(url, {
    method,
    headers: { Authorization: 'Bearer ' + token, 'Content-Type': 'application/json' },
    ...(data === undefined ? {} : { body: JSON.stringify(data) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(method + ' ' + url + ': ' + response.status + ' ' + text);
  return { status: response.status, statusText: response.statusText, headers: {}, data: text === '' ? undefined : JSON.parse(text) };
}
const client: ODataHttpClient = {
  get: (url) => send('GET', url),
  post: (url, data) => send('POST', url, data),
  put: (url, data) => send('PUT', url, data),
  patch: (url, data) => send('PATCH', url, data),
  delete: (url) => send('DELETE', url),
};

async function main() {
  const graph = new MicrosoftGraphService(client, base);
  const me = await graph.me().query((builder) => builder.select('id', 'userPrincipalName'));
  const start = { dateTime: '2027-03-01T10:00:00', timeZone: 'UTC' };
  const end = { dateTime: '2027-03-01T11:00:00', timeZone: 'UTC' };
  const made = await graph.me().events().create({ subject: 'generated', importance: importance.high, start, end, cancelledOccurrences: [] });
  const event = graph.me().events(made.data.id);
  const AttachmentItem = { attachmentType: attachmentType.file, name: 'a.txt', size: 5, contentType: null, isInline: null, contentId: null };
  const session: HttpResponseModel<uploadSession> = await event.attachments().createUploadSession({ AttachmentItem });
  await event.patch({ subject: 'changed', cancelledOccurrences: [] });
  const shown = await event.query((builder) => builder.expand('attachments'));
  const found = await graph.me().calendar().events().query((builder, event) => builder.select('subject', 'importance').filter(event.subject.eq('changed')).top(1));
  const subject: string | null = found.data.value[0].subject;
  const window = { startDateTime: '2027-03-01T00:00:00Z', endDateTime: '2027-04-01T00:00:00Z' };
  const changed = [await graph.me().events().delta(), await graph.me().calendarView().delta2(window)];
  const told: readonly (string | null)[] = changed.map(({ data }) => data.value[0].id);
  await event.delete();
  const calendars = await graph.users(me.data.id).calendars().query();
  console.log(JSON.stringify({
    me: me.data.userPrincipalName, made: made.status, subject, importance: shown.data.importance === importance.high,
    uploadUrl: session.data.uploadUrl, attachments: shown.data.attachments, told: told.map((id) => id === made.data.id), calendars: calendars.data.value.map(({ isDefaultCalendar }) => isDefaultCalendar),
  }));
}
main().catch((error) => { console.error(error); process.exitCode = 1; });
`;

/** Each line is a mistake that the generated types catch. */
const mistakes = `import type { MicrosoftGraphService } from './client/MicrosoftGraphService';
declare const graph: MicrosoftGraphService<never>;
graph.me().pictures();
graph.me().events('x').patch({ subject: 5, cancelledOccurrences: [] });
graph.me().events('x').accept({ Coment: '' });
graph.users('x').calendars('y').query((builder) => builder.select('colour'));
`;

let stack: SharedStack;
let folder: string;
/** What the compiler says, as \`file: line\`. */
let faults: readonly string[];

beforeAll(async () => {
  stack = sharedStack();
  folder = await mkdtemp(join(tmpdir(), 'odata-client-'));
  await symlink(packages, join(folder, 'node_modules'));
  const { text: metadata } = await (await openApi(stack)).send('/v1.0/$metadata', { token: null });
  await writeFile(join(folder, 'metadata.xml'), metadata);
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { strict: true } }));
  await run(process.execPath, [generator, '-s', 'metadata.xml', '-o', 'client', '-m', 'service', '-e', 'ts'], { cwd: folder });
  const sources = { 'application.ts': application, 'mistakes.ts': mistakes };
  for (const [name, text] of Object.entries(sources)) await writeFile(join(folder, name), text);
  faults = compile(Object.keys(sources).map((name) => join(folder, name)));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function compile(files: readonly string[]): readonly string[] {
  const program = ts.createProgram(files, { ...compilerOptions, rootDir: folder, outDir: join(folder, 'out') });
  program.emit();
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    if (file === undefined) return ts.flattenDiagnosticMessageText(messageText, ' ');
    const { line } = file.getLineAndCharacterOfPosition(start);
    return `${basename(file.fileName)}: ${file.text.split('\n')[line] ?? ''}`;
  });
}

describe('a client generated from the metadata', () => {
  it('a client generated from the metadata compiles with an application that uses it, and does what it is told', async () => {
    // The generator knows no parameter of Edm.Duration, and writes no type for it; Graph's `findMeetingTimes` has one.
    const isOfGenerator = (fault: string): boolean => fault.includes('new ("meetingDuration")');
    expect(faults.filter((fault) => !fault.startsWith('mistakes.ts: ') && !isOfGenerator(fault))).toEqual([]);
    const upn = 'odata@contoso.example';
    const { stdout } = await run(process.execPath, [
      join(folder, 'out/application.js'),
      `${stack.url}/v1.0`,
      await stack.token({ user: upn, scope: 'Calendars.ReadWrite User.Read' }),
    ]);
    const told: unknown = JSON.parse(stdout);
    expect(told).toEqual({
      me: upn,
      made: 201,
      subject: 'changed',
      importance: true,
      uploadUrl: expect.stringContaining(`${stack.url}/uploads/`) as unknown,
      attachments: [],
      told: [true, true],
      calendars: [true],
    });
  });

  it('a client generated from the metadata does not compile with one that misuses it', () => {
    const found = faults.filter((fault) => fault.startsWith('mistakes.ts: ')).map((fault) => fault.replace('mistakes.ts: ', ''));
    expect(found).toEqual(mistakes.split('\n').slice(2, -1));
  });

  it('a client generated from the metadata knows each action and each type', async () => {
    const [service, model] = await Promise.all(
      ['Service', 'Model'].map((part) => readFile(join(folder, `client/MicrosoftGraph${part}.ts`), 'utf8')),
    );
    for (const action of ['accept', 'tentativelyAccept', 'decline', 'cancel', 'createUploadSession'])
      expect(service).toContain(`public async ${action}(`);
    for (const type of ['fileAttachment', 'referenceAttachment', 'eventMessageRequest', 'calendarPermission'])
      expect(model).toContain(`export interface ${type} extends`);
  });
});
