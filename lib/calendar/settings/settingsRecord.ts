// What a mailbox is set to, as it is stored, and as it is until somebody sets it (contract, section 16).
import { z } from 'zod';
import { decodeCurrent, recordShape } from '../../stores/records.ts';
import type { StoredDocument } from '../../stores/documents.ts';
import { daysOfWeek } from '../recurrence/patternedRecurrence.ts';

/** Graph's automaticRepliesStatus. */
export const replyStatuses = ['disabled', 'alwaysEnabled', 'scheduled'] as const;
/** Graph's externalAudienceScope. */
export const replyAudiences = ['none', 'contactsOnly', 'all'] as const;
/** Graph's delegateMeetingMessageDeliveryOptions. */
export const deliveryOptions = ['sendToDelegateAndInformationToPrincipal', 'sendToDelegateAndPrincipal', 'sendToDelegateOnly'] as const;

/** When the clocks of a zone of somebody's own change: on the nth such day of a month. */
const zoneOffset = z.object({
  /** Milliseconds since midnight. */
  time: z.number(),
  /** 1 to 4; 5 is the last one of the month. */
  dayOccurrence: z.number().int(),
  dayOfWeek: z.enum(daysOfWeek),
  month: z.number().int(),
  /** The one year in which they change; 0 for every year. */
  year: z.number().int(),
});

/** Graph's customTimeZone; biases are minutes from local time to UTC. Without both changes its clocks never change. */
const customZone = z.object({
  name: z.string(),
  bias: z.number().int(),
  standardOffset: zoneOffset.optional(),
  daylightOffset: zoneOffset.extend({ daylightBias: z.number().int() }).optional(),
});

const workingHours = z.object({
  daysOfWeek: z.array(z.enum(daysOfWeek)).default(['monday', 'tuesday', 'wednesday', 'thursday', 'friday']),
  /** Milliseconds since midnight; the start is before the end. */
  startTime: z.number().default(8 * 3_600_000),
  endTime: z.number().default(17 * 3_600_000),
  /** Without it they are in the mailbox's own zone. */
  timeZone: z.union([z.string(), customZone]).optional(),
});

const automaticReplies = z.object({
  status: z.enum(replyStatuses).default('disabled'),
  externalAudience: z.enum(replyAudiences).default('all'),
  internalReplyMessage: z.string().default(''),
  externalReplyMessage: z.string().default(''),
  /** Milliseconds since 1970 UTC. */
  scheduledStart: z.number().optional(),
  scheduledEnd: z.number().optional(),
});

const settings = z.object({
  /** An IANA or a Windows name, as it was given. */
  timeZone: z.string().default('UTC'),
  workingHours: workingHours.default(workingHours.parse({})),
  locale: z.string().default('en-US'),
  dateFormat: z.string().default('M/d/yyyy'),
  timeFormat: z.string().default('h:mm tt'),
  automaticReplies: automaticReplies.default(automaticReplies.parse({})),
  delegateDelivery: z.enum(deliveryOptions).default('sendToDelegateOnly'),
});

export type ZoneOffset = z.infer<typeof zoneOffset>;
export type CustomZone = z.infer<typeof customZone>;
export type WorkingHours = z.infer<typeof workingHours>;
export type AutomaticReplies = z.infer<typeof automaticReplies>;
export type MailboxSettings = z.infer<typeof settings>;

const settingsRecord = z.object({ ...recordShape, revision: z.number().int(), settings });

/** The settings of a mailbox that somebody has set. */
export type SettingsRecord = z.infer<typeof settingsRecord> & { readonly etag: string };

export const decodeSettings = (document: StoredDocument | undefined): SettingsRecord | undefined =>
  decodeCurrent('mailboxSettings', settingsRecord, document);

/** The settings of a mailbox where nobody has set any. */
export const defaultSettings: MailboxSettings = settings.parse({});
