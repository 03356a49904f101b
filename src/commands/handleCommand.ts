import { setTimeout as sleep } from 'node:timers/promises';
import { decide, type PetCommand, type Refusal } from '../domain/decide.ts';
import type { EventStore } from '../events/eventStore.ts';
import { type EventMetadata, type RecordedEvent, recordEvent, stateAfter } from '../events/recordedEvent.ts';

/** Enough for tens of writers on one pet; a hotter pet is answered with 409 and Retry-After. */
const MAX_ATTEMPTS = 12;
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 200;

/** A command, and the id of the event that it goes back to. */
export interface CausedCommand {
  command: PetCommand;
  causationId?: string;
}

export interface CommandRequest {
  petId: string;
  /** The command, or what makes it from the pet's newest event, anew in every attempt. */
  command: PetCommand | ((newest: RecordedEvent | undefined) => Promise<CausedCommand>);
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
  const { petId, metadata, expects } = request;

  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const newest = request.assumeNew && attempt === 1 ? undefined : await store.newest(petId);
    const state = stateAfter(newest);

    const { command, causationId } = await commandOf(request, newest);
    const isOfVersion = state.status === 'live' || command.type === 'RestorePet';
    if (expects && newest && isOfVersion && !expects(newest.version)) {
      return { done: false, refusal: { reason: 'version-conflict', version: newest.version } };
    }

    const decision = decide(command, state);
    if (!decision.accepted) return { done: false, refusal: decision.refusal };
    if (!decision.event) return { done: true, newest: newest! };

    const caused = { ...metadata, ...(causationId !== undefined && { causationId }) };
    const event = recordEvent(petId, newest, decision.event, caused, Date.now());
    if ((await store.append(event)) === 'appended') return { done: true, newest: event };

    await sleep(Math.random() * Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS));
  }
  return { done: false, refusal: { reason: 'contention' } };
}

async function commandOf({ command }: CommandRequest, newest: RecordedEvent | undefined): Promise<CausedCommand> {
  return typeof command === 'function' ? command(newest) : { command };
}
