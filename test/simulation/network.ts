import type { Arrival, Reply } from './faultProxy.ts';
import { REFUSALS } from './faultReplies.ts';
import type { FaultKind, Faults } from './faults.ts';
import type { Random } from './random.ts';
import type { VirtualClock } from './virtualTime.ts';

/** What carries requests out: DynamoDB or the bus. `partly` asks for a part of a batch, or of what was stored lately. */
export type Backend = (arrival: Arrival, step: number, partly?: Random) => Promise<Reply>;

/** The function that sent a request came to its end there. */
export class Crashed extends Error {
  override readonly name = 'Crashed';
}

/** A retry costs so much of a client's retry quota (the SDK's StandardRetryStrategy). */
const RETRY_COST = 14;
/** After some faults there is no retry, or a cheaper one. */
const RETRY_COSTS: Partial<Record<FaultKind, number>> = { throttle: 5, stale: 0, partial: 0, delay: 0, crash: 0 };

interface Waiting {
  arrival: Arrival;
  /** Not to be carried out before. */
  from: number;
  /** Was struck by a fault before, and will not be again. */
  struck: boolean;
}

/** Turns of the event loop in which nothing moves, until everything in the process waits for the network or for time. */
const QUIET_TURNS = 8;
/** How much time passes between two steps, at most, in milliseconds. */
const LONGEST_STEP_MS = 6;
/** Some delays outlast the second after which the SDK gives a request up. */
const LONGEST_DELAY_MS = 2_500;
/** Real time that nothing happens in, until that is a fault of the harness. */
const STALLED_AFTER_MS = 5_000;

/**
 * The order of everything in one simulation. Functions and clients run until each waits for a reply or for a time; then
 * one step is made, as the dice fall: a waiting request is carried out, alone, or a timer fires. So of two requests
 * either may be first, whatever the machine does, and the same seed makes the same steps.
 */
export class Network {
  /** How many steps were made: the time by which calls and commits are put in order. */
  step = 0;
  readonly operations: Record<string, number> = {};
  /** Requests whose sender had given them up before they were carried out. */
  readonly late = new Set<string>();
  /** What the failed requests of each invocation may have cost of the SDK's retry quota. */
  readonly retryCosts = new Map<string, number>();
  private readonly clock: VirtualClock;
  private readonly random: Random;
  private readonly faults: Faults;
  private readonly backends: Record<string, Backend>;
  private readonly isInTransit: () => boolean;
  private readonly waiting: Waiting[] = [];
  private readonly crashes = new Map<string, (error: Crashed) => void>();
  private readonly lastReplies = new Map<string, Reply>();
  private moves = 0;

  /** `backends` by the prefix of the target. */
  constructor(
    clock: VirtualClock,
    random: Random,
    faults: Faults,
    backends: Record<string, Backend>,
    isInTransit: () => boolean,
  ) {
    this.clock = clock;
    this.random = random;
    this.faults = faults;
    this.backends = backends;
    this.isInTransit = isInTransit;
  }

  arrive(arrival: Arrival): void {
    this.moves++;
    if (this.crashes.has(arrival.invocation)) this.waiting.push({ arrival, from: 0, struck: false });
    else {
      this.noteCost(arrival.invocation, RETRY_COST);
      arrival.cut();
    }
  }

  private noteCost(invocation: string, cost: number): void {
    this.retryCosts.set(invocation, (this.retryCosts.get(invocation) ?? 0) + cost);
  }

  /** Runs an invocation's work; rejects when the invocation crashes. What a crashed one sends goes nowhere. */
  async invocation<T>(name: string, work: () => Promise<T>): Promise<T> {
    const crashed = new Promise<never>((_, reject) => this.crashes.set(name, reject));
    return Promise.race([work(), crashed]);
  }

  /** Makes steps until the work is done. */
  async drive(work: Promise<unknown>): Promise<void> {
    let done = false;
    const settled = work.finally(() => {
      done = true;
    });
    settled.catch(() => {});
    for (;;) {
      await this.quiet();
      if (done) break;
      if (!(await this.makeStep())) await this.awaitMove();
    }
    await settled;
  }

