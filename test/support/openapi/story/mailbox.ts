// Messages about meetings, a mailbox's settings, and its categories.
import { settingNames } from '../../../../lib/paths/reference.ts';
import type { Step, Word } from '../step.ts';

export const messageSteps = (w: Exclude<Word, 'Group'>): readonly Step[] => [
  [`list${w}MailFolders`, { keeps: 'mailFolder-id' }],
  [`count${w}MailFolders`],
  [`get${w}MailFolder`],
  [`list${w}Messages`, { query: '$select=subject,receivedDateTime,from&$top=2', keeps: 'message-id' }],
  [`count${w}Messages`],
  [`get${w}Message`],
  [`delete${w}Message`],
];

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const settingsSteps = (w: Exclude<Word, 'Group'>): readonly Step[] => [
  [`get${w}MailboxSettings`],
  [`update${w}MailboxSettings`, { json: { timeZone: 'W. Europe Standard Time', dateFormat: 'dd.MM.yyyy' } }],
  ...settingNames.map((name): Step => [`get${w}${capital(name)}`]),
  [`get${w}Outlook`],
  [`list${w}SupportedTimeZones`],
  [`list${w}SupportedLanguages`],
  [`create${w}Category`, { json: { displayName: 'Launch {suffix}', color: 'preset3' }, keeps: 'outlookCategory-id' }],
  [`get${w}Category`],
  [`update${w}Category`, { json: { color: 'preset5' } }],
  [`list${w}Categories`, { query: '$top=2' }],
  [`count${w}Categories`],
  [`delete${w}Category`],
];
