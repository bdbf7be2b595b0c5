// What the app has registered while it loaded: functions, hooks and its programming model.
import type { Binding, FunctionCallback, FunctionMetadata, HookCallback, HookData, HookName, ProgrammingModel } from '../host/coreTypes.ts';

export interface RegisteredFunction {
  readonly name: string;
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
  /** The name of the binding that is the trigger, and the binding. */
  readonly triggerName: string;
  readonly trigger: Binding;
}

interface Registrations {
  readonly functions: RegisteredFunction[];
  readonly hooks: Readonly<Record<HookName, HookCallback[]>>;
  /** Data that the app's hooks and the hooks of its invocations share. */
  readonly appHookData: HookData;
  /** Data that the hooks `appStart` and `appTerminate` share. */
  readonly lifetimeHookData: HookData;
  model: ProgrammingModel | undefined;
  /** Becomes true after loading: then no function may be registered. */
  sealed: boolean;
}

/** A process has one app: ES modules load once, so that a second load would register nothing. */
export const registrations: Registrations = {
  functions: [],
  hooks: { preInvocation: [], postInvocation: [], appStart: [], appTerminate: [], log: [] },
  appHookData: {},
  lifetimeHookData: {},
  model: undefined,
  sealed: false,
};
