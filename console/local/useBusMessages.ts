import { useEffect, useState } from 'preact/hooks';
import { addressOf } from '../../src/client/apiRequest.ts';
import type { BusEvent } from '../../src/client/news.ts';
import { baseUrl } from '../service/baseUrl.ts';

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
    const source = new EventSource(addressOf('/_local/bus', baseUrl));
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
