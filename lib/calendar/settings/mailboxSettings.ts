// The settings of a mailbox: one document, which the first change makes; no event, delta or notification ever tells of them.
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../runtime/clock.ts';
import { preconditionFailed } from '../../runtime/errors.ts';
import type { Documents } from '../../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../../stores/races.ts';
import { revised, type Author } from '../../stores/records.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { changedSettings, type SettingsChange } from './settingsChange.ts';
import { decodeSettings, defaultSettings, type MailboxSettings } from './settingsRecord.ts';

/** The settings, and the ETag of the document that holds them. */
export interface CurrentSettings {
  readonly settings: MailboxSettings;
  readonly etag: string;
}

export interface SettingsOfMailboxes {
  /** The settings of a mailbox; one point read. */
  read(mailbox: Mailbox): Promise<CurrentSettings>;
  /**
   * Changes them; one read and, unless nothing changes, one write. Throws 400 as `changedSettings`, 412 when `isCurrent` rejects the current
   * ETag (If-Match).
   */
  change(mailbox: Mailbox, change: SettingsChange, by: Author, isCurrent?: (etag: string) => boolean): Promise<CurrentSettings>;
}

const settingsDocument = 'mailboxSettings';

export interface SettingsDependencies {
  readonly documents: Documents;
  readonly clock: Clock;
}

export function createMailboxSettings({ documents, clock }: SettingsDependencies): SettingsOfMailboxes {
  const stored = async (mailbox: Mailbox) => decodeSettings(await documents.read(mailboxPartition(mailbox), settingsDocument));

  return {
    read: async (mailbox) => (await stored(mailbox)) ?? unset,

    change: (mailbox, change, by, isCurrent) =>
      winRace(attemptsOf.change, "Too many requests change this mailbox's settings at once.", async () => {
        const record = await stored(mailbox);
        const before = record ?? unset;
        if (isCurrent?.(before.etag) === false) throw preconditionFailed();
        const settings = changedSettings(before.settings, change);
        if (isDeepStrictEqual(settings, before.settings)) return before;
        const now = clock();
        const document = { id: settingsDocument, kind: 'mailboxSettings', revision: record?.revision } as const;
        const write = revised(document, 'settings', settings, now, by);
        const written = await documents.commit(mailboxPartition(mailbox), [write]);
        return written.outcome === 'done' ? { settings, etag: written.etags[0] ?? '' } : lost;
      }),
  };
}

/** What a mailbox has before its first change. */
const unset: CurrentSettings = { settings: defaultSettings, etag: '"default"' };
