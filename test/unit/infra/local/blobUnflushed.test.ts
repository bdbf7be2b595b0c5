// What Azurite's files are not waited for.
import fs from 'node:fs';
import { expect, it } from 'vitest';
import { leaveUnflushed } from '../../../../infra/local/blob/unflushed.ts';

it('a flush is done without the disk, as Azurite asks for it: by the property of the module', async () => {
  const own = fs.fdatasync;
  const noFile = 1 << 30;
  const flushed = (): Promise<unknown> => new Promise((resolve) => fs.fdatasync(noFile, resolve));
  try {
    expect(await flushed()).toMatchObject({ code: 'EBADF' });
    leaveUnflushed();
    expect(await flushed()).toBeNull();
  } finally {
    Object.assign(fs, { fdatasync: own });
  }
});
