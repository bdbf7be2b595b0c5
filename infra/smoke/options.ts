// Reads the command line of `npm run smoke`: the deployment, and the tokens for it.
import { UsageError, parseFlags } from '../local/cli/cli.ts';

export const smokeUsage = `npm run smoke -- --url <url> --token <token> [--token-app <token>] [--group <id>]

  --url <url>          the deployment, e.g. https://calendar.azurewebsites.net
  --token <token>      a user's access token with Calendars.ReadWrite; needed
  --token-app <token>  an application's, with the role Calendars.ReadWrite: tries what applications may, too;
                       with User.Invite.All and User.ReadWrite.All, a guest's invitation, calendar and answer as well
  --group <id>         a group that the user is a member of: tries its calendar, too

It makes an event (one in the group and a guest, too, where they are tried), attaches to it, and deletes what it made,
whatever happens.
Environment: SMOKE_TOKEN, SMOKE_TOKEN_APP instead of the flags, which others on the machine can see;
NODE_EXTRA_CA_CERTS, a PEM file with the certificate of a deployment that signed its own
`;

export interface SmokeOptions {
  /** Without a slash at its end. */
  readonly url: string;
  readonly token: string;
  readonly tokenApp: string | undefined;
  readonly group: string | undefined;
}

/** The options of a command line, or 'help'. Throws UsageError that says in one line what is wrong. */
export function readSmokeFlags(args: readonly string[], env: Readonly<Record<string, string | undefined>>): SmokeOptions | 'help' {
  const text = { type: 'string' } as const;
  const flags = parseFlags(args, { url: text, token: text, 'token-app': text, group: text, help: { type: 'boolean' } });
  if (flags.help === true) return 'help';
  const token = given(flags.token ?? env.SMOKE_TOKEN);
  if (flags.url === undefined) throw new UsageError('Which deployment? Give --url.');
  if (token === undefined) throw new UsageError('Who asks? Give --token (or SMOKE_TOKEN).');
  return { url: baseOf(flags.url), token, tokenApp: given(flags['token-app'] ?? env.SMOKE_TOKEN_APP), group: given(flags.group) };
}

const given = (text: string | undefined): string | undefined => (text?.trim() === '' ? undefined : text?.trim());

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

function baseOf(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new UsageError(`--url takes a URL such as https://calendar.azurewebsites.net, not '${text}'.`);
  if (url.protocol === 'http:' && !loopback.test(url.hostname))
    throw new UsageError('--url must be https: over http everybody on the way could read the token.');
  if (url.search !== '' || url.hash !== '') throw new UsageError('--url takes the address alone, without a query.');
  return `${url.origin}${url.pathname.replace(/\/(v1\.0|beta)?\/?$/, '')}`;
}
