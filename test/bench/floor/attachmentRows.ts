// Rows about attachments, all in one mailbox: attach, list, get, `$value`, delete.
import { randomBytes } from 'node:crypto';
import { demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { fileBody } from '../../support/api/bodies.ts';
import { anHour } from '../../support/api/events.ts';
import type { Opened, Row } from './row.ts';
import type { Side } from './sides.ts';
import { callerOf, type Caller, type World } from './world.ts';

const kilobyte = 1_000;
/** A megabyte takes memory in the blob emulator for as long as it runs. */
const large = { requests: 60 };

/** An event of its own for a row, and what may be sent to its attachments. */
interface Place {
  readonly caller: Caller;
  readonly list: string;
  readonly attach: (side: Side, bytes: number) => Promise<string>;
}

async function newPlace(world: World, side: Side): Promise<Place> {
  const caller = await callerOf(world, demoUsers.adele.upn);
  const { id } = await caller.must(side, 'POST', '/me/events', { subject: 'bench', ...anHour });
  const list = `/me/events/${String(id)}/attachments`;
  return {
    caller,
    list,
    async attach(on, bytes) {
      return String((await caller.must(on, 'POST', list, fileOf(bytes))).id);
    },
  };
}

const fileOf = (bytes: number): object => fileBody('plan.bin', randomBytes(bytes), { contentType: 'application/octet-stream' });

const attach = (name: string, bytes: number): Row => ({
  name,
  ...(bytes > 100 * kilobyte && { bounds: large }),
  async open(world, side): Promise<Opened> {
    const { caller, list } = await newPlace(world, side);
    const file = fileOf(bytes);
    return { ours: (on) => () => caller.sent(on, 'POST', list, file), answer: 'created', made: ({ id }) => String(id) };
  },
});

const read = (name: string, bytes: number, tail: string, answer: Opened['answer']): Row => ({
  name,
  async open(world, side): Promise<Opened> {
    const { caller, list, attach: attached } = await newPlace(world, side);
    const path = `${list}/${await attached(side, bytes)}${tail}`;
    return { ours: (on) => () => caller.sent(on, 'GET', path), answer };
  },
});

const list: Row = {
  name: 'list 6',
  async open(world, side): Promise<Opened> {
    const place = await newPlace(world, side);
    for (let i = 0; i < 6; i++) await place.attach(side, kilobyte);
    return {
      ours: (on) => () => place.caller.sent(on, 'GET', `${place.list}?$select=id,name,contentType,size,lastModifiedDateTime`),
      answer: 'documents',
    };
  },
};

const remove: Row = {
  name: 'delete',
  bounds: { requests: 240 },
  async open(world, side): Promise<Opened> {
    const { caller, list: path, attach: attached } = await newPlace(world, side);
    return {
      ours:
        (on) =>
        (id = '') =>
          caller.sent(on, 'DELETE', `${path}/${id}`),
      answer: 'nothing',
      async make(on, count) {
        const ids: string[] = [];
        const some = async (): Promise<void> => {
          while (ids.length < count) ids.push(await attached(on, kilobyte));
        };
        await Promise.all(Array.from({ length: 6 }, some));
        return ids;
      },
    };
  },
};

export const attachmentRows: readonly Row[] = [
  attach('attach 10 KB', 10 * kilobyte),
  list,
  read('get 10 KB', 10 * kilobyte, '', 'withBytes'),
  read('$value 10 KB', 10 * kilobyte, '/$value', 'bytes'),
  remove,
  attach('attach 1 MB', 1_000 * kilobyte),
  read('$value 1 MB', 1_000 * kilobyte, '/$value', 'bytes'),
];
