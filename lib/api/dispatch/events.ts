// Which operation answers a path to events, and to what hangs on one.
import type { EventsReference } from '../../paths/reference.ts';
import type { Call, EventCall } from '../call.ts';
import type { Reply } from '../../http/messages.ts';
import { getAttachmentValue } from '../attachments/attachmentValue.ts';
import { deleteAttachment, patchAttachment } from '../attachments/changeAttachment.ts';
import { createAttachment } from '../attachments/createAttachment.ts';
import { createUploadSession } from '../attachments/createUploadSession.ts';
import { getEventCalendar } from '../calendars/calendar.ts';
import { postAction } from '../events/eventActions.ts';
import { deleteEvent, getEvent } from '../events/events.ts';
import { createEvent } from '../events/eventsCreate.ts';
import { getEvents } from '../events/eventsList.ts';
import { getCalendarView, getExceptionOccurrences, getInstances } from '../events/eventsWindow.ts';
import { patchEvent, putEvent } from '../events/eventsWrite.ts';
import { getAttachment, getAttachmentItem } from '../attachments/getAttachment.ts';
import { getAttachments } from '../attachments/listAttachments.ts';
import { byMethod } from './byMethod.ts';

/** Answers a call to a collection of events whose method it takes. */
export function answerEvents(call: Call<EventsReference>): Promise<Reply> {
  const { reference } = call;
  switch (reference.kind) {
    case 'events':
      return byMethod({ ...call, reference }, { GET: getEvents, POST: createEvent });
    case 'calendarView':
      return byMethod({ ...call, reference }, { GET: getCalendarView });
  }
}

/** Answers a call to an event, or to what hangs on it, whose method that takes. */
export function answerEvent(call: EventCall): Promise<Reply> {
  const { tail } = call.reference;
  switch (tail.kind) {
    case 'event':
      return byMethod(call, { GET: getEvent, PUT: putEvent, PATCH: patchEvent, DELETE: deleteEvent });
    case 'instances':
      return byMethod(call, { GET: getInstances });
    case 'exceptionOccurrences':
      return byMethod(call, { GET: getExceptionOccurrences });
    case 'eventCalendar':
      return byMethod(call, { GET: getEventCalendar });
    case 'action':
      return byMethod(call, { POST: (own) => postAction(own, tail.action) });
    case 'attachments':
      return byMethod(call, { GET: getAttachments, POST: createAttachment });
    case 'createUploadSession':
      return byMethod(call, { POST: createUploadSession });
    case 'attachment':
      return byMethod(call, {
        GET: (own) => getAttachment(own, tail.id),
        PATCH: (own) => patchAttachment(own, tail.id),
        DELETE: (own) => deleteAttachment(own, tail.id),
      });
    case 'attachmentValue':
      return byMethod(call, { GET: (own) => getAttachmentValue(own, tail.id) });
    case 'attachmentItem':
      return byMethod(call, { GET: (own) => getAttachmentItem(own, tail.id) });
  }
}
