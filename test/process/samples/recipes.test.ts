// The recipes of `samples/`, as their page says to run them, beside the local stack: a file is imported and its files are moved on.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoIds, demoTenant, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { entriesOf } from '../../support/api/answers.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { newSession, putRange } from '../../support/api/uploadOverHttp.ts';
import { startStack, type Stack } from '../../support/process/stack.ts';

const root = join(import.meta.dirname, '../../..');
const run = promisify(execFile);

let stack: Stack;
let api: Api;
let env: NodeJS.ProcessEnv;
let folder: string;
beforeAll(async () => {
  const hooks = { HOOK_TENANT_ID: demoTenant, HOOK_MAILBOXES: demoUsers.adele.id, HOOK_ROLES: 'Calendars.ReadWrite' };
  [stack, folder] = await Promise.all([startStack({ env: hooks }), mkdtemp(join(tmpdir(), 'recipes-'))]);
  api = await openApi(stack);
  env = { PATH: process.env.PATH, API: `${stack.url}/v1.0`, TOKEN: await stack.token({ user: demoUsers.adele.upn }) };
});
afterAll(async () => {
  await Promise.all([stack.stop(), rm(folder, { recursive: true })]);
});

/** Runs a recipe to its end; the lines that it printed. */
async function recipe(name: string, ...words: string[]): Promise<string[]> {
  const { stdout, stderr } = await run(process.execPath, [join('samples', name), ...words], { cwd: root, env });
  expect(stderr).toBe('');
  return stdout.trim().split('\n');
}

const march = 'startDateTime=2027-03-02&endDateTime=2027-05-01';
const attachmentsOf = async (event: string): Promise<Record<string, unknown>[]> =>
  entriesOf(await api.send(`/v1.0/me/events/${event}/attachments?$select=name,size`)).map(({ '@odata.type': type, name, size }) => ({
    type: String(type).split('.').at(-1),
    name,
    size,
  }));

describe('the import of a calendar', () => {
  let lines: string[];
  beforeAll(async () => {
    lines = await recipe('importCalendar.ts', 'samples/team.ics');
  });

  const inCalendar = async (): Promise<unknown[]> => {
    const path = `/v1.0/me/calendarView?${march}&$top=50&$select=subject,type,start,location`;
    const shown = entriesOf(await api.send(path, { headers: { Prefer: 'outlook.timezone="Europe/Berlin"' } }));
    return shown.map(({ subject, type, start, location }) => [
      subject,
      type,
      (start as { dateTime: string }).dateTime.slice(0, 16),
      (location as { displayName: string }).displayName,
    ]);
  };
  const expected = [
    ['Review', 'occurrence', '2027-03-02T10:00', 'Room 7'],
    ['Review', 'occurrence', '2027-03-09T10:00', 'Room 7'],
    ['Review', 'occurrence', '2027-03-23T10:00', 'Room 7'],
    ['Review with customers', 'exception', '2027-03-31T14:00', 'Hall'],
    ['Offsite', 'singleInstance', '2027-04-05T00:00', ''],
    ['Review', 'occurrence', '2027-04-06T10:00', 'Room 7'],
  ];
  const files = [
    { type: 'fileAttachment', name: 'agenda.txt', size: 6 },
    { type: 'referenceAttachment', name: 'minutes', size: expect.any(Number) as number },
  ];

  it('the calendar shows every day of the file in its zone, without the cancelled and with the changed one', async () => {
    expect(await inCalendar()).toEqual(expected);
    expect(await attachmentsOf(idIn(lines[0]))).toEqual(files);
  });

  it('imported again, the file makes nothing twice', async () => {
    expect(await recipe('importCalendar.ts', 'samples/team.ics')).toEqual(lines);
    expect(await inCalendar()).toEqual(expected);
    expect(await attachmentsOf(idIn(lines[0]))).toEqual(files);
  });

  it('a rule that Graph has no pattern for is refused by name', async () => {
    const file = join(folder, 'hourly.ics');
    const lines = [
      'BEGIN:VCALENDAR',
      'BEGIN:VEVENT',
      'UID:1',
      'DTSTART:20270101T000000Z',
      'RRULE:FREQ=HOURLY',
      'END:VEVENT',
      'END:VCALENDAR',
    ];
    await writeFile(file, lines.join('\r\n'));
    await expect(recipe('importCalendar.ts', file)).rejects.toThrow('Graph has no pattern for FREQ=HOURLY');
  });
});

it('files of any size, items and references move to another event, and their first event has none left', async () => {
  const [from, to] = [demoIds.event, demoIds.calendarEvent];
  const bytes = Buffer.alloc(4.5 * 1024 * 1024, 'bytes of a large file ');
  const item = { '@odata.type': '#microsoft.graph.contact', displayName: 'Pat' };
  for (const json of [
    { '@odata.type': '#microsoft.graph.itemAttachment', name: 'Pat', item },
    { '@odata.type': '#microsoft.graph.referenceAttachment', name: 'Folder', sourceUrl: 'https://contoso.example/folder' },
    { '@odata.type': '#microsoft.graph.fileAttachment', name: 'small.txt', contentBytes: 'aGVsbG8=' },
  ])
    expect((await api.send(`/v1.0/me/events/${from}/attachments`, { json })).status).toBe(201);
  const url = await newSession(api, from, bytes.length, { name: 'large.bin' });
  expect((await putRange(api, url, bytes, { total: bytes.length })).status).toBe(201);

  const there = await attachmentsOf(from);
  expect(await recipe('moveFiles.ts', from, to)).toEqual(there.map(({ name }) => `Moved ${String(name)}`));
  expect(await attachmentsOf(from)).toEqual([]);
  expect(await attachmentsOf(to)).toEqual(there);
  const [large] = entriesOf(await api.send(`/v1.0/me/events/${to}/attachments?$filter=name eq 'large.bin'&$select=id`));
  const value = await api.send(`/v1.0/me/events/${to}/attachments/${String(large?.id)}/$value`);
  expect(Buffer.from(await (await fetch(value.headers.get('location') ?? '')).arrayBuffer()).equals(bytes)).toBe(true);
});

it('the nightly report, sent twice, is one file at one event of today', async () => {
  const hook = `${stack.url}/hooks/v1.0/users/${demoUsers.adele.upn}`;
  const nightly = async (): Promise<string> => {
    const more = { HOOK: hook, KEY_FILE: join(stack.dataDir, 'functions-key') };
    return (await run('bash', ['samples/nightlyReport.sh'], { cwd: root, env: { ...env, ...more } })).stdout;
  };
  const told = await nightly();
  const [, name, event = ''] = /^Attached (\S+) to (\S+)\n$/.exec(told) ?? [];
  expect(await nightly()).toBe(told);
  expect(await attachmentsOf(event)).toEqual([{ type: 'fileAttachment', name, size: expect.any(Number) as number }]);
});

it('each recipe is told on their page', async () => {
  const page = await readFile(join(root, 'samples/README.md'), 'utf8');
  const programs = (await readdir(join(root, 'samples'))).filter((name) => /\.(ts|sh)$/.test(name) && name !== 'graph.ts');
  expect(programs.filter((name) => !page.includes(`](${name})`))).toEqual([]);
});

const idIn = (line = ''): string => / as (\S+)$/.exec(line)?.[1] ?? '';
