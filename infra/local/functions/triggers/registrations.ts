// What the app in this process has registered while it loaded: functions, hooks, its programming model.
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
  /** Data that hooks of the app and hooks of its invocations share. */
  readonly appHookData: HookData;
  /** Data that `appStart` and `appTerminate` share. */
  readonly lifetimeHookData: HookData;
  model: ProgrammingModel | undefined;
  /** After loading: no function may be registered any more. */
  sealed: boolean;
}

/** One app a process: ES modules load once, so a second load would register nothing. */
export const registrations: Registrations = {
  functions: [],
  hooks: { preInvocation: [], postInvocation: [], appStart: [], appTerminate: [], log: [] },
  appHookData: {},
  lifetimeHookData: {},
  model: undefined,
  sealed: false,
};
