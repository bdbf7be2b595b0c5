// An event as iCalendar (RFC 5545), much as Exchange writes it where Graph shows it (Graph, Get attachment; MS-OXCICAL).
import type { JsonObject } from '../../runtime/json.ts';
import { writeICalendar, type Component, type Property } from '../contentLines.ts';
import { given, type Given } from '../given.ts';
import { withAttachments, type NestedAttachment } from '../nestedAttachments.ts';
import type { RenderingLimits, Rendering } from '../rendering.ts';
import { descriptionOf } from './description.ts';
import { peopleOf } from './people.ts';
import { placeOf } from './place.ts';
import { timesOf } from './times.ts';
import { timeZoneDefinition, type ZoneSpan } from './timeZone.ts';

/** What a calendar is sent for (RFC 5546, section 1.4). */
export type Method = 'PUBLISH' | 'REQUEST' | 'CANCEL' | 'REPLY';

/** Graph's default for a reminder that has no time: so many minutes before the event starts. */
const usualReminder = 15;

/** A calendar with only this event, as text. Properties that can't be read are left out. */
export function eventAsICalendar(item: JsonObject, rendering: Rendering, method?: Method): Promise<string> {
  const event = given(item);
  return withAttachments(event, rendering, async (attached) => writeICalendar(await calendarOf(event, attached, rendering, method)));
}

async function calendarOf(
  event: Given,
  attached: readonly NestedAttachment[],
  rendering: Rendering,
  method: Method | undefined,
): Promise<Component> {
  const times = timesOf(event, rendering.limits);
  // An event may lack a start only in a calendar that has a method (RFC 5545, section 3.6.1).
  const sentFor = method ?? (times.properties.length === 0 ? 'PUBLISH' : undefined);
  const methods: Property[] = sentFor === undefined ? [] : [['method', {}, 'text', sentFor]];
  const properties = [
    ...(await descriptionOf(event, rendering)),
    ...times.properties,
    ...peopleOf(event),
    ...placeOf(event),
    ...attached.map(attachmentProperty),
  ];
  return [
    'vcalendar',
    [['prodid', {}, 'text', '-//Calendar Attachments//Items//EN'], ['version', {}, 'text', '2.0'], ...methods],
    [...zonesOf(times.zones, rendering.limits), ['vevent', properties, remindersOf(event)]],
  ];
}

/** One definition for each zone, covering all times that need it. */
function zonesOf(spans: readonly ZoneSpan[], limits: RenderingLimits): Component[] {
  const byZone = Map.groupBy(
    spans.filter(({ zone }) => zone !== 'UTC'),
    ({ zone }) => zone,
  );
  return [...byZone].map(([zone, same]) => {
    limits.zone(zone);
    const ends = same.flatMap(({ to }) => to ?? []);
    const to = ends.length < same.length ? undefined : Math.max(...ends);
    return timeZoneDefinition({ zone, from: Math.min(...same.map(({ from }) => from)), to });
  });
}

function remindersOf(event: Given): Component[] {
  const minutes = event.number('reminderMinutesBeforeStart');
  if (!(event.flag('isReminderOn') ?? minutes !== undefined)) return [];
  const before = Math.trunc(minutes ?? usualReminder);
  const trigger = `${before > 0 ? '-' : ''}PT${Math.abs(before)}M`;
  return [
    [
      'valarm',
      [
        ['action', {}, 'text', 'DISPLAY'],
        ['description', {}, 'text', 'Reminder'],
        ['trigger', { related: 'START' }, 'duration', trigger],
      ],
      [],
    ],
  ];
}

/** A file's bytes, or a reference's URL (RFC 5545, section 3.8.1.1), with its name (RFC 8607, section 4.2). */
function attachmentProperty(attachment: NestedAttachment): Property {
  const { name } = attachment;
  if (attachment.kind === 'reference') return ['attach', { filename: name }, 'uri', attachment.url];
  const { contentType, bytes } = attachment;
  const [fmttype] = contentType.split(';');
  return ['attach', { ...(fmttype !== undefined && { fmttype }), filename: name, encoding: 'BASE64' }, 'binary', bytes.toString('base64')];
}
