// Timer, every hour: removes what crashed processes have left, and finishes deletions.
import { app } from '@azure/functions';
import { doneBy } from './host/late.ts';

app.timer('sweep', { schedule: '0 17 * * * *', handler: doneBy(({ runSweep }) => runSweep) });
