// Measures whether a calendar's pages get slower with the number of its series.
import { setTimeout } from 'node:timers/promises';
import { demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { spareSeconds } from '../../../lib/runtime/limits/changes.ts';
import { startStack, type Stack } from '../../support/process/stack.ts';
import { compare, fillMailbox, openPerson, type Send } from './mailboxOf.ts';

const few = 10;
const many = 1_000;
const runs = 40;

const halfYear = 'startDateTime=2027-03-01&endDateTime=2027-09-01';
const week = 'startDateTime=2027-03-01&endDateTime=2027-03-08';

interface Candidate {
  readonly name: string;
  readonly send: Send;
}

const page =
  (window: string, top: number) =>
  ({ send }: Candidate) =>
    send(`/me/calendarView?${window}&$top=${top}`);

const requests: readonly (readonly [title: string, run: (candidate: Candidate) => Promise<unknown>])[] = [
  ['A page of 10 of a week', page(week, 10)],
  ...[1, 10, 100].map((top) => [`A page of ${top} of half a year`, page(halfYear, top)] as const),
];

export async function benchWindows(): Promise<void> {
  const stack = await startStack();
  try {
    const candidates = [
      { name: `${few} daily series`, send: await openMailbox(stack, demoUsers.adele, few) },
      { name: `${many} daily series`, send: await openMailbox(stack, demoUsers.megan, many) },
    ];
    await compare(
      candidates,
      requests.map(([title, run]) => [`${title}, just filled`, run]),
      runs / 4,
    );
    // Within a minute of so many writes each window looks at all of a calendar's series (spans/spanning.ts).
    await setTimeout((spareSeconds + 5) * 1000);
    await compare(candidates, requests, runs);
  } finally {
    await stack.stop();
  }
}

/** A mailbox with so many series, each at another minute. */
async function openMailbox(stack: Stack, { id, upn }: (typeof demoUsers)[keyof typeof demoUsers], count: number): Promise<Send> {
  const send = await openPerson(stack, upn);
  const recurrence = { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-01-01' } };
  const event = { subject: 'daily', start: at(0, 0), end: at(0, 30), recurrence };
  const own = (number: number) => ({ properties: { start: at(number, 0), end: at(number, 30) } });
  await fillMailbox(stack, { id, send }, { name: 'series', event, count, own });
  return send;
}

const at = (number: number, more: number) => {
  const minutes = (number % 1_400) + more;
  const time = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
  return { dateTime: `2027-01-01T${time}:00`, timeZone: 'America/New_York' };
};
