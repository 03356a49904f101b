import type { PetEvent } from '../../judge/petEvent.ts';
import { type PetState, statesOf } from '../../judge/petState.ts';
import type { Span } from '../../judge/timeOrder.ts';
import { type Attempt, isSuccess } from './attempt.ts';

/** What is known of one pet: its events as they were found in the end, and everything that was asked of it. */
export interface PetRecord {
  petId: string;
  events: readonly PetEvent[];
  states: readonly PetState[];
  /** When each event can have been stored: from the request that led to it until it was first acknowledged. */
  spans: readonly Span[];
  groups: readonly Group[];
  reads: readonly Attempt[];
}

/** All attempts to have one thing done once: those with the same key, or one without. */
export interface Group {
  attempts: readonly Attempt[];
  /** What they led to. */
  events: readonly PetEvent[];
}

/** The attempts' groups, and the events that each led to: an event carries the id of its request. */
export function groupsOf(attempts: readonly Attempt[], events: readonly PetEvent[]): Group[] {
  const byRequest = new Map<string, PetEvent[]>();
  for (const event of events) {
    const { requestId } = event.metadata;
    byRequest.set(requestId, [...(byRequest.get(requestId) ?? []), event]);
  }
  const byKey = new Map<string, Attempt[]>();
  for (const attempt of attempts) {
    const { key, misusesKey } = attempt.request;
    const name = key === undefined || misusesKey ? attempt.requestId : `key ${key}`;
    byKey.set(name, [...(byKey.get(name) ?? []), attempt]);
  }
  return [...byKey.values()].map((attempts) => ({
    attempts,
    events: attempts.flatMap(({ requestId }) => byRequest.get(requestId) ?? []),
  }));
}

const UNKNOWN: Span = { begin: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };

/** Puts together what is known of a pet. `events` are in the order of their versions. */
export function petRecord(
  petId: string,
  events: readonly PetEvent[],
  groups: readonly Group[],
  reads: readonly Attempt[],
): PetRecord {
  const spans = new Map<string, Span>();
  for (const { attempts } of groups) {
    const end = Math.min(Number.POSITIVE_INFINITY, ...attempts.filter(isSuccess).map(({ end }) => end));
    for (const { requestId, begin } of attempts) spans.set(requestId, { begin, end });
  }
  const spanOf = ({ metadata }: PetEvent): Span => spans.get(metadata.requestId) ?? UNKNOWN;
  return { petId, events, states: statesOf(events), spans: events.map(spanOf), groups, reads };
}
