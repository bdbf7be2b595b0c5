// Microsoft's JavaScript client, as its users set it up, for a running stack over https.
import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import { Client } from '@microsoft/microsoft-graph-client';
import type { SharedStack } from '../process/sharedStack.ts';

/** Makes this process trust the stack's certificate. */
export const trust = (stack: Pick<SharedStack, 'certificateFile'>): void =>
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), readFileSync(stack.certificateFile, 'utf8')]);

/** `@microsoft/microsoft-graph-client` with a token. */
export const graphClient = (stack: Pick<SharedStack, 'httpsUrl'>, token: string): Client =>
  Client.init({
    baseUrl: `${stack.httpsUrl}/`,
    customHosts: new Set(['localhost']),
    authProvider: (done) => done(null, token),
  });
