// Registers what runs when the platform starts and ends the app.
import { app } from '@azure/functions';
import { checkSettings, stop } from './host/runtime.ts';

app.hook.appStart(checkSettings);
app.hook.appTerminate(stop);
