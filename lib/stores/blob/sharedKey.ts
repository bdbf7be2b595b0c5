// Signs requests to Blob Storage with the account's key, which only emulators are opened by.
import { createHmac, createSecretKey } from 'node:crypto';
import type { PipelinePolicy, PipelineRequest } from '@azure/core-rest-pipeline';

/** What is signed of a request beside its method, in this order ("Authorize with Shared Key"). */
const signedHeaders = [
  'content-encoding',
  'content-language',
  'content-length',
  'content-md5',
  'content-type',
  'date',
  'if-modified-since',
  'if-match',
  'if-none-match',
  'if-unmodified-since',
  'range',
] as const;

/** A policy of a pipeline that signs what goes through it. The key is read once: that takes longer than to sign. */
export function signedByKey(endpoint: string, key: string): PipelinePolicy {
  const account = accountName(endpoint);
  const secret = createSecretKey(key, 'base64');
  return {
    name: 'sharedKey',
    sendRequest(request, next) {
      const signature = createHmac('sha256', secret).update(textOf(request, account)).digest('base64');
      request.headers.set('Authorization', `SharedKey ${account}:${signature}`);
      return next(request);
    },
  };
}

function textOf({ method, url, headers }: PipelineRequest, account: string): string {
  const { pathname, searchParams } = new URL(url);
  const own = [...headers].filter(([name]) => name.startsWith('x-ms-')).toSorted(byName);
  return [
    method,
    ...signedHeaders.map((name) => headers.get(name) ?? ''),
    ...own.map(([name, value]) => `${name}:${value}`),
    `/${account}${pathname}`,
    ...[...searchParams].toSorted(byName).map(([name, value]) => `${name}:${value}`),
  ].join('\n');
}

/** The name of an account: the path of an emulator's endpoint, else its host's first label. */
export function accountName(endpoint: string): string {
  const { hostname, pathname } = new URL(endpoint);
  const path = pathname.replaceAll('/', '');
  return path === '' ? hostname.slice(0, hostname.indexOf('.')) : path;
}

const byName = ([a]: readonly [string, string], [b]: readonly [string, string]): number => (a < b ? -1 : 1);
