// Runs functions with a Cosmos DB trigger: each has a listener over the change feed of its container.
import { setTimeout } from 'node:timers/promises';
import { describeError, logHost } from '../host/hostLog.ts';
import type { App } from '../host/loadApp.ts';
import type { RegisteredFunction } from '../triggers/registrations.ts';
import { isDisabled } from '../triggers/settings.ts';
import { readFeedTrigger } from './feedTrigger.ts';

export interface Feeds {
  /** Begins nothing new and gives the leases back; resolves when the calls in progress have ended. */
  stop(): Promise<void>;
}

/** Milliseconds between two attempts to start a listener: the first, and the longest. */
const restart = { first: 1_000, longest: 60_000 };

/** Starts the app's listeners. As in Azure, one that can't start is logged and tried again, and the app runs without it meanwhile. */
export function startFeeds(app: App, environment: NodeJS.ProcessEnv): Feeds {
  const over = new AbortController();
  const functions = app.functions.filter(({ trigger }) => trigger.type.toLowerCase() === 'cosmosdbtrigger');
  const listening = functions.filter(({ name }) => !isDisabled(name, environment)).map(keepListening);
  return {
    stop: async () => {
      over.abort();
      await Promise.all(listening);
    },
  };

  async function keepListening(registered: RegisteredFunction): Promise<void> {
    const { signal } = over;
    const isOver = (): boolean => signal.aborted;
    for (let delay = restart.first; !isOver(); delay = Math.min(2 * delay, restart.longest)) {
      try {
        // The SDK is loaded only for an app that has such a function.
        const { listenTo } = await import('./listener.ts');
        await listenTo({ app, registered, trigger: readFeedTrigger(registered.trigger, environment), environment, over: signal });
      } catch (error) {
        if (isOver()) return;
        logHost('error', `The listener for function "${registered.name}" was unable to start: ${describeError(error)}`);
        await setTimeout(delay, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
