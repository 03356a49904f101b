import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits before another attempt: a random time up to `firstMs`, doubled with every attempt from the first (1) on, but never
 * more than `longestMs` (AWS Architecture Blog, "Exponential Backoff And Jitter").
 */
export const backOff = (attempt: number, firstMs: number, longestMs: number): Promise<void> =>
  sleep(Math.random() * Math.min(firstMs * 2 ** attempt, longestMs));
