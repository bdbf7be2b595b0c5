// An item that is attached: an event, a message or a contact, in a few lines, with what it has attached itself.
import { useEffect, useState } from 'preact/hooks';
import { errorText } from '../../errorText.ts';
import { preferences } from '../../state/preferences.ts';
import { readItemOf, type Attachment, type Item } from '../attachment.ts';
import { sizeText } from '../words.ts';

export function ItemView({ attachment }: { readonly attachment: Attachment }) {
  const [item, setItem] = useState<Item | string | undefined>(undefined);
  useEffect(() => {
    let isOver = false;
    const told = (now: Item | string): void => {
      if (!isOver) setItem(now);
    };
    readItemOf(attachment).then(told, (error: unknown) => told(errorText(error)));
    return () => {
      isOver = true;
    };
  }, [attachment]);
  if (item === undefined) return <p role="status">Reading {attachment.name} …</p>;
  return typeof item === 'string' ? <p role="status">{item}</p> : <ItemLines item={item} />;
}

const kinds = { event: 'Event', message: 'Message', contact: 'Contact', item: 'Item' } as const;

function ItemLines({ item }: { readonly item: Item }) {
  const { kind, subject, from, start, end, zone, sent, location, text, attachments } = item;
  const lines = [
    ['From', from],
    ['When', start === '' ? '' : `${clock(start)} – ${clock(end)} (${zone})`],
    ['Sent', clock(sent)],
    ['Where', location],
  ] as const;
  return (
    <div class="item" role="group" aria-label={`${kinds[kind]}: ${subject}`}>
      <p dir="auto">
        <strong>
          {kinds[kind]}: {subject}
        </strong>
      </p>
      <dl>
        {lines.map(([name, value]) =>
          value === '' ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ),
        )}
      </dl>
      {text === '' ? null : (
        <p dir="auto" class="item-text">
          {text.slice(0, 2000)}
        </p>
      )}
      {attachments.length === 0 ? null : (
        <ul aria-label="Its attachments">
          {attachments.map(({ name, size, item: inner }, place) => (
            <li key={place}>
              <span dir="auto">{name}</span> ({sizeText(size, preferences.value.locale)})
              {inner === undefined ? null : <ItemLines item={inner} />}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** A time as it stands there, in its own zone. */
function clock(text: string): string {
  const { locale, hour12 } = preferences.value;
  const instant = Date.parse(/Z$|[+-]\d\d:\d\d$/.test(text) ? text : `${text}Z`);
  if (Number.isNaN(instant)) return text;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', hour12, timeZone: 'UTC' }).format(instant);
}
