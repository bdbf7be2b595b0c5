// Loads an app as Azure's language worker does: provides `@azure/functions-core`, imports the entry points, runs the start hooks.
import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { findEntryPoints, isEsModule } from './appFolder.ts';
import { besideThis } from '../../cli/entries.ts';
import type { HookName, ProgrammingModel } from './coreTypes.ts';
import { describeError, logHost } from './hostLog.ts';
import { registrations } from '../triggers/registrations.ts';
import type { RegisteredFunction } from '../triggers/registrations.ts';
import { compileRoutes } from '../http/routes.ts';
import type { Route } from '../http/routes.ts';

export interface App {
  readonly functions: readonly RegisteredFunction[];
  /** In the order in which they are matched. */
  readonly routes: readonly Route[];
  readonly model: ProgrammingModel | undefined;
}

const emptyApp: App = { functions: [], routes: [], model: undefined };

/** The capabilities that the worker reports to the programming model; without `HttpUri`, requests and answers are buffered. */
const workerCapabilities = { RawHttpBodyBytes: 'true', RpcHttpBodyOnly: 'true', UseNullableValueDictionaryForHttp: 'true' };

/**
 * Loads the app of a folder into this process, with the route prefix. As in Azure, an app that fails to load has no functions, and the log
 * has the reason. Throws at the second call in a process, since modules load once.
 */
export async function loadApp(root: string, routePrefix: string): Promise<App> {
  if (registrations.sealed) throw new Error('A process runs one app: start another host in a process of its own.');
  provideFunctionsCore();
  try {
    for (const file of findEntryPoints(root)) await load(file, root);
    await runAppHooks('appStart', root);
    const { functions, model } = registrations;
    const capabilities = await model?.getCapabilities({ ...workerCapabilities });
    if (capabilities?.HttpUri !== undefined) throw new Error('enableHttpStream is not supported here: bodies are buffered.');
    return { functions, routes: compileRoutes(functions, routePrefix), model };
  } catch (error) {
    logHost('error', `The app failed to load and has no functions: ${describeError(error)}`);
    return emptyApp;
  } finally {
    registrations.sealed = true;
  }
}

const required = createRequire(import.meta.url);

/** Loads a file as the worker does: CommonJS by `require`, which spares the search for names that `import` would offer. */
async function load(file: string, root: string): Promise<void> {
  if (isEsModule(file, root)) await import(pathToFileURL(file).href);
  else required(file);
}

/** Runs the app's start or end hooks in order. Throws the error of a hook. */
export async function runAppHooks(name: HookName & ('appStart' | 'appTerminate'), root: string): Promise<void> {
  const { hooks, lifetimeHookData: hookData, appHookData } = registrations;
  for (const hook of hooks[name]) await hook({ hookData, appHookData, functionAppDirectory: root });
}

function provideFunctionsCore(): void {
  const url = besideThis('functions/host/functionsCore.ts').href;
  registerHooks({
    resolve: (specifier, context, next) => (specifier === '@azure/functions-core' ? { url, shortCircuit: true } : next(specifier, context)),
  });
}
