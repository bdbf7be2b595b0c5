// The documents' example of a message about a meeting, with the event that it leads to.
import { part } from './pageAnswer.ts';
import type { Example, Scene } from './scene.ts';

const person = { emailAddress: { name: String, address: String } };
const aMessage = async ({ megan, entry, must }: Scene): Promise<string> => {
  await entry({
    subject: 'Kick off planning',
    location: { displayName: 'Mt. Hood' },
    body: { contentType: 'html', content: '<p>Ideas</p>' },
  });
  const { json } = await must(megan, '/v1.0/me/messages?$top=1&$select=id', { scope: 'Mail.Read' });
  return (json.value as readonly { readonly id: string }[])[0]?.id ?? '';
};
const noMail = 'an invitation is no mail here: it has no conversation, folder or receipt (contract, section 8)';

export const messageExamples: readonly Example[] = [
  {
    page: 'eventmessage-get',
    about: 'a message with its event',
    request: async (scene) => {
      const id = await aMessage(scene);
      return {
        path: `/v1.0/me/messages/${id}?$expand=microsoft.graph.eventMessage/event`,
        as: scene.megan,
        scope: 'Mail.Read Calendars.Read',
        ids: { id },
      };
    },
    status: 200,
    answer: ({ context, adele, megan }, { ids }) =>
      part({
        '@odata.context': context(`users('${megan.id}')/messages/$entity`),
        '@odata.type': '#microsoft.graph.eventMessage',
        '@odata.etag': String,
        id: String(ids?.id),
        createdDateTime: String,
        lastModifiedDateTime: String,
        changeKey: String,
        categories: [],
        receivedDateTime: String,
        sentDateTime: String,
        hasAttachments: false,
        internetMessageId: String,
        subject: 'Kick off planning',
        bodyPreview: String,
        importance: 'normal',
        parentFolderId: String,
        conversationId: String,
        conversationIndex: String,
        isDeliveryReceiptRequested: null,
        isReadReceiptRequested: false,
        isRead: false,
        isDraft: false,
        webLink: String,
        inferenceClassification: 'focused',
        meetingMessageType: 'meetingRequest',
        body: { contentType: 'html', content: String },
        sender: person,
        from: { emailAddress: { name: String, address: adele.upn } },
        toRecipients: [{ emailAddress: { name: String, address: megan.upn } }],
        ccRecipients: [],
        bccRecipients: [],
        replyTo: [],
        'event@odata.context': context(
          `users('${megan.id}')/messages('${encodeURIComponent(String(ids?.id))}')/microsoft.graph.eventMessage/event/$entity`,
        ),
        event: part({
          '@odata.etag': String,
          id: String,
          changeKey: String,
          reminderMinutesBeforeStart: 15,
          isReminderOn: true,
          hasAttachments: false,
          subject: 'Kick off planning',
          isAllDay: false,
          isCancelled: false,
          isOrganizer: false,
          responseRequested: true,
          seriesMasterId: null,
          showAs: 'tentative',
          type: 'singleInstance',
          onlineMeetingUrl: null,
          responseStatus: { response: 'notResponded', time: String },
          location: part({ displayName: 'Mt. Hood' }),
          recurrence: null,
          attendees: [part({ type: 'required', status: part({ response: 'notResponded' }), emailAddress: part({ address: megan.upn }) })],
          organizer: { emailAddress: { name: String, address: adele.upn } },
        }),
      }),
    differs: {
      '@odata.type': 'a request has the type that Graph has derived for it',
      'body/contentType': 'an invitation is a text: the comment, or the beginning of the event’s body',
      webLink: 'there is no page that shows a message',
      ...Object.fromEntries(
        [
          'internetMessageId',
          'parentFolderId',
          'conversationId',
          'conversationIndex',
          'isDeliveryReceiptRequested',
          'isReadReceiptRequested',
          'inferenceClassification',
        ].map((name) => [name, noMail]),
      ),
    },
  },
];
