// A browser of the Chromium family that is installed here, run without a window: it opens one page and is ended by the test.
import { spawn } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEachLoad } from './devTools.ts';
import type { TestContext } from 'vitest';
import { findCommand } from '../../infra/local/process/findCommand.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'chrome', 'msedge'];

/** The browser's path: CHROMIUM_PATH, else on PATH, else where installers put it. Throws where CHROMIUM_PATH leads nowhere. */
export async function findBrowser(env: Environment): Promise<string | undefined> {
  const named = env.CHROMIUM_PATH ?? '';
  if (named !== '') {
    if (!(await isThere(named))) throw new Error(`CHROMIUM_PATH leads to no program: ${named}`);
    return named;
  }
  for (const command of commands) {
    const found = await findCommand(command, env);
    if (found !== undefined) return found;
  }
  for (const place of usualPlaces(env)) if (await isThere(place)) return place;
  return undefined;
}

/** The browser that was found; without one the test says that it didn't run. */
export function browserOf(context: TestContext, browser: string | undefined): string {
  if (browser !== undefined) return browser;
  const why = 'NOT RUN: no browser here. Install Chromium, Chrome or Edge, or set CHROMIUM_PATH.';
  console.error(why);
  return context.skip(why);
}

function usualPlaces(env: Environment): string[] {
  if (process.platform === 'darwin')
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  if (process.platform !== 'win32') return [];
  const folders = [env.ProgramFiles, env['ProgramFiles(x86)'], env.LOCALAPPDATA].filter((folder) => folder !== undefined);
  return ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'].flatMap((program) =>
    folders.map((folder) => join(folder, program)),
  );
}

const isThere = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

export interface OpenedPage {
  /** Runs an expression in the page after each load, the first one included. Its outcome is nobody's. */
  atEachLoad(expression: string): Promise<void>;
  /** Rejects with what the browser has said when it ends by itself. */
  readonly ended: Promise<never>;
  close(): Promise<void>;
}

/**
 * Opens a page, with a profile of its own that goes with it. `trusted`: the PEM file of a certificate that the browser believes, besides those
 * that it knows.
 */
export async function openPage(browser: string, url: string, trusted?: string): Promise<OpenedPage> {
  const profile = await mkdtemp(join(tmpdir(), 'browser-'));
  const flags = [
    '--headless=new',
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--remote-debugging-port=0',
  ];
  if (trusted !== undefined) flags.push(`--ignore-certificate-errors-spki-list=${await keyHash(trusted)}`);
  // Chromium's sandbox can't be had by root, which tests in containers often are.
  if (process.getuid?.() === 0) flags.push('--no-sandbox');
  const child = spawn(browser, [...flags, url], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const exit = once(child, 'close');
  const ended = exit.then((): never => {
    throw new Error(`The browser ended: ${said}`);
  });
  const devTools = new Promise<string>((resolve) => {
    child.stderr.on('data', () => {
      const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
  });
  // It ends when it is closed, too; nobody listens any more then.
  ended.catch(() => undefined);
  return {
    ended,
    atEachLoad: async (expression) => atEachLoad(await Promise.race([devTools, ended]), expression),
    async close() {
      child.kill('SIGKILL');
      await exit.catch(() => undefined);
      // Its helpers may still be writing to the profile.
      await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** The hash by which Chromium names a certificate's key: SHA-256 of the SubjectPublicKeyInfo, in base64. */
async function keyHash(file: string): Promise<string> {
  const pem = await readFile(file, 'utf8');
  const { publicKey } = new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERTIFICATE')));
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
}
