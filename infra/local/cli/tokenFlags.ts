// Reads the command line of `npm run token`.
import { UsageError, parseFlags } from './cli.ts';
import { tokenCommand } from './entries.ts';
import type { TokenRequest } from '../issuer/signToken.ts';

export const tokenUsage = `${tokenCommand} (--user <userPrincipalName> [--scope "<permissions>"] | --app [--role <permission>])

  --user <upn>            a token for a person, e.g. adele@contoso.example
  --scope <permissions>   delegated permissions, separated by spaces (Calendars.ReadWrite)
  --app                   a token for the demo application itself
  --role <permission>     application permission, may be repeated (Calendars.ReadWrite)
  --tenant <guid>         another tenant than the demo tenant
  --audience <aud>        another audience than the app's own
  --expires-in <seconds>  lifetime (3600); negative: a token that has expired
  --group <id>            a group of the groups claim, may be repeated
  --v1                    in Entra ID's v1 format

Environment: DATA_DIR, the folder with the issuer's key (.local)
`;

/** The request that a command line asks for, or 'help'. Throws UsageError that says in one line what is wrong. */
export function readTokenFlags(args: readonly string[]): TokenRequest | 'help' {
  const flags = parseFlags(joinNegative(args), {
    user: { type: 'string' },
    scope: { type: 'string', multiple: true },
    app: { type: 'boolean' },
    role: { type: 'string', multiple: true },
    tenant: { type: 'string' },
    audience: { type: 'string' },
    'expires-in': { type: 'string' },
    group: { type: 'string', multiple: true },
    v1: { type: 'boolean' },
    help: { type: 'boolean' },
  });
  if (flags.help === true) return 'help';
  const options = {
    ...(flags.tenant === undefined ? {} : { tenant: guid(flags.tenant) }),
    ...(flags.audience === undefined ? {} : { audience: flags.audience }),
    ...(flags['expires-in'] === undefined ? {} : { expiresIn: wholeSeconds(flags['expires-in']) }),
    ...(flags.group === undefined ? {} : { groups: flags.group }),
    ...(flags.v1 === true ? { version: '1.0' as const } : {}),
  };
  if (flags.app === true) {
    if (flags.user !== undefined) throw new UsageError('A token is for --user or for --app, not for both.');
    if (flags.scope !== undefined) throw new UsageError('--scope goes with --user; an application has --role.');
    return { app: true, ...options, ...(flags.role === undefined ? {} : { role: flags.role.join(' ') }) };
  }
  if (flags.user === undefined) throw new UsageError('Whose token? Give --user or --app.');
  if (!/^[^\s@]+@[^\s@]+$/.test(flags.user))
    throw new UsageError(`--user takes a userPrincipalName like adele@contoso.example, not '${flags.user}'.`);
  if (flags.role !== undefined) throw new UsageError('--role goes with --app; a user has --scope.');
  return { user: flags.user, ...options, ...(flags.scope === undefined ? {} : { scope: flags.scope.join(' ') }) };
}

/** Joins `--expires-in -60` into one word: parseArgs accepts a value that begins with a dash only in this form. */
function joinNegative(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const before = joined.at(-1);
    if (before === '--expires-in' && /^-\d/.test(arg)) joined[joined.length - 1] = `${before}=${arg}`;
    else joined.push(arg);
  }
  return joined;
}

function guid(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) throw new UsageError(`--tenant takes a GUID, not '${text}'.`);
  return text;
}

function wholeSeconds(text: string): number {
  const seconds = Number(text);
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(seconds) || Math.abs(seconds) > longest)
    throw new UsageError(`--expires-in takes whole seconds, at most ten years, not '${text}'.`);
  return seconds;
}

const longest = 10 * 366 * 24 * 60 * 60;
