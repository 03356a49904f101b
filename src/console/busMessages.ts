import { useEffect, useState } from 'preact/hooks';
import { addressOf } from './api.ts';

/** An event as the bus carries it. */
export interface BusEvent {
  id: string;
  source: string;
  'detail-type': string;
  time: string;
  detail: { metadata: { petId: string; version: number; eventId: string } } & Record<string, unknown>;
  [member: string]: unknown;
}

/** A message, and what became of it at the rules. */
export interface BusMessage {
  event: BusEvent;
  deliveries: { rule: string; attempt: number; error?: string }[];
}

const KEPT = 100;

/** What was seen since the page was loaded, newest first: it outlives the view, its connection does not. */
let seen: BusMessage[] = [];

/** The messages on this machine's bus, as they come. */
export function useBusMessages(): readonly BusMessage[] {
  const [messages, setMessages] = useState(seen);
  useEffect(() => {
    const source = new EventSource(addressOf('/_local/bus'));
    const show = (next: BusMessage[]) => {
      seen = next;
      setMessages(seen);
    };
    source.addEventListener('published', ({ data }) => {
      show([{ event: JSON.parse(data).event, deliveries: [] }, ...seen].slice(0, KEPT));
    });
    source.addEventListener('delivery', ({ data }) => {
      const { event, ...delivery } = JSON.parse(data);
      show(
        seen.map((message) =>
          message.event.id === event.id ? { ...message, deliveries: [...message.deliveries, delivery] } : message,
        ),
      );
    });
    return () => source.close();
  }, []);
  return messages;
}
