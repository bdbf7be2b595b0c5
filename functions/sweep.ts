// Timer, every hour: removes what crashed processes have left, and finishes deletions.
import { app } from '@azure/functions';
import { runSweep } from './host/runtime.ts';

app.timer('sweep', { schedule: '0 17 * * * *', handler: runSweep });
