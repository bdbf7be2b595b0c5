// The app's beginning and its end, as the platform tells of them.
import { app } from '@azure/functions';
import { checkSettings, stop } from './host/runtime.ts';

app.hook.appStart(checkSettings);
app.hook.appTerminate(stop);
