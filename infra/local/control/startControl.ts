// Starts the control channel of a stack that was asked to have one (`--control`).
import type { Options } from '../cli/options.ts';
import type { Child } from '../process/children.ts';
import { stopLater, type Parts, type Stop } from '../process/parts.ts';
import { createControls, type Controls } from './controls.ts';
import { startControlServer, type ControlServer } from './server.ts';

/** The channel as the supervisor has it. */
export interface Control {
  /** Called with each host that is ready: resolves to what is told of the channel, once the host follows the stack's clock. */
  onHost(host: Child, facts: () => Promise<object>): Promise<{ readonly controlUrl?: string }>;
}

/** Nothing is started before the first host is ready. */
export function prepareControl({ control: secret, ports }: Options, parts: Parts, stops: Stop[]): Control {
  let host: Child | undefined;
  let started: Promise<{ readonly controls: Controls; readonly server: ControlServer }> | undefined;
  const start = async (known: string, facts: () => Promise<object>) => {
    const [{ children }, { issuerKey }, issuer] = await Promise.all([parts.stores, parts.keys, parts.issuer]);
    const controls = createControls({ host: () => host ?? missing(), stores: children, issuer, issuerKey, secret: known });
    return { controls, server: await startControlServer({ port: ports.CONTROL_PORT, secret: known, controls }, facts) };
  };
  return {
    async onHost(ready, facts) {
      host = ready;
      if (secret === undefined) return {};
      if (started === undefined) {
        started = start(secret, facts);
        stopLater(stops, started, ({ server }) => server.stop());
      }
      const { controls, server } = await started;
      await controls.adopt();
      return { controlUrl: server.url };
    },
  };
}

const missing = (): never => {
  throw new Error('The app isn’t running.');
};
