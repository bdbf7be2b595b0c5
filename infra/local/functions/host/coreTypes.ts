// The interface between `@azure/functions` and the language worker, as far as the triggers here use it.

export type LogLevel = 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical';
export type LogCategory = 'user' | 'system' | 'customMetric';

export interface NullableString {
  readonly value: string;
}

/** An HTTP request that the host passes to the app; names of headers are in lower case. */
export interface RequestData {
  readonly method: string;
  readonly url: string;
  readonly nullableHeaders: Readonly<Record<string, NullableString>>;
  readonly nullableParams: Readonly<Record<string, NullableString>>;
  readonly nullableQuery: Readonly<Record<string, NullableString>>;
  readonly body?: { readonly bytes: Uint8Array };
}

/** The input of a trigger: a request, or JSON: a timer's state, documents. */
export type TriggerData = { readonly http: RequestData } | { readonly json: string };

interface Nullable<Value> {
  readonly value: Value;
}

export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly domain?: Nullable<string>;
  readonly path?: Nullable<string>;
  readonly expires?: Nullable<{ readonly seconds: number }>;
  readonly secure?: Nullable<boolean>;
  readonly httpOnly?: Nullable<boolean>;
  readonly sameSite?: 'none' | 'lax' | 'strict' | 'explicitNone';
  readonly maxAge?: Nullable<number>;
}

/** The app's answer to a request. */
export interface ResponseData {
  readonly statusCode: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly Cookie[];
  readonly body?: { readonly bytes?: Uint8Array } | null;
}

export interface InvocationResponse {
  readonly returnValue?: { readonly http?: ResponseData } | null;
}

/** A binding that the app has registered; its other properties depend on its type. */
export interface Binding {
  readonly type: string;
  readonly [option: string]: unknown;
}

/** What the host does with a call that has failed; times are whole seconds. */
export interface RetryOptions {
  readonly retryStrategy: 'fixedDelay' | 'exponentialBackoff';
  /** -1 for no end. */
  readonly maxRetryCount: number;
  readonly delayInterval?: { readonly seconds: number } | undefined;
  readonly minimumInterval?: { readonly seconds: number } | undefined;
  readonly maximumInterval?: { readonly seconds: number } | undefined;
}

/** Which attempt a call is, after one that failed. */
export interface RetryContext {
  /** 1 for the first repeat. */
  readonly retryCount: number;
  readonly maxRetryCount: number;
  readonly exception: { readonly message: string };
}

export interface FunctionMetadata {
  readonly name: string;
  readonly bindings: Readonly<Record<string, Binding>>;
  readonly retryOptions?: RetryOptions | undefined;
}

export type FunctionCallback = (...args: unknown[]) => unknown;

/** W3C Trace Context, and the attributes that the host adds. */
export interface TraceContext {
  readonly traceParent: string;
  readonly traceState: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** One invocation, as the worker passes it to the programming model. */
export interface CoreInvocationContext {
  readonly invocationId: string;
  readonly metadata: FunctionMetadata;
  readonly request: {
    readonly invocationId: string;
    readonly functionId: string;
    readonly traceContext: TraceContext;
    readonly retryContext?: RetryContext;
    readonly inputData: readonly { readonly name: string; readonly data: TriggerData }[];
  };
  state: 'preInvocationHooks' | 'invocation' | 'postInvocationHooks' | undefined;
  log(level: LogLevel, category: LogCategory, message: string): void;
}

export interface InvocationModel {
  getArguments(): Promise<{ readonly context: unknown; readonly inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<InvocationResponse>;
}

export interface ProgrammingModel {
  readonly name: string;
  readonly version: string;
  getInvocationModel(context: CoreInvocationContext): InvocationModel | Promise<InvocationModel>;
  getCapabilities(capabilities: Record<string, string>): Promise<Record<string, string>>;
}

/** The moments at which hooks of an app run. */
export const hookNames = ['preInvocation', 'postInvocation', 'appStart', 'appTerminate', 'log'] as const;
export type HookName = (typeof hookNames)[number];
export type HookData = Record<string, unknown>;

/** The argument of a hook; its properties depend on the hook. */
export interface HookContext {
  readonly hookData: HookData;
  readonly appHookData: HookData;
  readonly [property: string]: unknown;
}
export type HookCallback = (context: HookContext) => unknown;
