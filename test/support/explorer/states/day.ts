// What is on the day of the walk.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoUsers } from '../../../../infra/local/provision/demo/tenant.ts';
import type { Api } from '../../api/api.ts';
import { pdfOfPages } from '../../data/pdfs.ts';
import { eventToday, today } from '../steps.ts';
import type { Walk } from './walk.ts';

const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Today has a meeting with files of each kind, a series, an invitation, a cancellation, and more events than a month has room for. */
export async function fillDay(api: Api): Promise<void> {
  const file = (name: string, contentBytes: string) => ({ '@odata.type': '#microsoft.graph.fileAttachment', name, contentBytes });
  const at = { dateTime: '2027-03-01T10:00:00', timeZone: 'UTC' };
  const attendee = (who: keyof typeof demoUsers) => ({ type: 'required', emailAddress: { address: demoUsers[who].upn } });
  await eventToday(api, 'Design review', 10, {
    location: { displayName: 'Room 5' },
    categories: ['Red category'],
    body: { contentType: 'html', content: '<h1>Agenda</h1><p><a href="https://example.com">More</a></p>' },
    attendees: [attendee('megan')],
    attachments: [
      file('words.txt', 'd29yZHM='),
      file('picture.png', pixel),
      file('paper.pdf', pdfOfPages(['Paper']).toString('base64')),
      file('begun.pdf', Buffer.from('%PDF-1.7').toString('base64')),
      { '@odata.type': '#microsoft.graph.referenceAttachment', name: 'plan', sourceUrl: 'https://example.com/plan' },
      {
        '@odata.type': '#microsoft.graph.itemAttachment',
        name: 'Lunch',
        item: { '@odata.type': 'microsoft.graph.event', subject: 'Lunch', start: at, end: at },
      },
    ],
  });
  await eventToday(api, 'Lunch', 12, { showAs: 'free' });
  await eventToday(api, 'Standup', 8, {
    recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: today(), numberOfOccurrences: 3 } },
  });
  for (const hour of [15, 16, 17, 18, 19, 20]) await eventToday(api, `Work ${hour}`, hour);
  const megan = await api.token({ user: demoUsers.megan.upn });
  await eventToday(api, 'Invited', 14, { attendees: [attendee('adele')] }, megan);
  const off = await eventToday(api, 'Called off', 9, { attendees: [attendee('adele')] }, megan);
  await api.send(`/v1.0/me/events/${off}/cancel`, { json: { comment: 'Rain' }, token: megan });
}

/** The files of the walk, in this folder. */
export async function writeFiles(folder: string): Promise<Walk['files']> {
  const files = { one: join(folder, 'one.bin'), two: join(folder, 'two.bin'), otherOne: join(folder, 'other', 'one.bin') };
  await mkdir(join(folder, 'other'));
  await Promise.all(Object.values(files).map((file, place) => writeFile(file, Buffer.alloc(3_100_000, place))));
  return files;
}
