// The module `@azure/functions-core`, which in Azure only the Node.js language worker provides.
import { hookNames } from './coreTypes.ts';
import type { FunctionCallback, FunctionMetadata, HookCallback, HookName, LogCategory, LogLevel, ProgrammingModel } from './coreTypes.ts';
import { writeLog } from './hostLog.ts';
import { registrations } from '../triggers/registrations.ts';

/** The versions of worker and host that are emulated; the library derives from them what they can do. */
export const version: string = '3.13.0';
export const hostVersion: string = '4.1044.0';

/** Undoes a registration. */
export class Disposable {
  readonly #undo: () => unknown;

  constructor(undo: () => unknown) {
    this.#undo = undo;
  }

  dispose(): unknown {
    return this.#undo();
  }

  static from(...parts: readonly { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const part of parts) part.dispose();
    });
  }
}

/**
 * Registers a function while the app loads. Throws once the app has loaded, for a name that is taken, and for a function without a trigger.
 */
export function registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
  const { name } = metadata;
  if (registrations.sealed) throw new Error('A function can only be registered during app startup.');
  // The host's own rule for names.
  if (!/^[a-z][a-z0-9_-]{0,127}$/i.test(name)) throw new Error(`'${name}' is not a valid function name.`);
  if (registrations.functions.some((other) => other.name.toLowerCase() === name.toLowerCase()))
    throw new Error(`A function with id "${name}" has already been registered.`);
  const found = Object.entries(metadata.bindings).find(([, binding]) => /trigger$/i.test(binding.type));
  if (!found) throw new Error(`Function "${name}" has no trigger.`);
  const [triggerName, trigger] = found;
  const registered = { name, metadata, callback, triggerName, trigger };
  registrations.functions.push(registered);
  return new Disposable(() => {
    if (registrations.sealed) throw new Error('A function can only be disposed during app startup.');
    remove(registrations.functions, registered);
  });
}

/** Registers a hook; hooks of a kind run in the order of their registration. Throws RangeError for an unknown kind. */
export function registerHook(name: string, callback: HookCallback): Disposable {
  if (!isHookName(name)) throw new RangeError(`Unrecognized hook "${name}"`);
  const hooks = registrations.hooks[name];
  hooks.push(callback);
  return new Disposable(() => {
    remove(hooks, callback);
  });
}

export function setProgrammingModel(model: ProgrammingModel): void {
  registrations.model = model;
}

export function getProgrammingModel(): ProgrammingModel | undefined {
  return registrations.model;
}

export function log(level: LogLevel, category: LogCategory, message: string): void {
  writeLog({ level, category, source: 'app', message });
}

const isHookName = (name: string): name is HookName => hookNames.some((known) => known === name);

function remove<Item>(items: Item[], item: Item): void {
  const index = items.indexOf(item);
  if (index >= 0) items.splice(index, 1);
}
