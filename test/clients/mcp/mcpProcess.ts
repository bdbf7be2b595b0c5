// A server of the Model Context Protocol as a child process: calls its tools over standard input and output (one JSON-RPC message a line).
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface McpServer {
  /** The text that a tool gives. Rejects with that text if the tool says that it is an error. */
  call(tool: string, args?: Readonly<Record<string, unknown>>): Promise<string>;
  stop(): void;
}

interface Answer {
  readonly id?: number;
  readonly error?: { readonly message: string };
  readonly result?: { readonly isError?: boolean; readonly content?: readonly { readonly text?: string }[] };
}

/** Starts `script` with this Node and waits until the server has answered `initialize`. */
export async function startMcpServer(script: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<McpServer> {
  const child = spawn(process.execPath, [script, ...args], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  const waiting = new Map<number, { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void }>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = JSON.parse(line) as Answer;
    waiting.get(answer.id ?? -1)?.resolve(answer);
  });
  child.on('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`The server has ended with ${String(code)}.`));
  });
  let last = 0;
  const send = (message: object): void => void child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const ask = (method: string, params: object): Promise<Answer> =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      send({ id: last, method, params });
    });
  await ask('initialize', { protocolVersion: '2025-03-26', capabilities: {}, clientInfo: { name: 'test', version: '1' } });
  send({ method: 'notifications/initialized' });
  return {
    async call(name, given = {}) {
      const { error, result } = await ask('tools/call', { name, arguments: given });
      const text = error?.message ?? result?.content?.map((each) => each.text ?? '').join('') ?? '';
      if (error !== undefined || result?.isError === true) throw new Error(text);
      return text;
    },
    stop: () => child.kill(),
  };
}
