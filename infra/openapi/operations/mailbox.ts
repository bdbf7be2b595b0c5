// What is said of the rest of a mailbox: messages about meetings, its settings, and its categories.
import { mailFolderList, mailFolderQuery } from '../../../lib/odata/message/mailFolder.ts';
import { messageList, messageSingle } from '../../../lib/odata/message/messageQuery.ts';
import { categoryQuery } from '../../../lib/odata/settings/categorySchema.ts';
import { mailboxSettingsProperties, settingsQuery } from '../../../lib/odata/settings/settingsSchema.ts';
import { settingNames, type MailboxOwner } from '../../../lib/paths/reference.ts';
import { created, entity, listOf, none, prefers, version, type DescribedOwner, type DescribedPath } from '../described.ts';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const messagesOf = ({ owner, word, whose }: DescribedOwner<MailboxOwner>): readonly DescribedPath[] => {
  return [
    {
      at: { kind: 'messages', version, owner, folders: [] },
      tag: 'Messages',
      operations: {
        GET: {
          id: `list${word}Messages`,
          summary: `List messages about meetings to ${whose}`,
          query: messageList,
          answers: listOf('message'),
          prefers: prefers.events,
        },
      },
    },
    {
      at: { kind: 'message', version, owner, folders: [], id: '{message-id}' },
      tag: 'Messages',
      operations: {
        GET: {
          id: `get${word}Message`,
          summary: 'Get a message about a meeting',
          query: messageSingle,
          answers: entity('message', true),
          headers: ['If-None-Match'],
          prefers: prefers.event,
        },
        DELETE: { id: `delete${word}Message`, summary: 'Delete a message; the meeting stays', answers: none, headers: ['If-Match'] },
      },
    },
    {
      at: { kind: 'mailFolders', version, owner, folders: [] },
      tag: 'Messages',
      operations: {
        GET: {
          id: `list${word}MailFolders`,
          summary: 'List mail folders',
          query: mailFolderList,
          answers: listOf('mailFolder'),
          prefers: prefers.list,
        },
      },
    },
    {
      at: { kind: 'mailFolder', version, owner, folders: ['{mailFolder-id}'] },
      tag: 'Messages',
      operations: {
        GET: {
          id: `get${word}MailFolder`,
          summary: 'Get a mail folder',
          query: mailFolderQuery,
          answers: entity('mailFolder'),
          prefers: prefers.entity,
        },
      },
    },
  ];
};

const settingsOf = ({ owner, word, whose }: DescribedOwner<MailboxOwner>): readonly DescribedPath[] => {
  return [
    {
      at: { kind: 'mailboxSettings', version, owner },
      tag: 'Settings',
      operations: {
        GET: {
          id: `get${word}MailboxSettings`,
          summary: `Get the settings of ${whose}`,
          query: settingsQuery,
          answers: entity('mailboxSettings', true),
          headers: ['If-None-Match'],
          prefers: ['outlook.timezone'],
        },
        PATCH: {
          id: `update${word}MailboxSettings`,
          summary: 'Change settings',
          body: 'mailboxSettings',
          answers: entity('mailboxSettings', true),
          headers: ['If-Match'],
          prefers: ['outlook.timezone', 'return=minimal'],
        },
      },
    },
    ...settingNames.map((setting): DescribedPath => ({
      at: { kind: 'mailboxSetting', version, owner, setting },
      tag: 'Settings',
      operations: {
        GET: {
          id: `get${word}${capital(setting)}`,
          summary: `Get the setting ${setting}`,
          answers: { is: 'value', type: mailboxSettingsProperties[setting], etag: true },
          prefers: ['outlook.timezone'],
        },
      },
    })),
  ];
};

const outlookOf = ({ owner, word }: DescribedOwner<MailboxOwner>): readonly DescribedPath[] => {
  return [
    {
      at: { kind: 'outlook', version, owner },
      tag: 'Settings',
      operations: {
        GET: { id: `get${word}Outlook`, summary: 'Get the place of categories, zones and languages', answers: entity('outlookUser') },
      },
    },
    {
      at: { kind: 'supportedTimeZones', version, owner },
      tag: 'Settings',
      operations: {
        GET: {
          id: `list${word}SupportedTimeZones`,
          summary: "List time zones by Windows' names",
          answers: { is: 'value', type: 'Collection(graph.timeZoneInformation)' },
        },
      },
    },
    {
      at: { kind: 'supportedLanguages', version, owner },
      tag: 'Settings',
      operations: {
        GET: {
          id: `list${word}SupportedLanguages`,
          summary: 'List languages',
          answers: { is: 'value', type: 'Collection(graph.localeInfo)' },
        },
      },
    },
  ];
};

const categoriesOf = ({ owner, word }: DescribedOwner<MailboxOwner>): readonly DescribedPath[] => {
  return [
    {
      at: { kind: 'masterCategories', version, owner },
      tag: 'Settings',
      operations: {
        GET: {
          id: `list${word}Categories`,
          summary: 'List categories',
          query: categoryQuery.list,
          answers: listOf('outlookCategory'),
          prefers: prefers.list,
        },
        POST: {
          id: `create${word}Category`,
          summary: 'Create a category',
          body: 'outlookCategory',
          answers: created('outlookCategory', true),
          prefers: prefers.written,
        },
      },
    },
    {
      at: { kind: 'masterCategory', version, owner, id: '{outlookCategory-id}' },
      tag: 'Settings',
      operations: {
        GET: {
          id: `get${word}Category`,
          summary: 'Get a category',
          query: categoryQuery.entity,
          answers: entity('outlookCategory', true),
          headers: ['If-None-Match'],
          prefers: prefers.entity,
        },
        PATCH: {
          id: `update${word}Category`,
          summary: "Change a category's colour",
          body: 'outlookCategory',
          answers: entity('outlookCategory', true),
          headers: ['If-Match'],
          prefers: prefers.written,
        },
        DELETE: { id: `delete${word}Category`, summary: 'Delete a category', answers: none, headers: ['If-Match'] },
      },
    },
  ];
};

export const mailboxPaths = (who: DescribedOwner<MailboxOwner>): readonly DescribedPath[] => [
  ...messagesOf(who),
  ...settingsOf(who),
  ...outlookOf(who),
  ...categoriesOf(who),
];
