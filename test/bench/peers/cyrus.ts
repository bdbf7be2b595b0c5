// Cyrus IMAP's CalDAV server with managed attachments (RFC 8607), as Debian packages it. It starts in a folder of its own, as root, which it
// leaves for the user `cyrus`.
import { spawn, spawnSync } from 'node:child_process';
import { randomFillSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '../../../infra/local/process/ports.ts';
import type { Sent } from '../floor/load.ts';
import type { Api } from './api.ts';

const bin = '/usr/lib/cyrus/bin';
const [user, password] = ['bench', 'secret'];
const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** Why Cyrus can't be compared here; undefined where it can. */
export function cyrusMissing(): string | undefined {
  const programs = [`${bin}/master`, `${bin}/imapd`, `${bin}/httpd`, '/usr/sbin/saslpasswd2'];
  if (programs.some((program) => !existsSync(program))) return "it isn't installed: apt-get install cyrus-imapd cyrus-caldav sasl2-bin";
  return process.getuid?.() === 0 ? undefined : 'only root can start it';
}

export interface Cyrus {
  readonly api: Api;
  stop(): Promise<void>;
}

/** Starts it on free ports of 127.0.0.1. Its worker processes come and go, so that nobody counts their CPU time. */
export async function startCyrus(parent: string): Promise<Cyrus> {
  const ports = { imap: await freePort(), http: await freePort() };
  const folder = join(parent, 'cyrus');
  await mkdir(join(folder, 'spool'), { recursive: true });
  for (const part of ['db', 'socket', 'proc', 'lock']) await mkdir(join(folder, 'lib', part), { recursive: true });
  const [imapd, cyrus, accounts] = ['imapd.conf', 'cyrus.conf', 'sasldb2'].map((name) => join(folder, name));
  if (imapd === undefined || cyrus === undefined || accounts === undefined) throw new Error('A file has no name.');
  await writeFile(imapd, settings(folder, accounts));
  await writeFile(
    cyrus,
    `START {
  recover cmd="${bin}/ctl_cyrusdb -C ${imapd} -r"
}
SERVICES {
  imap cmd="${bin}/imapd -C ${imapd}" listen="127.0.0.1:${ports.imap}" prefork=0
  http cmd="${bin}/httpd -C ${imapd} -U 100000" listen="127.0.0.1:${ports.http}" prefork=8
}
EVENTS {
}
`,
  );
  // Cyrus' user has to come in.
  await chmod(parent, 0o755);
  spawnSync('/usr/sbin/saslpasswd2', ['-p', '-c', '-f', accounts, '-u', hostname(), user], { input: password });
  spawnSync('chown', ['-R', 'cyrus:mail', folder]);
  const master = spawn(`${bin}/master`, ['-C', imapd, '-M', cyrus, '-p', join(folder, 'master.pid'), '-D'], { stdio: 'ignore' });
  const exited = once(master, 'exit');
  process.once('exit', () => master.kill());
  await signIn(ports.imap);
  return {
    api: cyrusAt(`http://127.0.0.1:${ports.http}/dav/calendars/user/${user}`),
    async stop() {
      master.kill();
      await exited;
    },
  };
}

const settings = (folder: string, accounts: string): string => `configdirectory: ${folder}/lib
defaultpartition: default
partition-default: ${folder}/spool
proc_path: ${folder}/lib/proc
mboxname_lockpath: ${folder}/lib/lock
allowplaintext: yes
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: ${accounts}
sasl_mech_list: PLAIN LOGIN
httpmodules: caldav
caldav_allowattach: yes
virtdomains: no
unixhierarchysep: yes
altnamespace: yes
autocreate_quota: 0
autocreate_post: yes
`;

/** The first sign-in by IMAP makes the mailbox, of which the calendar is a part. */
async function signIn(port: number): Promise<void> {
  for (let left = 50; ; left--) {
    try {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'data');
      socket.write(`a LOGIN ${user} ${password}\r\nb LOGOUT\r\n`);
      await once(socket, 'end');
      return;
    } catch (error) {
      if (left === 0) throw error;
      await setTimeout(100);
    }
  }
}

function cyrusAt(base: string): Api {
  const send = (method: string, path: string, headers: Sent['headers'] = {}, body?: Sent['body']): Sent => ({
    method,
    url: `${base}${path}`,
    headers: { Authorization: authorization, ...headers },
    ...(body !== undefined && { body }),
  });
  const place = (event: string): string => `/Default/${event}.ics`;
  return {
    createEvent() {
      const id = randomUUID();
      return send('PUT', place(id), { 'Content-Type': 'text/calendar' }, calendarOf(id));
    },
    events: () => send('PROPFIND', '/Default/', { Depth: '1' }),
    event: (event) => send('GET', place(event)),
    attaching(event, bytes) {
      const headers = { 'Content-Type': 'application/octet-stream', 'Content-Disposition': 'attachment;filename=plan.bin' };
      // Equal bytes are stored once.
      return () => send('POST', `${place(event)}?action=attachment-add`, headers, randomFillSync(bytes, 0, 16));
    },
    // The attachments stand in the event.
    list: (event) => send('GET', place(event)),
    value: (_, id) => send('GET', `/Attachments/${id}`),
    remove: (event, id) => send('POST', `${place(event)}?action=attachment-remove&managed-id=${id}`),
    removeEvent: (event) => send('DELETE', place(event)),
    idOf: ({ method, url }, { headers }) => (method === 'PUT' ? (/([^/]+)\.ics$/.exec(url)?.[1] ?? '') : String(headers['cal-managed-id'])),
  };
}

const calendarOf = (id: string): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//bench//EN',
    'BEGIN:VEVENT',
    `UID:${id}`,
    'DTSTAMP:20260101T000000Z',
    'DTSTART:20270301T090000Z',
    'DTEND:20270301T100000Z',
    'SUMMARY:bench',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
