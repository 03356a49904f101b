import type { Sight } from '../../judge/timeOrder.ts';
import type { Attempt } from './attempt.ts';

/** What an attempt saw of its pet. */
export interface AttemptSight extends Sight {
  attempt: Attempt;
  /** What it means if there is no place for it. */
  what: string;
  /** Whether it read a row: rows trail the events. */
  trails: boolean;
}

/** What is wrong with attempts whatever the others say, and what they saw. */
export interface Judged {
  faults: string[];
  sights: AttemptSight[];
  /** Refusals that may be true once in a while, but not often. */
  doubts?: string[];
}

/** Whether an answer of 5xx says what it must: 503 with Retry-After, or API Gateway's own 503. */
export function isHonestFault({ answer }: Attempt): boolean {
  return (
    answer?.status === 503 && (answer.headers['retry-after'] !== undefined || answer.text.startsWith('{"message"'))
  );
}
