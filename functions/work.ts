// Timer, every minute: sends the meeting messages that requests have left to it.
import { app } from '@azure/functions';
import { doneBy } from './host/late.ts';

app.timer('work', { schedule: '30 * * * * *', handler: doneBy(({ runWork }) => runWork) });
