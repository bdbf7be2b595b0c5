// A part that dies alone comes back; one that keeps dying is given up; one that is replaced comes back without a word.
import { describe, expect, it } from 'vitest';
import type { Child } from '../../../infra/local/process/children.ts';
import { keepAlive } from '../../../infra/local/process/keepAlive.ts';
import type { Kept } from '../../../infra/local/process/keepAlive.ts';

/** A process that exists only on paper: `die` ends it. */
interface PaperChild extends Child {
  die(how: string): void;
}

function paperChild(pid: number): PaperChild {
  const { promise: ended, resolve: die } = Promise.withResolvers<string>();
  return {
    name: 'part',
    pid,
    facts: {},
    ended,
    ask: () => Promise.resolve(),
    die,
    stop: async () => {
      die('exit code 0');
      await ended;
    },
  };
}

/** A kept part whose processes are all on paper, and what was said of it. */
async function kept(refuse: (nth: number) => boolean = () => false) {
  const children: PaperChild[] = [];
  const said: string[] = [];
  const over = new AbortController();
  let starts = 0;
  let readies = 0;
  let waiting: { count: number; done: () => void } | undefined;
  const part: Kept = await keepAlive({
    start: () => {
      starts += 1;
      if (refuse(starts)) return Promise.reject(new Error('refused'));
      const child = paperChild(starts);
      children.push(child);
      return Promise.resolve(child);
    },
    onReady: () => {
      readies += 1;
      if (waiting !== undefined && readies >= waiting.count) waiting.done();
    },
    say: (line) => void said.push(line),
    patience: 1,
    over: over.signal,
  });
  const ready = (count: number): Promise<void> =>
    new Promise((done) => {
      if (readies >= count) done();
      else waiting = { count, done };
    });
  const latest = (): PaperChild => children.at(-1) ?? paperChild(0);
  return { part, children, said, over, ready, latest };
}

describe('a part that is kept alive', () => {
  it('a part that is kept alive is started again when it dies, with one line that says so', async () => {
    const { latest, ready, said } = await kept();
    latest().die('SIGKILL');
    await ready(2);
    expect(said).toEqual(['The part ended (SIGKILL); starting it again.']);
  });

  it('a part that is kept alive is given up after five deaths within half a minute', async () => {
    const { part, latest, ready, children } = await kept();
    for (let deaths = 1; deaths < 5; deaths += 1) {
      latest().die(`exit code ${deaths}`);
      await ready(deaths + 1);
    }
    latest().die('SIGSEGV');
    await expect(part.ended).rejects.toThrow('The part ended 5 times within 30 s, the last time by SIGSEGV.');
    expect(children).toHaveLength(5);
  });

  it('a part that is kept alive counts a start that fails as a death', async () => {
    const { part, latest } = await kept((nth) => nth > 1);
    latest().die('SIGKILL');
    await expect(part.ended).rejects.toThrow(/5 times/);
  });

  it('a part that is kept alive is replaced in silence, and as often as asked', async () => {
    const { part, ready, said, children } = await kept();
    for (let count = 2; count <= 9; count += 1) {
      part.replace();
      await ready(count);
    }
    expect(said).toEqual([]);
    expect(children).toHaveLength(9);
  });

  it('a part that is kept alive stays stopped when the stack is over', async () => {
    const { part, over, children, said } = await kept();
    over.abort();
    await part.stop();
    await part.ended;
    expect(children).toHaveLength(1);
    expect(said).toEqual([]);
  });
});
