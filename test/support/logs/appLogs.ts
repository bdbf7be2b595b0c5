// The logs of the apps that a test's process sends requests to, so that a failed test can show what went wrong in them.
import { closeSync, openSync, readSync, statSync } from 'node:fs';

/** The output of one app: its length so far, and what it has written from there on. */
export interface AppLog {
  length(): number;
  from(position: number): string;
}

const open = new Set<AppLog>();

/** Begins to follow an app's output. Call what it returns when the app has ended. */
export function followLog(log: AppLog): () => void {
  open.add(log);
  return () => open.delete(log);
}

/** Output that is kept in memory. After a restart it may begin anew. */
export const textLog = (output: () => string): AppLog => ({
  length: () => output().length,
  from: (position) => output().slice(position > output().length ? 0 : position),
});

/** Output that another process writes to a file. Of much output, only the last 4 MB are read. */
export const fileLog = (file: string): AppLog => ({
  length: () => statSync(file).size,
  from(position) {
    const end = statSync(file).size;
    const bytes = Buffer.alloc(Math.min(end - position, 4_000_000));
    const descriptor = openSync(file, 'r');
    try {
      readSync(descriptor, bytes, 0, bytes.length, end - bytes.length);
    } finally {
      closeSync(descriptor);
    }
    return bytes.toString();
  },
});

const mostLines = 20;
const mostOfLine = 2_000;

/** Errors, and whatever isn't a line of the log: traces of what ended a process. */
const isTelling = (line: string): boolean => line.trim() !== '' && !line.startsWith('{"level":"info"');

/** Remembers where all logs are. What it returns gives the last telling lines that have come since, of logs opened meanwhile too. */
export function logsSince(): () => readonly string[] {
  const positions = new Map([...open].map((log) => [log, log.length()]));
  return () =>
    [...open]
      .flatMap((log) => log.from(positions.get(log) ?? 0).split('\n'))
      .filter(isTelling)
      .slice(-mostLines)
      .map((line) => line.slice(0, mostOfLine));
}
