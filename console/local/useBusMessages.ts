import { useEffect, useState } from 'preact/hooks';
import type { BusEvent } from '../../src/client/news.ts';
import { watchEvents } from '../service/watchEvents.ts';

/** A message, and what the rules made of it. */
export interface BusMessage {
  event: BusEvent;
  deliveries: { rule: string; attempt: number; error?: string }[];
}

const KEPT = 100;

/** The messages since the page was loaded, newest first. They outlive the view; its connection does not. */
let seen: BusMessage[] = [];

/** The messages on this machine's bus, as they come. */
export function useBusMessages(): readonly BusMessage[] {
  const [messages, setMessages] = useState(seen);
  useEffect(() => {
    const show = (next: BusMessage[]) => {
      seen = next;
      setMessages(seen);
    };
    return watchEvents('/_local/bus', ({ event: type, data }) => {
      if (type !== 'published' && type !== 'delivery') return;
      const { event, ...delivery } = JSON.parse(data);
      if (type === 'published') show([{ event, deliveries: [] }, ...seen].slice(0, KEPT));
      else
        show(
          seen.map((message) =>
            message.event.id === event.id ? { ...message, deliveries: [...message.deliveries, delivery] } : message,
          ),
        );
    });
  }, []);
  return messages;
}
