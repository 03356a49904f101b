import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { type PetsClient, petsClient } from '../client/petsClient.ts';
import type { WholeMessage } from '../consumer/wholeMessage.ts';
import { type BadDay, badDay, type Delivery, delivered } from './badDay.ts';
import { erasedText } from './erasedText.ts';
import { servedFrom } from './servedFrom.ts';

export { brokenReads, type PinnedContract } from './brokenReads.ts';
export { petHistories, petHistory } from './petHistories.ts';
export { servedFrom } from './servedFrom.ts';

/** What a consumer under test is given. */
export interface Surroundings {
  /** A client of a service that recorded what the messages tell. */
  pets: PetsClient;
  /** Call it where the consumer can fail, such as before and after each write: on a bad day it sometimes throws. */
  step(): Promise<void>;
}

/** A consumer under test, which has seen nothing yet. */
export interface Consumer {
  /** The target of the rule. It throws where it does not take a message. */
  receive(message: unknown): Promise<unknown>;
  /** All that the consumer keeps and did, as data: it must end as on a day on which nothing went wrong. */
  state(): unknown;
}

export interface BadDaysOptions {
  /** The seed of the days; another one in each run unless set. */
  seed?: number;
  /** How many days are tried: 200 unless set. */
  days?: number;
}

/** A consumer whose state is wrong after a bad day, or who did not take a message. One line, which says how to repeat it. */
export class BadDayFailed extends Error {
  override readonly name = 'BadDayFailed';
}

const DAYS = 200;
/** A shorter day is easier to read, and takes time to find. */
const MAX_SHRINKS = 200;
/** More than a consumer can fail because of `step`. */
const MAX_ATTEMPTS = 20;

/**
 * Tries a consumer on days on which a bus does all that it may: it repeats, reorders, replays, delivers two messages at
 * once, leaves out the pet of a large one, and carries types and fields that do not exist yet, while the consumer's steps
 * fail. What is thrown is delivered again. After each day its state must be that of a new consumer on a good day, which gets
 * every message once and in order, and on neither day may it have personal data that was erased. Throws `BadDayFailed`.
 */
export async function badDays(
  start: (surroundings: Surroundings) => Consumer | Promise<Consumer>,
  { seed, days = DAYS }: BadDaysOptions = {},
): Promise<void> {
  const property = fc.asyncProperty(fc.limitShrink(badDay, MAX_SHRINKS), async (day) => {
    const good = await live(start, { ...day, deliveries: inOrder(day.histories), failingSteps: [] });
    const bad = await live(start, day);
    if (!isDeepStrictEqual(bad, good))
      throw new Error(`the state is ${inShort(bad)}, and after a good day ${inShort(good)}`);
    const text = erasedText(day.histories, bad);
    if (text !== undefined) throw new Error(`the state has ${JSON.stringify(text)}, which was erased`);
  });
  const result = await fc.check(property, { numRuns: days, ...(seed !== undefined && { seed }) });
  if (!result.failed) return;
  const day = result.counterexample?.[0];
  const { message = String(result.errorInstance) } = (result.errorInstance ?? {}) as Error;
  const again = `badDays(consumer, { seed: ${result.seed} })`;
  throw new BadDayFailed(`After ${day ? inWords(day) : 'nothing'}: ${message.split('\n')[0]}. To repeat it: ${again}`);
}

/** Lets a new consumer live through a day; returns its state. */
async function live(
  start: (surroundings: Surroundings) => Consumer | Promise<Consumer>,
  { histories, deliveries, failingSteps }: BadDay,
): Promise<unknown> {
  let steps = 0;
  const consumer = await start({
    pets: petsClient({ url: 'http://pets.invalid', attempts: 1, fetch: servedFrom(histories) }),
    async step() {
      if (failingSteps.includes(steps++)) throw new Error('this step failed');
    },
  });
  const receive = async (delivery: Delivery, attempt: number) => {
    try {
      await consumer.receive(delivered(delivery, `delivery-${deliveries.indexOf(delivery)}-${attempt}`));
      return true;
    } catch (error) {
      if (attempt < MAX_ATTEMPTS) return false;
      throw new Error(`${named(delivery)} was not taken: ${error instanceof Error ? error.message : error}`);
    }
  };
  let waiting = [...deliveries];
  for (let attempt = 1; waiting.length > 0; attempt++) {
    const refused: Delivery[] = [];
    while (waiting.length > 0) {
      const together = waiting.splice(0, waiting[0]!.withNext ? 2 : 1);
      const taken = await Promise.all(together.map((delivery) => receive(delivery, attempt)));
      refused.push(...together.filter((_, index) => !taken[index]));
    }
    waiting = refused;
  }
  return consumer.state();
}

const inOrder = (histories: readonly WholeMessage[][]): Delivery[] =>
  histories.flat().map((message) => ({ message, way: 'as it is', withNext: false }));

function named({ message, way }: Delivery): string {
  const { petId, version } = message.detail.metadata;
  return `${message['detail-type']} ${petId} v${version}${way === 'as it is' ? '' : ` ${way}`}`;
}

function inWords({ deliveries, failingSteps }: BadDay): string {
  const events = deliveries.map((delivery) => named(delivery) + (delivery.withNext ? ' together with' : ','));
  const steps = failingSteps.length > 0 ? ` with failing steps ${failingSteps.join(', ')}` : '';
  return events.join(' ').replace(/( together with|,)$/, '') + steps;
}

const inShort = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 300 ? `${text.slice(0, 300)}...` : text;
};
