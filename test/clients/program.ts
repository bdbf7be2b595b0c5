// Clients that take their steps in a program of their own: it is told of the stack by variables, and prints a line of JSON for each step.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { demoGroup, demoTenant, demoUsers } from '../../infra/local/provision/demo/tenant.ts';
import type { Target } from './client.ts';
import type { Steps } from './steps.ts';

const scope =
  'Calendars.ReadWrite Calendars.ReadWrite.Shared MailboxSettings.ReadWrite People.Read User.Read.All Group.ReadWrite.All GroupMember.ReadWrite.All Place.Read.All';
const role = 'Calendars.ReadWrite User.ReadWrite.All Group.ReadWrite.All GroupMember.ReadWrite.All User.Invite.All';

/** Runs the program and collects its outcomes: `{ "step": …, "failure": … }`, null for a step that went well. Throws if it ends badly. */
export async function runProgram(
  [command, ...args]: readonly [string, ...string[]],
  target: Target,
  steps: Steps,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const env = { ...process.env, ...(await variablesOf(target)), ...more };
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { step, failure } = JSON.parse(line) as { readonly step: string; readonly failure: string | null };
    steps.add({ step, ...(failure !== null && { failure }) });
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`The program ended with ${String(code)}.`);
}

async function variablesOf(target: Target): Promise<Readonly<Record<string, string>>> {
  const { adele, megan } = demoUsers;
  return {
    BASE_URL: target.httpsUrl,
    ISSUER_URL: target.issuerUrl,
    TENANT_ID: demoTenant,
    CERTIFIED_ID: target.certified.clientId,
    CERTIFIED_PEM: target.certified.pemFile,
    POSTBOX_URL: target.postboxUrl,
    CERTIFICATE: target.certificateFile,
    NODE_EXTRA_CA_CERTS: target.certificateFile,
    SSL_CERT_FILE: target.certificateFile,
    ADELE_TOKEN: await target.token({ user: adele.upn, scope }),
    MEGAN_TOKEN: await target.token({ user: megan.upn, scope }),
    APP_TOKEN: await target.token({ app: true, role }),
    ADELE_ID: adele.id,
    ADELE_ADDRESS: adele.upn,
    MEGAN_ID: megan.id,
    MEGAN_ADDRESS: megan.upn,
    GROUP_ID: demoGroup.id,
  };
}
