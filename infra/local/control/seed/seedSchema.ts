// What a seed may say: people, groups, calendars, events and attachments, in the form of Graph's bodies with their owner beside.
import { z } from 'zod';

const name = z.string().min(1).max(300);

const attachment = z.looseObject({ name: z.string().min(1), contentBytes: z.string().optional() });

export const seedSchema = z.strictObject({
  /** Users as Graph creates them; `displayName` is the beginning of the name without it. */
  people: z.array(z.looseObject({ userPrincipalName: name, displayName: z.string().optional() })).default([]),
  /** Groups as Graph creates them, with their members' userPrincipalNames. */
  groups: z
    .array(z.looseObject({ mailNickname: name, displayName: z.string().optional(), members: z.array(name).default([]) }))
    .default([]),
  /** Calendars of a person. */
  calendars: z.array(z.looseObject({ owner: name, name })).default([]),
  /**
   * Events as Graph creates them. `owner` is a person or a group's nickname, `calendar` the name of a calendar of this seed, `id` an id that
   * the event gets. Attachments are as Graph creates them; those without a type are files.
   */
  events: z
    .array(
      z.looseObject({ owner: name, calendar: name.optional(), id: z.string().optional(), attachments: z.array(attachment).default([]) }),
    )
    .default([]),
  /** Whether `reset` goes back to what is there with this seed, rather than to what was there before. */
  keep: z.boolean().default(true),
});

export type Seed = Omit<z.output<typeof seedSchema>, 'keep'>;

/** The ids of what was made, in the order of the seed. */
export interface Planted {
  readonly people: readonly string[];
  readonly groups: readonly string[];
  readonly calendars: readonly string[];
  readonly events: readonly { readonly id: string; readonly attachments: readonly string[] }[];
}
