import { isDeepStrictEqual } from 'node:util';
import { petDetail } from '../../../src/projections/petMessage.ts';
import type { ServicePromise } from './promise.ts';

export const messagesComplete: ServicePromise = {
  name: 'every event reaches the bus, and nothing else',
  breaches({ messages, commits, drained }) {
    const details = new Map<string, unknown>();
    for (const { event } of commits) details.set(event.eventId, JSON.parse(JSON.stringify(petDetail(event))));
    const published = new Set<string>();
    const false_ = messages.filter(({ message: { source, detail } }) => {
      const { eventId } = detail.metadata as { eventId: string };
      published.add(eventId);
      return source !== 'pets' || !isDeepStrictEqual(detail, details.get(eventId));
    });
    const lost = drained ? commits.filter(({ event }) => !published.has(event.eventId)) : [];
    return [
      ...lost.map(({ event }) => `${event.petId} ${event.version} never reached the bus`),
      ...false_.map(({ message }) => `the message ${message.id} is not what happened`),
    ];
  },
};
