import type { Arrival } from './faultProxy.ts';
import type { Random } from './random.ts';

/**
 * What can happen to a request. `500` and `throttle` are answers of the service; after `500AfterWork` the work is done
 * all the same (DynamoDB guide, "Error handling": a 500 may follow a write that happened). A `delay` outlasts the SDK's
 * limits now and then, so that a request is carried out after its caller has gone. `crash` ends the function that sent
 * the request. `stale` answers an eventually consistent read as it was answered before, or leaves
 * out what was stored lately. `partial` carries out a part of
 * a batch, or takes a part of the entries.
 */
export const FAULT_KINDS = [
  'dropRequest',
  'dropReply',
  'halfReply',
  'delay',
  'hang',
  '500',
  '500AfterWork',
  'throttle',
  'transactionConflict',
  'partial',
  'stale',
  'crash',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface FaultSettings {
  kinds: readonly FaultKind[];
  /** The share of requests that are struck. */
  rate: number;
  /** No more than so many in all. */
  limit: number;
}

/** A fault that struck a request of an invocation, and when. */
export interface Strike {
  kind: FaultKind;
  invocation: string;
  step: number;
}

/** A fault that goes on for an invocation, for all its requests or those of one operation: reads may work while writes don't. */
interface Outage {
  kind: FaultKind;
  left: number;
  target: string | undefined;
}

/** Strikes requests with faults, as its settings and its dice will have it. */
export class Faults {
  readonly struck: Strike[] = [];
  private readonly settings: FaultSettings;
  private readonly random: Random;
  private readonly outages = new Map<string, Outage>();
  private over = false;

  constructor(settings: FaultSettings, random: Random) {
    this.settings = settings;
    this.random = random;
  }

  /** No more faults from now on. */
  end(): void {
    this.over = true;
  }

  /** The fault that strikes a request, if one does. Now and then it strikes the repetitions as well, like an outage. */
  strike(arrival: Arrival, step: number): FaultKind | undefined {
    const kind = this.kindFor(arrival);
    if (kind) this.struck.push({ kind, invocation: arrival.invocation, step });
    return kind;
  }

  private kindFor(arrival: Arrival): FaultKind | undefined {
    const { kinds, rate, limit } = this.settings;
    const { invocation } = arrival;
    const strikes = this.random.chance(rate);
    const fitting = kinds.filter((kind) => fits(kind, arrival));
    if (this.over) return undefined;
    const common = fitting.find((kind) => this.random.chance(COMMON[kind] ?? 0));
    if (common) return common;
    const outage = this.outageOf(arrival);
    if (!outage && (!strikes || this.struck.length >= limit || fitting.length === 0)) return undefined;
    const kind = outage?.kind ?? this.random.one(fitting);
    if (outage && --outage.left === 0) this.outages.delete(invocation);
    if (!outage && LASTING.has(kind) && this.random.chance(0.5)) {
      const target = this.random.chance(0.5) ? arrival.target : undefined;
      this.outages.set(invocation, { kind, left: 2 + this.random.below(6), target });
    }
    return kind;
  }

  private outageOf({ invocation, target }: Arrival): Outage | undefined {
    const outage = this.outages.get(invocation);
    return outage?.target === undefined || outage.target === target ? outage : undefined;
  }
}

/**
 * Shares of the requests that a fault fits. These are nothing rare: an eventually consistent read may be old at any time,
 * a part of a batch or of the entries may be refused, transactions meet on a pet that many change, and some requests
 * are slow.
 */
const COMMON: Partial<Record<FaultKind, number>> = { stale: 0.3, partial: 0.3, transactionConflict: 0.1, delay: 0.1 };

/** What can go on for a while, past the SDK's three tries. */
const LASTING = new Set<FaultKind>(['dropRequest', 'dropReply', 'hang', '500', '500AfterWork', 'throttle']);

const isConsistent = (body: string) => body.includes('"ConsistentRead":true');

function fits(kind: FaultKind, { target, body }: Arrival): boolean {
  const operation = target.split('.')[1];
  if (kind === 'transactionConflict') return operation === 'ExecuteTransaction';
  if (kind === 'partial') return operation === 'BatchExecuteStatement' || operation === 'PutEvents';
  // The Pets table's rows trail by nature; only reads of events promise more than "some time ago".
  if (kind === 'stale') {
    const isRead = operation === 'Query' || operation === 'BatchGetItem';
    return isRead && body.includes('"Events"') && !isConsistent(body);
  }
  return true;
}