  private async quiet(): Promise<void> {
    for (let turns = 0; turns < QUIET_TURNS; turns++) {
      const before = this.moves + this.clock.timersSet;
      await new Promise((resolve) => setImmediate(resolve));
      if (this.isInTransit() || before !== this.moves + this.clock.timersSet) turns = 0;
    }
  }

  /** Something slow, such as a file that is read, may still be under way. */
  private async awaitMove(): Promise<void> {
    const before = this.moves + this.clock.timersSet;
    const start = Date.now();
    while (before === this.moves + this.clock.timersSet) {
      if (Date.now() - start > STALLED_AFTER_MS) throw new Error('nothing moves, and nothing waits');
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  /** False where there is nothing to do. */
  private async makeStep(): Promise<boolean> {
    this.step++;
    this.clock.now += this.random.next() * LONGEST_STEP_MS;
    if (this.clock.fireDue()) return true;
    const ready = this.waiting.filter(({ from }) => from <= this.clock.now);
    if (ready.length === 0) return this.passTime();
    ready.sort((a, b) => inOrder(a.arrival, b.arrival));
    const chosen = this.random.one(ready);
    this.waiting.splice(this.waiting.indexOf(chosen), 1);
    await this.deliver(chosen);
    return true;
  }

  private passTime(): boolean {
    const times = this.waiting.map(({ from }) => from);
    const timer = this.clock.next();
    if (timer) times.push(timer.at);
    if (times.length === 0) return false;
    this.clock.now = Math.max(this.clock.now, Math.min(...times));
    return true;
  }

  private async deliver({ arrival, struck }: Waiting): Promise<void> {
    const isLate = arrival.isAbandoned();
    if (isLate) this.late.add(arrival.invocation);
    const fault = struck ? undefined : this.faults.strike(arrival, this.step);
    const cost = isLate ? RETRY_COST : fault ? (RETRY_COSTS[fault] ?? RETRY_COST) : 0;
    if (cost > 0) this.noteCost(arrival.invocation, cost);
    switch (fault) {
      case undefined:
        return arrival.reply(await this.carryOut(arrival));
      case 'dropRequest':
        return arrival.cut();
      case 'dropReply':
        await this.carryOut(arrival);
        return arrival.cut();
      case 'halfReply':
        return arrival.replyHalf(await this.carryOut(arrival));
      case 'delay':
        this.waiting.push({ arrival, from: this.clock.now + this.random.next() * LONGEST_DELAY_MS, struck: true });
        return;
      case 'hang':
        // The request may have come through all the same.
        if (this.random.chance(0.5)) await this.carryOut(arrival);
        return;
      case '500AfterWork':
        await this.carryOut(arrival);
        return arrival.reply(REFUSALS['500']);
      case '500':
      case 'throttle':
      case 'transactionConflict':
        return arrival.reply(REFUSALS[fault]);
      case 'partial':
        return arrival.reply(await this.carryOut(arrival, this.random));
      case 'stale':
        return arrival.reply(this.lastReplies.get(arrival.body) ?? (await this.carryOut(arrival, this.random)));
      case 'crash':
        return this.crash(arrival);
      default:
        throw new Error(`unknown fault ${fault satisfies never}`);
    }
  }

  private async crash(arrival: Arrival): Promise<void> {
    if (this.random.chance(0.5)) await this.carryOut(arrival);
    const { invocation } = arrival;
    this.crashes.get(invocation)?.(new Crashed(`${invocation} crashed`));
    this.crashes.delete(invocation);
    for (const waiting of this.waiting.filter((other) => other.arrival.invocation === invocation)) {
      this.waiting.splice(this.waiting.indexOf(waiting), 1);
      this.noteCost(invocation, RETRY_COST);
      waiting.arrival.cut();
    }
    arrival.cut();
  }

  private async carryOut(arrival: Arrival, partly?: Random): Promise<Reply> {
    const [service = '', operation = ''] = arrival.target.split('.');
    this.operations[operation] = (this.operations[operation] ?? 0) + 1;
    const reply = await this.backends[service]!(arrival, this.step, partly);
    this.lastReplies.set(arrival.body, reply);
    return reply;
  }
}

/** Which of two arrived first is up to the machine, unless the second is the first once more. */
const inOrder = (a: Arrival, b: Arrival): number =>
  compare(a.invocation, b.invocation) || compare(a.body, b.body) || a.ordinal - b.ordinal;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
