// Timer, every minute: tells people of meetings what requests have left to be told.
import { app } from '@azure/functions';
import { runWork } from './host/runtime.ts';

app.timer('work', { schedule: '30 * * * * *', handler: runWork });
