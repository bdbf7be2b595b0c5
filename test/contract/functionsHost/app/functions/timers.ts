// Timers, and a function that tells how often they ran.
import { app } from '@azure/functions';
import { setTimeout } from 'node:timers/promises';

const runs: Record<string, number> = {};
const count = (name: string): void => {
  runs[name] = (runs[name] ?? 0) + 1;
};
const never = '0 0 0 30 2 *';

app.timer('everySecond', {
  schedule: '%EVERY_SECOND%',
  handler: (timer) => {
    count('everySecond');
    if (!timer.isPastDue && timer.schedule.adjustForDST) count(`next ${timer.scheduleStatus.next.slice(-5)}`);
  },
});
app.timer('byHand', {
  schedule: never,
  handler: async () => {
    await setTimeout(150);
    count('byHand');
  },
});
app.timer('atStart', { schedule: never, runOnStartup: true, handler: () => count('atStart') });
app.timer('failing', {
  schedule: never,
  handler: () => {
    throw new Error('tick failed');
  },
});
app.timer('unscheduled', { schedule: '%NOT_SET%', handler: () => count('unscheduled') });

app.http('runs', { route: 'runs', methods: ['GET'], handler: () => ({ jsonBody: runs }) });
