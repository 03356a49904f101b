import { AsyncLocalStorage } from 'node:async_hooks';
import { syncBuiltinESMExports } from 'node:module';
import timersPromises from 'node:timers/promises';

/** What code in a simulated place finds where the process has its clock, its dice and its console. */
export interface Place {
  clock: VirtualClock;
  /** How far the place's clock is ahead of the simulation's, in milliseconds. */
  skewMs: number;
  /** From 0 up to 1. */
  random(): number;
  /** The invocation that runs here. */
  invocation?: string;
}

const places = new AsyncLocalStorage<Place>();

/** Runs code, and everything it starts, in a place: it sees the virtual time only. */
export const runIn = <T>(place: Place, code: () => T): T => places.run(place, code);

/** The invocation that the running code belongs to. */
export const presentInvocation = (): string | undefined => places.getStore()?.invocation;

class VirtualTimer {
  readonly at: number;
  readonly fire: () => void;
  readonly clock: VirtualClock;
  constructor(clock: VirtualClock, at: number, fire: () => void) {
    this.clock = clock;
    this.at = at;
    this.fire = fire;
  }
  ref = () => this;
  unref = () => this;
  hasRef = () => true;
}

/** Time that passes only when it is told to, and the timers that wait for it. */
export class VirtualClock {
  /** Milliseconds since 1970. */
  now: number;
  /** Rises with every timer that is set: a sign of life. */
  timersSet = 0;
  private readonly timers = new Set<VirtualTimer>();

  constructor(now: number) {
    this.now = now;
  }

  set(callback: () => void, ms: number): VirtualTimer {
    const timer = new VirtualTimer(this, this.now + Math.max(1, ms || 0), callback);
    this.timers.add(timer);
    this.timersSet++;
    return timer;
  }

  clear(timer: VirtualTimer): void {
    this.timers.delete(timer);
  }

  /** The timer that fires next; of two at once the one that was set first. */
  next(): VirtualTimer | undefined {
    let next: VirtualTimer | undefined;
    for (const timer of this.timers) if (!next || timer.at < next.at) next = timer;
    return next;
  }

  /** Fires the next timer, if its time has come. */
  fireDue(): boolean {
    const timer = this.next();
    if (!timer || timer.at > this.now) return false;
    this.timers.delete(timer);
    timer.fire();
    return true;
  }
}

let installed = false;

/** Gives code that runs in a place its clock and its dice; all other code keeps the process's own. */
export function installVirtualTime(): void {
  if (installed) return;
  installed = true;
  const real = {
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
    sleep: timersPromises.setTimeout,
    dateNow: Date.now,
    performanceNow: performance.now.bind(performance),
    random: Math.random,
    getRandomValues: crypto.getRandomValues.bind(crypto),
    randomUUID: crypto.randomUUID.bind(crypto),
    error: console.error,
  };

  const setVirtual = (place: Place, callback: (...args: unknown[]) => void, ms: number, args: unknown[]) =>
    place.clock.set(() => places.run(place, () => callback(...args)), ms);

  globalThis.setTimeout = ((callback: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
    const place = places.getStore();
    return place ? setVirtual(place, callback, ms, args) : real.setTimeout(callback, ms, ...args);
  }) as unknown as typeof setTimeout;
  globalThis.clearTimeout = ((timer: unknown) => {
    if (timer instanceof VirtualTimer) timer.clock.clear(timer);
    else real.clearTimeout(timer as NodeJS.Timeout);
  }) as typeof clearTimeout;
  const sleep = (ms = 0, value?: unknown, options?: { signal?: AbortSignal }) => {
    const place = places.getStore();
    if (!place) return real.sleep(ms, value, options);
    return new Promise((resolve, reject) => {
      const abort = () => reject(new DOMException('The sleep was aborted', 'AbortError'));
      if (options?.signal?.aborted) return abort();
      options?.signal?.addEventListener('abort', abort, { once: true });
      setVirtual(place, resolve, ms, [value]);
    });
  };
  Object.assign(timersPromises, { setTimeout: sleep });
  syncBuiltinESMExports();

  Date.now = () => {
    const place = places.getStore();
    return place ? Math.floor(place.clock.now + place.skewMs) : real.dateNow();
  };
  performance.now = () => places.getStore()?.clock.now ?? real.performanceNow();
  Math.random = () => places.getStore()?.random() ?? real.random();
  crypto.getRandomValues = (<T extends Uint8Array>(array: T) => {
    const place = places.getStore();
    if (!place) return real.getRandomValues(array);
    for (const index of array.keys()) array[index] = Math.floor(place.random() * 256);
    return array;
  }) as typeof crypto.getRandomValues;
  crypto.randomUUID = () => {
    const place = places.getStore();
    if (!place) return real.randomUUID();
    const last = Math.floor(place.random() * 2 ** 48);
    return `00000000-0000-4000-8000-${last.toString(16).padStart(12, '0')}`;
  };
  // A function's log tells of the faults that were meant to happen.
  console.error = (...args: unknown[]) => {
    if (!places.getStore()) real.error(...args);
  };
}
