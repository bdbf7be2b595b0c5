// The host's log: one line for each entry, warnings and errors on stderr, filtered by host.json's `logging.logLevel.default`.
import type { LogCategory, LogLevel } from './coreTypes.ts';
import { registrations } from '../triggers/registrations.ts';

const levels: readonly LogLevel[] = ['trace', 'debug', 'information', 'warning', 'error', 'critical'];

let lowest = levels.indexOf('information');

/** Sets the lowest level that is written; `none` writes nothing. Levels are named as in host.json, in any case of letters. */
export function setLogLevel(name: string): void {
  const index = levels.findIndex((level) => level === name.toLowerCase());
  lowest = index >= 0 ? index : levels.length;
}

interface Entry {
  readonly level: LogLevel;
  readonly category: LogCategory;
  /** The function's name, or the part of the host that writes the entry. */
  readonly source: string;
  readonly message: string;
  readonly invocationContext?: unknown;
}

/** Writes an entry after the app's log hooks have run; they may change level and message of the app's own entries. */
export function writeLog(entry: Entry): void {
  const { category, invocationContext } = entry;
  const { appHookData } = registrations;
  const seen = { level: entry.level, message: entry.message, category, invocationContext, hookData: {}, appHookData };
  for (const hook of registrations.hooks.log) hook(seen);
  const { level, message } = category === 'user' ? seen : entry;
  if (levels.indexOf(level) < lowest) return;
  const stream = levels.indexOf(level) >= levels.indexOf('warning') ? process.stderr : process.stdout;
  stream.write(`[${level}] [${entry.source}] ${oneLine(message)}\n`);
}

/** Writes an entry of the host itself. */
export function logHost(level: LogLevel, message: string): void {
  writeLog({ level, category: 'system', source: 'host', message });
}

/** An error with its stack and causes, for a log line. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause === undefined ? own : `${own} caused by ${describeError(error.cause)}`;
}

const oneLine = (text: string): string => text.replace(/\s*[\r\n]+\s*/g, ' | ');
