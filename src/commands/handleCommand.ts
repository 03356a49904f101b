import { setTimeout as sleep } from 'node:timers/promises';
import { decide, type PetCommand, type Refusal } from '../domain/decide.ts';
import type { EventStore } from '../events/eventStore.ts';
import { type EventMetadata, type RecordedEvent, recordEvent, stateAfter } from '../events/recordedEvent.ts';

/** A writer that keeps losing goes on for this long, well inside a function's 10 s; then 409 with Retry-After. */
const TRY_FOR_MS = 3_000;
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 100;

export interface CommandRequest {
  petId: string;
  command: PetCommand;
  metadata: EventMetadata;
  /** Whether the caller accepts to build on this version; without it, on any. */
  expects?: (version: number) => boolean;
  /** Saves the load for a pet that is most likely new: the append itself finds out. */
  assumeNew?: boolean;
}

/**
 * `newest` is the pet's newest event: the appended one, or the one that already said what the command asked for.
 * `version-conflict`: the pet is not at an expected version. `contention`: other writers won every attempt.
 */
export type CommandResult =
  | { done: true; newest: RecordedEvent }
  | { done: false; refusal: Refusal | { reason: 'version-conflict'; version: number } | { reason: 'contention' } };

/**
 * Load -> decide -> append, the way of every command. A writer that loses the race decides again on what the winner
 * left, so no change is ever overwritten.
 */
export async function handleCommand(store: EventStore, request: CommandRequest): Promise<CommandResult> {
  const { petId, command, metadata, expects } = request;

  const start = performance.now();

  for (let attempt = 1; performance.now() - start < TRY_FOR_MS; attempt++) {
    const newest = request.assumeNew && attempt === 1 ? undefined : await store.newest(petId);
    const state = stateAfter(newest);

    if (expects && newest && state.status === 'live' && !expects(newest.version)) {
      return { done: false, refusal: { reason: 'version-conflict', version: newest.version } };
    }

    const decision = decide(command, state);
    if (!decision.accepted) return { done: false, refusal: decision.refusal };
    if (!decision.event) return { done: true, newest: newest! };

    const event = recordEvent(petId, newest, decision.event, metadata, Date.now());
    if ((await store.append(event)) === 'appended') return { done: true, newest: event };

    await sleep(Math.random() * Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS));
  }
  return { done: false, refusal: { reason: 'contention' } };
}
