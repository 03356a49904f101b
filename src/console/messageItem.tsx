import type { ComponentChildren } from 'preact';
import type { BusEvent } from './busMessages.ts';
import { RawJson } from './rawJson.tsx';
import { Time } from './time.tsx';

/** A message: what it is about, and all of it for whoever opens it. */
export function MessageItem({ event, children }: { event: BusEvent; children?: ComponentChildren }) {
  const { petId, version } = event.detail.metadata;
  return (
    <li>
      <details class="raw">
        <summary>
          <Time at={event.time} /> <b>{event['detail-type']}</b>{' '}
          <span class="small">
            {event.source} <code>{petId}</code> v{version}
          </span>
        </summary>
        <RawJson value={event} />
      </details>
      {children}
    </li>
  );
}
