// Moves all attachments of one event to another. Each leaves the first once the second has it: a run that dies loses nothing, and leaves
// at most one of them in both. Start it again for the others.
//
// With `npm start` in another terminal:
//   export TOKEN=$(npm run --silent token -- --user adele@contoso.example)
//   npx node samples/moveFiles.ts <id of the event that has them> <id of the other>
import { ask, attachFile, listOf, type NewFile } from './graph.ts';

const [from = '', to = ''] = process.argv.slice(2);
const attachments = `/me/events/${from}/attachments`;

type Attachment = NewFile & { '@odata.type': string; id: string };

async function copy({ id, ...attachment }: Attachment): Promise<void> {
  if (attachment['@odata.type'] === '#microsoft.graph.fileAttachment') {
    const { name, contentType, isInline = false, contentId = null } = attachment;
    // A large file's answer is a redirect, which fetch follows without the token.
    const bytes = await (await ask('GET', `${attachments}/${id}/$value`)).arrayBuffer();
    return attachFile(to, { name, contentType, isInline, contentId }, new Uint8Array(bytes));
  }
  // An item with what it holds, and a reference with where it leads. What only the service writes is read-only, and passes.
  const whole = await ask('GET', `${attachments}/${id}?$expand=microsoft.graph.itemattachment/item`);
  await ask('POST', `/me/events/${to}/attachments`, (await whole.json()) as object);
}

for (const attachment of await listOf<Attachment>(
  `${attachments}?$select=id,name,contentType,isInline,microsoft.graph.fileAttachment/contentId`,
)) {
  await copy(attachment);
  await ask('DELETE', `${attachments}/${attachment.id}`);
  console.log(`Moved ${attachment.name}`);
}
