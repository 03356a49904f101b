import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../../src/client/localClient.ts';
import type { BusRule } from './busRule.ts';
import { type BusEvent, checkedEntries, type EntryResult } from './checkedEntries.ts';

/** Something that happened on the bus, for those who watch it. */
export type BusNews =
  | { type: 'published'; event: BusEvent }
  | { type: 'delivery'; rule: string; event: BusEvent; attempt: number; error?: string }
  | { type: 'dead-letter'; rule: string; event: BusEvent; error: string };

/** An event that a rule's target never took. */
export interface DeadLetter {
  rule: string;
  event: BusEvent;
  error: string;
}

export interface BusOptions {
  /** EventBridge tries for 24 h; a developer should see a failure sooner. */
  maxAttempts: number;
  firstPauseMs: number;
}

/** How many dead letters are kept: the newest ones. */
const MAX_DEAD_LETTERS = 1000;

/** An EventBridge bus: takes events, matches them against the rules and delivers them, each rule on its own. */
export class EventBus {
  readonly name: string;
  readonly deadLetters: DeadLetter[] = [];
  private readonly rules: BusRule[] = [];
  private readonly watchers = new Set<(news: BusNews) => void>();
  private readonly deliveries = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private readonly options: BusOptions;
  /** The part of an entry that `partial` faults still have to refuse. */
  private refusalsDue = 0;

  constructor(name: string, options: Partial<BusOptions> = {}) {
    this.name = name;
    this.options = { maxAttempts: 5, firstPauseMs: 100, ...options };
  }

  addRule(rule: BusRule): void {
    this.rules.push(rule);
  }

  /** Tells of everything that happens from now on; returns what ends it. */
  watch(watcher: (news: BusNews) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** The answer to a PutEvents request. Events that were accepted are delivered later. Throws `RequestRefused`. */
  put(request: unknown, fault?: Fault): { FailedEntryCount: number; Entries: EntryResult[] } {
    const entries = checkedEntries(request, this.name);
    const results = entries.map((entry): EntryResult => {
      if (!('detail' in entry)) return entry;
      if (fault?.kind === 'partial' && this.refuses(fault.share)) {
        return { ErrorCode: 'InternalFailure', ErrorMessage: 'This fault was asked for.' };
      }
      this.publish(entry);
      if (fault?.kind === 'duplicate') this.publish(entry);
      return { EventId: entry.id };
    });
    return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
  }

  /** Settles when everything that was accepted so far was delivered or given up. */
  async settled(): Promise<void> {
    while (this.deliveries.size > 0) await Promise.all(this.deliveries);
  }

  /** Ends after the deliveries under way; those that failed are not tried again. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.settled();
  }

  private publish(event: BusEvent): void {
    this.tell({ type: 'published', event });
    for (const rule of this.rules) {
      if (!rule.matches(event)) continue;
      const delivery = this.deliver(rule, event).finally(() => this.deliveries.delete(delivery));
      this.deliveries.add(delivery);
    }
  }

  private async deliver(rule: BusRule, event: BusEvent): Promise<void> {
    const { maxAttempts, firstPauseMs } = this.options;
    const { signal } = this.stopping;
    for (let attempt = 1; ; attempt++) {
      try {
        await rule.deliver(event);
        this.tell({ type: 'delivery', rule: rule.name, event, attempt });
        return;
      } catch (cause) {
        const error = cause instanceof Error ? cause.message : String(cause);
        if (attempt === 1)
          console.error(`The rule ${rule.name} failed to take the event ${event.id}; it is tried again:`, cause);
        this.tell({ type: 'delivery', rule: rule.name, event, attempt, error });
        if (attempt < maxAttempts && !signal.aborted) {
          await sleep(firstPauseMs * 2 ** (attempt - 1), undefined, { signal }).catch(() => {});
          continue;
        }
        this.deadLetters.push({ rule: rule.name, event, error });
        if (this.deadLetters.length > MAX_DEAD_LETTERS) this.deadLetters.shift();
        this.tell({ type: 'dead-letter', rule: rule.name, event, error });
        return;
      }
    }
  }

  /** True for this share of the calls, evenly spread. */
  private refuses(share: number): boolean {
    this.refusalsDue += share;
    if (this.refusalsDue < 1) return false;
    this.refusalsDue -= 1;
    return true;
  }

  private tell(news: BusNews): void {
    for (const watcher of this.watchers) watcher(news);
  }
}
