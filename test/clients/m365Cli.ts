// @pnp/cli-microsoft365: a command line for Microsoft 365. It signs in as a managed identity, and has no setting for Graph's address.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { demoGroup, demoUsers } from '../../infra/local/provision/demo/tenant.ts';
import { emptyFolder, installedPackages } from './cache.ts';
import type { OutsideClient, Target } from './client.ts';
import { must, type Steps } from './steps.ts';

const [packageName, version] = ['@pnp/cli-microsoft365', '11.11.0'];
const role =
  'Calendars.ReadWrite MailboxSettings.ReadWrite User.ReadWrite.All Group.ReadWrite.All GroupMember.ReadWrite.All User.Invite.All Place.Read.All';

/** Runs a command of the CLI. Resolves to its output; rejects with what it says when it fails. */
type Cli = (...args: readonly string[]) => Promise<string>;

interface Named {
  readonly id: string;
  readonly [property: string]: unknown;
}

/** An endpoint of a managed identity (App Service, "Connect to Azure services in app code": version 2019-08-01). */
async function startIdentity(token: string): Promise<{ readonly url: string; stop(): void }> {
  const server = createServer((_request, response) => {
    const answer = { access_token: token, expires_on: String(Math.floor(Date.now() / 1000) + 3600), token_type: 'Bearer' };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/msi/token`, stop: () => server.close() };
}

async function run(script: string, env: NodeJS.ProcessEnv, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [output, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(errors.trim() || output.trim() || `ended with ${String(code)}`);
  return output;
}

const userId = demoUsers.adele.id;

async function takeCalendarSteps(steps: Steps, cli: Cli): Promise<void> {
  const json = async <T>(...args: readonly string[]): Promise<T> => JSON.parse(await cli(...args, '--output', 'json')) as T;
  await steps.step('outlook calendargroup list', () => cli('outlook', 'calendargroup', 'list', '--userId', userId));
  const groups = await steps.step('outlook calendargroup get by name', () =>
    json<Named>('outlook', 'calendargroup', 'get', '--userId', userId, '--name', 'My Calendars'),
  );
  must(groups === undefined || groups.id !== '', 'a group');
  await steps.step('outlook calendar add', () =>
    cli('outlook', 'calendar', 'add', '--userId', userId, '--name', 'From the CLI', '--color', 'lightRed'),
  );
  await steps.step('outlook calendar list', async () => {
    must((await json<readonly Named[]>('outlook', 'calendar', 'list', '--userId', userId)).length > 1, 'calendars');
  });
  const calendar = await steps.step('outlook calendar get by name', () =>
    json<Named>('outlook', 'calendar', 'get', '--userId', userId, '--name', 'From the CLI'),
  );
  await steps.step('outlook calendar get by id', () =>
    cli('outlook', 'calendar', 'get', '--userId', userId, '--id', calendar?.id ?? 'none'),
  );
  await steps.step('outlook calendar set', () =>
    cli('outlook', 'calendar', 'set', '--userId', userId, '--id', calendar?.id ?? 'none', '--color', 'lightBlue'),
  );
  await steps.step('outlook calendar remove by name', () =>
    cli('outlook', 'calendar', 'remove', '--userId', userId, '--name', 'From the CLI', '--force'),
  );
  await steps.step('outlook calendargroup set by name', () =>
    cli('outlook', 'calendargroup', 'set', '--userId', userId, '--name', 'Projects', '--newName', 'Plans'),
  );
  await steps.step('outlook calendargroup get by the new name', () =>
    cli('outlook', 'calendargroup', 'get', '--userId', userId, '--name', 'Plans'),
  );
}

async function takeEventSteps(steps: Steps, cli: Cli, target: Target): Promise<void> {
  const json = async <T>(...args: readonly string[]): Promise<T> => JSON.parse(await cli(...args, '--output', 'json')) as T;
  const ids: string[] = [];
  // The CLI has no command that makes an event.
  for (const subject of ['To be removed', 'To be cancelled']) ids.push(await createMeeting(target, subject));
  await steps.step('outlook event list of the default calendar by name', async () => {
    const events = await json<readonly Named[]>('outlook', 'event', 'list', '--userId', userId, '--calendarName', 'Calendar');
    must(
      ids.every((id) => events.some((each) => each.id === id)),
      'both events',
    );
  });
  await steps.step('outlook event list with a filter and a time zone', () =>
    cli(
      ...['outlook', 'event', 'list', '--userId', userId, '--calendarName', 'Calendar'],
      ...['--filter', "contains(subject, 'removed')", '--timeZone', 'Europe/Berlin'],
    ),
  );
  await steps.step('outlook event list of a span of time', () =>
    cli(
      ...['outlook', 'event', 'list', '--userId', userId, '--calendarName', 'Calendar'],
      ...['--startDateTime', '2027-05-01T00:00:00Z', '--endDateTime', '2027-06-01T00:00:00Z'],
    ),
  );
  await steps.step('outlook event get', () =>
    cli('outlook', 'event', 'get', '--userId', userId, '--calendarName', 'Calendar', '--id', ids[0] ?? ''),
  );
  await steps.step('outlook event remove', () => cli('outlook', 'event', 'remove', '--userId', userId, '--id', ids[0] ?? '', '--force'));
  await steps.step('outlook event cancel', () =>
    cli('outlook', 'event', 'cancel', '--userId', userId, '--id', ids[1] ?? '', '--comment', 'Off', '--force'),
  );
}

async function createMeeting(target: Target, subject: string): Promise<string> {
  const response = await fetch(`${target.httpsUrl}/v1.0/users/${userId}/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await target.token({ app: true, role })}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      subject,
      start: { dateTime: '2027-05-20T10:00:00', timeZone: 'UTC' },
      end: { dateTime: '2027-05-20T11:00:00', timeZone: 'UTC' },
      attendees: [{ type: 'required', emailAddress: { address: demoUsers.megan.upn } }],
    }),
  });
  return ((await response.json()) as Named).id;
}

