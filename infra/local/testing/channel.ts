// What a test says to a cloud, over its control channel.
import type { CalendarCloud, Clock, RequestNote, Seeded } from './types.ts';

type Spoken = Pick<CalendarCloud, 'token' | 'appToken' | 'seed' | 'reset' | 'clock' | 'fail' | 'heal' | 'requests'>;

const msPer = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1000, milliseconds: 1 } as const;

/** Each call throws an error with the channel's words when it is refused. */
export function channelTo(url: string, secret: string): Spoken {
  const say = async <Told>(method: string, path: string, body?: object): Promise<Told> => {
    const headers = { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' };
    const response = await fetch(`${url}${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body, asBase64) }) });
    const text = await response.text();
    // The channel is ours, and answers as `types.ts` declares.
    const told = (text === '' ? undefined : JSON.parse(text)) as Told & { readonly error?: string };
    if (!response.ok) throw new Error(told.error ?? `${method} ${path}: ${response.status}`);
    return told;
  };
  const clock = async (moved?: object): Promise<Date> =>
    new Date((await say<{ now: string }>(moved === undefined ? 'GET' : 'POST', '/clock', moved)).now);
  const token = async (request: object): Promise<string> => (await say<{ token: string }>('POST', '/token', request)).token;
  return {
    token: (user, options) => token({ user, ...options }),
    appToken: (roles, options) => token({ app: true, ...(roles !== undefined && { role: roles.join(' ') }), ...options }),
    seed: (seed) => say<Seeded>('POST', '/seed', seed),
    reset: () => say('POST', '/reset'),
    clock: {
      now: () => clock(),
      set: (time) => clock({ set: new Date(time).toISOString() }),
      advance: (by) => clock({ advance: milliseconds(by) }),
    },
    fail: (fault) => say('POST', '/faults', fault),
    heal: () => say('DELETE', '/faults'),
    requests: () => say<readonly RequestNote[]>('GET', '/requests'),
  };
}

const milliseconds = (by: Parameters<Clock['advance']>[0]): number =>
  Object.entries(msPer).reduce((sum, [unit, ms]) => sum + (by[unit as keyof typeof msPer] ?? 0) * ms, 0);

/** Bytes are sent as base64. JSON.stringify shows a Buffer as what its own toJSON makes of it. */
function asBase64(this: unknown, name: string, value: unknown): unknown {
  const given: unknown = typeof this === 'object' && this !== null ? Reflect.get(this, name) : value;
  return given instanceof Uint8Array ? Buffer.from(given).toString('base64') : value;
}
