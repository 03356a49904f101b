import type { ComponentChildren } from 'preact';
import type { BusEvent } from '../../src/client/news.ts';
import { RawJson } from '../frame/rawJson.tsx';
import { Time } from '../frame/time.tsx';
import { MessageSubject } from './messageSubject.tsx';

/** A message: what it is about, and on opening it, all of it. */
export function MessageItem({ event, children }: { event: BusEvent; children?: ComponentChildren }) {
  return (
    <li>
      <details class="raw">
        <summary>
          <Time at={event.time} /> <MessageSubject event={event} />
        </summary>
        <RawJson value={event} />
      </details>
      {children}
    </li>
  );
}
