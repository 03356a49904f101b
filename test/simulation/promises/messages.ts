import { Consumer } from '../../judge/consumer.ts';
import { isSameJson } from '../../judge/json.ts';
import { tells, toldPet } from '../../judge/message.ts';
import type { Message } from '../faultyBus.ts';
import { REPLAY } from '../replay.ts';
import type { ServicePromise } from './promise.ts';

const isReplay = ({ message }: Message): boolean => message.source === 'pets.replay';
const eventIdOf = ({ message }: Message): string => (message.detail.metadata as { eventId: string }).eventId;

export const messagesComplete: ServicePromise = {
  name: 'every event reaches the bus, and nothing else',
  breaches({ messages, commits, drained, unpublished }, timeline) {
    const events = new Map(commits.map(({ event }) => [event.eventId, event]));
    const untrue = messages.filter((message) => {
      const event = events.get(eventIdOf(message));
      if (!event) return true;
      const state = timeline.state(event.petId, event.version);
      return !tells(message.message, event, state, isReplay(message) ? REPLAY : undefined);
    });
    const published = new Set(messages.filter((message) => !isReplay(message)).map(eventIdOf));
    const replayed = new Set(messages.filter(isReplay).map(eventIdOf));
    const lost = [...events].filter(
      ([eventId]) => !published.has(eventId) && !(unpublished.has(eventId) && replayed.has(eventId)),
    );
    return [
      ...(drained ? lost : []).map(([, { petId, version }]) => `${petId} ${version} never reached the bus`),
      ...untrue.map(({ message }) => `the message ${message.id} is not what happened`),
    ];
  },
};

export const consumersAgree: ServicePromise = {
  name: 'a consumer that follows the rules has every pet right',
  breaches({ messages, drained }, timeline) {
    const consumer = new Consumer();
    for (const { message } of messages) consumer.receive(message);
    return timeline.petIds.flatMap((petId) => {
      const { event, state } = timeline.newest(petId);
      const wanted = {
        version: event.version,
        pet: toldPet(petId, state),
        effects: timeline.commits(petId).length,
      };
      const held = { ...consumer.pets.get(petId), effects: consumer.effects.get(petId) };
      return !drained || isSameJson(held, wanted) ? [] : [`the consumer's ${petId} is not what it became`];
    });
  },
};
