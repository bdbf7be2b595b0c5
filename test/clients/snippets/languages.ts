// Runs snippets as a reader would: each as it stands, with the few names that it needs.
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { csharp } from '../../../lib/explorer/seen/snippets/csharp.ts';
import { curl } from '../../../lib/explorer/seen/snippets/curl.ts';
import { graphClient, javascript } from '../../../lib/explorer/seen/snippets/javascript.ts';
import { cacheFolder, runOrThrow } from '../cache.ts';
import { parsed } from './json.ts';
import type { Ready } from './rows.ts';

/** What a snippet has printed: the status, where it prints one, and the answer. Or why it hasn't. */
export interface Printed {
  readonly status?: number;
  readonly answer?: unknown;
  readonly failure?: string;
}

export interface Language {
  readonly name: string;
  /** Runs one for each request. */
  run(all: readonly Ready[], token: string, certificate: string): Promise<readonly Printed[]>;
}

/** Runs a command in a folder that has the bytes as `body`. */
async function inFolder(
  { bytes = new Uint8Array() }: Ready,
  command: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
): Promise<Printed | string> {
  const folder = await cacheFolder('snippets/run');
  await writeFile(join(folder, 'body'), bytes);
  const [program, ...args] = command;
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, env: { ...process.env, ...env }, encoding: 'utf8' });
  return status === 0 ? stdout : { failure: stderr.trim().slice(-300) };
}

async function each(all: readonly Ready[], run: (ready: Ready) => Promise<Printed>): Promise<readonly Printed[]> {
  const printed: Printed[] = [];
  for (const ready of all) printed.push(await run(ready));
  return printed;
}

/** Settings of the reader's own, such that the command stands as it is. */
const curlSettings = 'silent\nshow-error\nwrite-out = "\\n%{http_code}"\n';

const curlCommand: Language = {
  name: 'curl',
  run: async (all, token, certificate) => {
    const home = await cacheFolder('snippets/home');
    await writeFile(join(home, '.curlrc'), curlSettings);
    return each(all, async (ready) => {
      const env = { HOME: home, CURL_CA_BUNDLE: certificate, TOKEN: token, UPLOAD_URL: ready.uploadUrl ?? '' };
      const printed = await inFolder(ready, ['sh', '-c', curl.of(ready.request)], env);
      if (typeof printed !== 'string') return printed;
      const end = printed.lastIndexOf('\n');
      return { status: Number(printed.slice(end + 1)), answer: parsed(printed.slice(0, end)) };
    });
  },
};

const names = `import { readFileSync } from 'node:fs';
const { TOKEN: token, UPLOAD_URL: uploadUrl } = process.env;
const body = readFileSync('body');
`;

/** A module of Node's: what it logs is written by the console, a number and a text, or an object. */
const nodeModule = (snippet: typeof javascript, read: (printed: string) => Printed): Language => ({
  name: snippet.name,
  run: (all, token, certificate) =>
    each(all, async (ready) => {
      const text = `${names}console.log = (...all) => process.stdout.write(JSON.stringify(all));\n${snippet.of(ready.request)}\n`;
      const file = join(await cacheFolder('snippets/run'), 'snippet.mjs');
      await writeFile(file, text);
      const env = { TOKEN: token, UPLOAD_URL: ready.uploadUrl ?? '', NODE_EXTRA_CA_CERTS: certificate };
      const printed = await inFolder(ready, [process.execPath, file], env);
      return typeof printed === 'string' ? read(printed) : printed;
    }),
});

const withFetch = nodeModule(javascript, (printed) => {
  const [status, text] = JSON.parse(printed) as readonly [number, string];
  return { status, answer: parsed(text) };
});

/** It logs the answer alone, and nothing where it has only a comment. */
const withGraphClient = nodeModule(graphClient, (printed) => {
  const [answer] = (parsed(printed) ?? []) as readonly unknown[];
  return { ...(answer !== null && { answer }) };
});

const source = fileURLToPath(new URL('.', import.meta.url));

const withHttpClient: Language = {
  name: csharp.name,
  async run(all, token, certificate) {
    const folder = await cacheFolder('snippets/csharp');
    const [sources, given, out] = ['sources', 'given', 'out'].map((name) => join(folder, name)) as [string, string, string];
    await Promise.all([sources, given].map((each) => mkdir(each, { recursive: true })));
    for (const [place, { request, uploadUrl = '', bytes = new Uint8Array() }] of all.entries()) {
      const body = csharp.of(request).replaceAll(/^/gm, '    ');
      const method = `public static async Task Run(string token, string uploadUrl, byte[] body) {\n${body}\n  }`;
      await writeFile(join(sources, `Snippet${place}.cs`), `public static class Snippet${place} {\n  ${method}\n}\n`);
      await writeFile(join(given, `${place}.url`), uploadUrl);
      await writeFile(join(given, `${place}.bytes`), bytes);
    }
    const flags = [
      '-c',
      'Release',
      '-o',
      out,
      `-p:BaseIntermediateOutputPath=${folder}/obj/`,
      `-p:Snippets=${sources}`,
      '--nologo',
      '-v',
      'q',
    ];
    runOrThrow('dotnet', ['build', join(source, 'Snippets.csproj'), ...flags], folder);
    const env = { ...process.env, TOKEN: token, SSL_CERT_FILE: certificate };
    const { stdout, stderr, status } = spawnSync('dotnet', [join(out, 'Snippets.dll'), given], { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly printed: string });
    return lines.map(({ printed }) => {
      const [, code, text = ''] = /^(\d{3}) ([^]*)$/.exec(printed.trimEnd() + ' ') ?? [];
      return code === undefined ? { failure: printed } : { status: Number(code), answer: parsed(text) };
    });
  },
};

export const languages: readonly Language[] = [curlCommand, withFetch, withGraphClient, withHttpClient];
