import { isDeepStrictEqual } from 'node:util';
import { petDetail } from '../../../src/messages/petDetail.ts';
import { Consumer } from '../../support/consumer.ts';
import type { Message } from '../faultyBus.ts';
import { REPLAY } from '../operators.ts';
import type { ServicePromise } from './promise.ts';

const isReplay = ({ message }: Message): boolean => message.source === 'pets.replay';
const eventIdOf = ({ message }: Message): string => (message.detail.metadata as { eventId: string }).eventId;
const asJson = (value: unknown) => JSON.parse(JSON.stringify(value));

export const messagesComplete: ServicePromise = {
  name: 'every event reaches the bus, and nothing else',
  breaches({ messages, commits, drained, unpublished }) {
    const events = new Map(commits.map(({ event }) => [event.eventId, event]));
    const untrue = messages.filter((message) => {
      const event = events.get(eventIdOf(message));
      const detail = event && asJson(petDetail(event, isReplay(message) ? REPLAY : undefined));
      return !isDeepStrictEqual(message.message.detail, detail);
    });
    const published = new Set(messages.filter((message) => !isReplay(message)).map(eventIdOf));
    const replayed = new Set(messages.filter(isReplay).map(eventIdOf));
    const lost = [...events].filter(
      ([eventId]) => !published.has(eventId) && !(unpublished.has(eventId) && replayed.has(eventId)),
    );
    return [
      ...(drained ? lost : []).map(([, { streamId: petId, version }]) => `${petId} ${version} never reached the bus`),
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
      const commits = timeline.commits(petId);
      const newest = petDetail(commits.at(-1)!.event);
      const wanted = { version: newest.metadata.version, pet: asJson(newest.pet), effects: commits.length };
      const held = { ...consumer.pets.get(petId), effects: consumer.effects.get(petId) };
      return !drained || isDeepStrictEqual(held, wanted) ? [] : [`the consumer's ${petId} is not what it became`];
    });
  },
};
