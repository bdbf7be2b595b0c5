// Registers what runs when the platform starts and ends the app.
import { app } from '@azure/functions';
import { beginToLoad, doneBy } from './host/late.ts';

app.hook.appStart(beginToLoad);
app.hook.appTerminate(doneBy(({ stop }) => stop));
