// What `npm start` prints when the stack is ready.
import { relative, sep } from 'node:path';
import { tokenCommand } from './entries.ts';
import { demoIds, demoTenant, localSecret } from '../provision/demo/tenant.ts';

export interface Announcement {
  readonly seconds: number;
  readonly url: string;
  /** Undefined with Core Tools. */
  readonly httpsUrl: string | undefined;
  readonly cosmosUrl: string;
  readonly blobUrl: string;
  /** Undefined if the blob service itself speaks https, and with Core Tools. */
  readonly blobHttpsUrl: string | undefined;
  /** Where people sign in. */
  readonly issuerUrl: string;
  readonly certificateFile: string;
  readonly functionsKey: string;
  /** Undefined without `--control`. */
  readonly controlUrl: string | undefined;
  /** An application's token for the ready-made request. */
  readonly token: string;
  /** What the demo tenant holds, line by line; undefined without the demo tenant. */
  readonly demo: readonly string[] | undefined;
}

/** The lines, the first of which begins with `Ready`: scripts wait for it. */
export function announcement(stack: Announcement): string {
  const certificate = shortest(stack.certificateFile);
  return [
    `Ready in ${stack.seconds.toFixed(1)} s`,
    '',
    `  http      ${stack.url}`,
    `  https     ${stack.httpsUrl === undefined ? 'not on Core Tools' : `${stack.httpsUrl}   (curl --cacert ${certificate}, NODE_EXTRA_CA_CERTS=${certificate})`}`,
    `  cosmos    ${stack.cosmosUrl}`,
    `  blob      ${stack.blobUrl}${stack.blobHttpsUrl === undefined ? '' : `   (${stack.blobHttpsUrl} for redirects from https)`}`,
    `  sign-in   ${stack.issuerUrl}/${demoTenant}   (any client id, secret ${localSecret})`,
    `  host key  ${stack.functionsKey}   (x-functions-key or ?code=, for /hooks)`,
    ...(stack.controlUrl === undefined ? [] : [`  control   ${stack.controlUrl}   (Authorization: Bearer <CONTROL_SECRET>)`]),
    '',
    ...(stack.demo === undefined ? emptyLines : ['An attachment for an event of the demo tenant:', '', curl(stack), '', ...stack.demo]),
    '',
    `Tokens: ${tokenCommand} --user adele@contoso.example, or --app`,
    '',
  ].join('\n');
}

const emptyLines = [
  'The demo tenant was left out (--empty), so there is no event for a ready-made request:',
  'start without --empty to have one, or make a token and bring an event of your own.',
];

/** A path relative to the current folder where that is shorter. */
function shortest(file: string): string {
  const path = relative('', file);
  return path.startsWith(`..${sep}`) ? file : path;
}

/** The request of the first document, ready to be pasted into a shell. */
function curl({ url, token }: Announcement): string {
  const path = `/beta/invitations/${demoIds.invitation}/invitedUser/messages/${demoIds.message}/event/attachments`;
  const body = {
    '@odata.type': '#microsoft.graph.attachment',
    name: 'Name value',
    contentType: 'Content Type value',
    size: 4,
    isInline: true,
  };
  return [
    `curl -i -X POST '${url}${path}'`,
    `-H 'Content-Type: application/json'`,
    `-d '${JSON.stringify(body)}'`,
    `-H 'Authorization: Bearer ${token}'`,
  ].join(' \\\n  ');
}
