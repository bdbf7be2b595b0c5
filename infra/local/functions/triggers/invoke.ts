// Runs one invocation of a function in the order of Azure's language worker.
import { randomBytes, randomUUID } from 'node:crypto';
import type { CoreInvocationContext, HookContext, InvocationResponse, RetryContext, TriggerData } from '../host/coreTypes.ts';
import { writeLog } from '../host/hostLog.ts';
import type { App } from '../host/loadApp.ts';
import { registrations } from './registrations.ts';
import type { RegisteredFunction } from './registrations.ts';

/** Calls the function and its hooks; `retry` says which attempt it is, after a failure. Throws the error of the function or of a hook. */
export async function invoke(
  app: App,
  registered: RegisteredFunction,
  data: TriggerData,
  retry?: RetryContext,
): Promise<InvocationResponse> {
  if (!app.model) throw new Error('The app registered no programming model.');
  const core = coreContext(registered, data, retry);
  const model = await app.model.getInvocationModel(core);
  const { context, inputs } = await model.getArguments();

  const { hooks, appHookData } = registrations;
  const hookData = {};
  const before = { hookData, appHookData, invocationContext: context, inputs, functionCallback: registered.callback };
  core.state = 'preInvocationHooks';
  await runHooks(hooks.preInvocation, before);

  const after = { hookData, appHookData, invocationContext: context, inputs: before.inputs, ...(await attempt()) };
  core.state = 'postInvocationHooks';
  await runHooks(hooks.postInvocation, after);
  core.state = undefined;

  if (after.error !== null && after.error !== undefined) throw new InvocationError(registered.name, after.error);
  return model.getResponse(context, after.result);

  async function attempt(): Promise<{ result: unknown; error: unknown }> {
    core.state = 'invocation';
    try {
      return { result: await model.invokeFunction(context, before.inputs, before.functionCallback), error: null };
    } catch (error) {
      // A function that throws `undefined` has failed too; hooks recognize a failure by this property.
      return { result: null, error: error ?? new Error('The function threw nothing.') };
    }
  }
}

/** The failure of a function; its cause is the value that the function threw. */
class InvocationError extends Error {
  override readonly name = 'InvocationError';

  constructor(functionName: string, cause: unknown) {
    super(`Function "${functionName}" failed`, { cause });
  }
}

async function runHooks(hooks: readonly ((context: HookContext) => unknown)[], context: HookContext): Promise<void> {
  for (const hook of hooks) await hook(context);
}

function coreContext(registered: RegisteredFunction, data: TriggerData, retry: RetryContext | undefined): CoreInvocationContext {
  const invocationId = randomUUID();
  const chance = randomBytes(24).toString('hex');
  const traceParent = `00-${traceOf(data) ?? chance.slice(0, 32)}-${chance.slice(32)}-01`;
  return {
    invocationId,
    metadata: registered.metadata,
    request: {
      invocationId,
      functionId: registered.name,
      traceContext: { traceParent, traceState: '', attributes: {} },
      ...(retry && { retryContext: retry }),
      inputData: [{ name: registered.triggerName, data }],
    },
    state: undefined,
    log: (level, category, message) => {
      writeLog({ level, category, source: registered.name, message });
    },
  };
}

/** The trace of the caller (W3C Trace Context, section 3.2); the host's span becomes a part of it. */
const traceOf = (data: TriggerData): string | undefined =>
  'http' in data ? /^00-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-/.exec(data.http.nullableHeaders.traceparent?.value ?? '')?.[1] : undefined;
