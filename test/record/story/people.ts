// The users and applications of the recorded story, with their tokens.
import { demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import type { RecordedService } from '../service.ts';

/** Access tokens by their owners. */
export interface People {
  readonly adele: string;
  readonly adeleReading: string;
  readonly megan: string;
  readonly meganShared: string;
  /** The guest's userPrincipalName, as Entra ID forms it. */
  readonly guest: string;
  readonly admin: string;
  readonly application: string;
  readonly readingApplication: string;
  readonly nobody: string;
}

export const guestAddress = 'sam@fabrikam.example';

/** Makes tokens that are valid as long as the story takes. */
export async function tokensOf({ token }: RecordedService): Promise<People> {
  const expiresIn = 24 * 3600;
  const user = (upn: string, scope: string): Promise<string> => token({ user: upn, scope, expiresIn });
  const all = 'Calendars.ReadWrite Group.ReadWrite.All User.ReadWrite Mail.Read';
  const [adele, adeleReading, megan, meganShared, guest, admin, application, readingApplication, nobody] = await Promise.all([
    user(demoUsers.adele.upn, all),
    user(demoUsers.adele.upn, 'Calendars.Read'),
    user(demoUsers.megan.upn, 'Calendars.ReadWrite User.Read.All Group.Read.All GroupMember.Read.All'),
    user(demoUsers.megan.upn, 'Calendars.ReadWrite.Shared'),
    user('sam_fabrikam.example#EXT#@contoso.example', 'Calendars.ReadWrite'),
    token({ app: true, role: 'User.ReadWrite.All Group.ReadWrite.All User.Invite.All Calendars.ReadWrite', expiresIn }),
    token({ app: true, role: 'Calendars.ReadWrite', expiresIn }),
    token({ app: true, role: 'Calendars.Read', expiresIn }),
    user(demoUsers.adele.upn, 'Contacts.Read'),
  ]);
  return { adele, adeleReading, megan, meganShared, guest, admin, application, readingApplication, nobody };
}
