import fc from 'fast-check';
import type { WholeMessage } from '../consumer/wholeMessage.ts';
import { petHistories } from './petHistories.ts';

/** How a message is delivered: as it is, by a replay, too large for its pet, or of a later schema. */
const WAYS = ['as it is', 'as it is', 'as it is', 'by a replay', 'without pet', 'with more fields'] as const;
type Way = (typeof WAYS)[number];

export interface Delivery {
  message: WholeMessage;
  way: Way;
  /** Whether the next delivery comes at the same time. */
  withNext: boolean;
}

/** What happened to some pets, how the bus delivers it, and which of the consumer's own steps fail. */
export interface BadDay {
  histories: WholeMessage[][];
  deliveries: Delivery[];
  failingSteps: number[];
}

/** Days on which each message comes at least once, in any order and way. */
export const badDay: fc.Arbitrary<BadDay> = petHistories({ laterTypes: true }).chain((histories) => {
  const all = histories.flat();
  return fc.record({
    histories: fc.constant(histories),
    deliveries: fc
      .array(fc.constantFrom(...all), { maxLength: 10 })
      .chain((again) => fc.shuffledSubarray([...all, ...again], { minLength: all.length + again.length }))
      .chain((messages) =>
        fc.tuple(
          ...messages.map((message) =>
            fc.record({ message: fc.constant(message), way: fc.constantFrom(...WAYS), withNext: rarely }),
          ),
        ),
      ),
    // Fewer than deliveries: a consumer that is right takes each message in time.
    failingSteps: fc.uniqueArray(fc.nat(40), { maxLength: 3 }),
  });
});

const rarely = fc.constantFrom(false, false, false, true);

/** A message as a rule's target gets it. `id` is the delivery's. */
export function delivered({ message, way }: Delivery, id: string): unknown {
  const { detail } = structuredClone(message);
  const { metadata } = detail;
  const { pet, ...withoutPet } = detail;
  const whole = pet !== null && way === 'without pet';
  return {
    version: '0',
    id,
    'detail-type': message['detail-type'],
    source: way === 'by a replay' ? 'pets.replay' : 'pets',
    account: '111122223333',
    time: metadata.occurredAt.replace(/\.\d+/, ''),
    region: 'eu-central-1',
    resources: [],
    detail: {
      ...(whole ? { ...withoutPet, links: { pet: `/pets/${metadata.petId}?version=${metadata.version}` } } : detail),
      ...(way === 'with more fields' && { mood: 'good' }),
      metadata: {
        ...metadata,
        ...(way === 'by a replay' && { replay: { name: 'again', at: '2026-02-01T00:00:00.000Z' } }),
        ...(way === 'with more fields' && { schemaVersion: metadata.schemaVersion + 1, tenant: 'a' }),
      },
    },
  };
}
