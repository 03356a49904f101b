import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { type PetsClient, petsClient } from '../client/petsClient.ts';
import type { WholeMessage } from '../consumer/wholeMessage.ts';
import { type BadDay, badDay, type Delivery, delivered } from './badDay.ts';
import { erasedText } from './erasedText.ts';
import { inShort } from './inShort.ts';
import { servedFrom } from './servedFrom.ts';
import { type StateWatch, UselessState, watchState } from './watchState.ts';

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
  /**
   * All that the consumer keeps and did, as data that can be cloned: it must begin the same for each new consumer, and end
   * as on a day on which nothing went wrong.
   */
  state(): unknown;
}

export interface BadDaysOptions {
  /** The seed of the days; another one in each run unless set. */
  seed?: number;
  /** How many days are tried: 200 unless set. */
  days?: number;
}

/**
 * A consumer whose state is wrong after a bad day, who did not take a message, or whose state tells nothing. One line,
 * which says how to repeat it.
 */
export class BadDayFailed extends Error {
  override readonly name = 'BadDayFailed';
}

const DAYS = 200;
/** A shorter day is easier to read, and takes time to find. */
const MAX_SHRINKS = 200;
/** As often as the local bus delivers: after that, a message is a dead letter. */
const MAX_ATTEMPTS = 5;

/**
 * Tries a consumer on days on which a bus does all that it may: it repeats, reorders, replays, delivers two messages at
 * once, leaves out the pet of a large one, and carries types and fields that do not exist yet, while the consumer's steps
 * fail. What is thrown is delivered again, up to five times in all. After each day its state must be that of a new
 * consumer on a good day, which gets every message once and in order, and on neither day may it have personal data that
 * was erased. Fails as well if nothing can be told from the state, as it never changes or consumers share it. Throws
 * `BadDayFailed`.
 */
export async function badDays(
  start: (surroundings: Surroundings) => Consumer | Promise<Consumer>,
  { seed, days = DAYS }: BadDaysOptions = {},
): Promise<void> {
  const watch = watchState();
  const property = fc.asyncProperty(fc.limitShrink(badDay, MAX_SHRINKS), async (day) => {
    const good = await live(start, { ...day, deliveries: inOrder(day.histories), failingSteps: [] }, watch, true);
    const bad = await live(start, day, watch);
    if (!isDeepStrictEqual(bad, good))
      throw new Error(`the state is ${inShort(bad)}, and after a good day ${inShort(good)}`);
    const text = erasedText(day.histories, bad);
    if (text !== undefined) throw new Error(`the state has ${JSON.stringify(text)}, which was erased`);
  });
  const result = await fc.check(property, { numRuns: days, ...(seed !== undefined && { seed }) });
  const error = result.failed ? result.errorInstance : watch.uselessness();
  if (error === undefined) return;
  const message = (error instanceof Error ? error.message : String(error)).split('\n')[0];
  const day = result.counterexample?.[0];
  const said = day && !(error instanceof UselessState) ? `After ${inWords(day)}: ${message}` : message;
  throw new BadDayFailed(`${said}. To repeat it: badDays(consumer, { seed: ${result.seed} })`);
}

/** Lets a new consumer live through a day, and the watch see each change if it is a good one; returns its state. */
async function live(
  start: (surroundings: Surroundings) => Consumer | Promise<Consumer>,
  { histories, deliveries, failingSteps }: BadDay,
  watch: StateWatch,
  isGood = false,
): Promise<unknown> {
  let steps = 0;
  const consumer = await start({
    pets: petsClient({ url: 'http://pets.invalid', attempts: 1, fetch: servedFrom(histories) }),
    async step() {
      if (failingSteps.includes(steps++)) throw new Error('this step failed');
    },
  });
  watch.begins(await stateOf(consumer));
  const taken = async (delivery: Delivery, attempt: number) => {
    try {
      await consumer.receive(delivered(delivery, `delivery-${deliveries.indexOf(delivery)}-${attempt}`));
      return true;
    } catch (error) {
      if (attempt < MAX_ATTEMPTS) return false;
      const reason = error instanceof Error ? error.message : error;
      throw new Error(`${named(delivery)} was not taken in ${MAX_ATTEMPTS} deliveries: ${reason}`);
    }
  };
  const receive = async (delivery: Delivery, attempt: number) => {
    const { version } = delivery.message.detail.metadata;
    if (!isGood || !watch.wants(version)) return taken(delivery, attempt);
    const before = await stateOf(consumer);
    const isTaken = await taken(delivery, attempt);
    watch.sees(version, before, await stateOf(consumer));
    return isTaken;
  };
  let waiting = [...deliveries];
  for (let attempt = 1; waiting.length > 0; attempt++) {
    const refused: Delivery[] = [];
    while (waiting.length > 0) {
      // What is delivered again comes alone, or those that come together could keep one another from being taken.
      const together = waiting.splice(0, attempt === 1 && waiting[0]!.withNext ? 2 : 1);
      const areTaken = await Promise.all(together.map((delivery) => receive(delivery, attempt)));
      refused.push(...together.filter((_, index) => !areTaken[index]));
    }
    waiting = refused;
  }
  const state = await stateOf(consumer);
  watch.ends(state);
  return state;
}

/** The state as it is now, whatever becomes of it. */
async function stateOf(consumer: Consumer): Promise<unknown> {
  const state = await consumer.state();
  if (state === undefined) throw new UselessState('state() returns undefined, and must return what the consumer keeps');
  try {
    return structuredClone(state);
  } catch (error) {
    throw new UselessState(`state() must return data: ${(error as Error).message}`);
  }
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
