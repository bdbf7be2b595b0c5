// Timer, every minute: sends the meeting messages that requests have left to it.
import { app } from '@azure/functions';
import { runWork } from './host/runtime.ts';

app.timer('work', { schedule: '30 * * * * *', handler: runWork });
