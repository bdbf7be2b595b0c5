// What the runner knows of a client.
import type { TokenRequest } from '../../infra/local/issuer/signToken.ts';
import type { GraphProxy } from './graphProxy.ts';
import type { Explained, Steps } from './steps.ts';

/** The stack that a client is run against: the demo tenant, and tokens for its people. */
export interface Target {
  /** `https://localhost:…`, without a slash at the end. */
  readonly httpsUrl: string;
  /** Where people sign in. */
  readonly issuerUrl: string;
  /** An application of the issuer that has a certificate, in a PEM file with its key. */
  readonly certified: { readonly clientId: string; readonly pemFile: string };
  /** The PEM file of its certificate. */
  readonly certificateFile: string;
  readonly proxy: GraphProxy;
  /** `http://localhost:…`, where notifications may be sent; a GET of a path gives what was posted to it. */
  readonly postboxUrl: string;
  token(request: TokenRequest): Promise<string>;
}

export interface OutsideClient {
  /** By which the command line names it. */
  readonly name: string;
  /** Package and version. */
  readonly title: string;
  /** Why it can't run on this machine; undefined if it can. */
  missing?(): string | undefined;
  /** Takes all its steps; throws only if the client itself can't be started. */
  run(target: Target, steps: Steps): Promise<void>;
  /** The steps that fail, each with the reason. */
  readonly explained: Explained;
}