async function takeMailboxSteps(steps: Steps, cli: Cli): Promise<void> {
  await steps.step('outlook mailbox settings get', () => cli('outlook', 'mailbox', 'settings', 'get', '--userId', userId));
  await steps.step('outlook mailbox settings set', () =>
    cli(
      ...['outlook', 'mailbox', 'settings', 'set', '--userId', userId, '--timeZone', 'W. Europe Standard Time', '--language', 'de-DE'],
      ...['--dateFormat', 'dd.MM.yyyy', '--workingDays', 'monday,tuesday', '--workingHoursStartTime', '09:00:00'],
      ...['--workingHoursEndTime', '16:00:00', '--autoReplyStatus', 'disabled'],
    ),
  );
  await steps.step('outlook room list', () => cli('outlook', 'room', 'list'));
  await steps.step('outlook roomlist list', () => cli('outlook', 'roomlist', 'list'));
}

async function takeDirectorySteps(steps: Steps, cli: Cli): Promise<void> {
  await steps.step('entra user list', () => cli('entra', 'user', 'list'));
  await steps.step('entra user list by name', () => cli('entra', 'user', 'list', '--displayName', 'Adele'));
  await steps.step('entra user get by id', () => cli('entra', 'user', 'get', '--id', userId));
  await steps.step('entra user get by mail', () => cli('entra', 'user', 'get', '--email', demoUsers.adele.upn));
  await steps.step('entra group list of one type', () => cli('entra', 'group', 'list', '--type', 'microsoft365'));
  await steps.step('entra group get by name', () => cli('entra', 'group', 'get', '--displayName', demoGroup.displayName));
  await steps.step('entra group member list', () => cli('entra', 'group', 'member', 'list', '--groupId', demoGroup.id));
  await steps.step('entra m365group list', () => cli('entra', 'm365group', 'list'));
  await steps.step('entra m365group user list', () => cli('entra', 'm365group', 'user', 'list', '--groupId', demoGroup.id));
}

export const m365Cli: OutsideClient = {
  name: 'cli',
  title: `${packageName} ${version}`,
  explained: { 'entra user get by mail': 'A user has `mail` where an application has given it; the people of the demo have none.' },
  async run(target, steps) {
    const script = join(await installedPackages('cli', { [packageName]: version }), packageName, 'dist/index.js');
    const identity = await startIdentity(await target.token({ app: true, role, version: '1.0' }));
    const env = {
      ...process.env,
      ...target.proxy.env,
      HOME: await emptyFolder('home-cli'),
      IDENTITY_ENDPOINT: identity.url,
      IDENTITY_HEADER: 'any',
      CLIMICROSOFT365_NOUPDATE: '1',
    };
    const cli: Cli = (...args) => run(script, env, args);
    try {
      await steps.step('login as an identity', () => cli('login', '--authType', 'identity'));
      await takeCalendarSteps(steps, cli);
      await takeEventSteps(steps, cli, target);
      await takeMailboxSteps(steps, cli);
      await takeDirectorySteps(steps, cli);
    } finally {
      identity.stop();
    }
  },
};
