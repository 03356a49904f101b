import { setTimeout as sleep } from 'node:timers/promises';
import { decide, type PetCommand, type Refusal } from '../domain/decide.ts';
import type { Companion, EventStore } from '../eventStore/eventStore.ts';
import { type EventMetadata, type RecordedEvent, recordEvent, stateAfter } from '../eventStore/recordedEvent.ts';
import { Unavailable } from '../faults.ts';

/** A writer that keeps losing goes on for this long, well inside a function's 10 s; then 409 with Retry-After. */
const TRY_FOR_MS = 3_000;
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 100;

/** A command, and the id of the event that it goes back to. */
export interface CausedCommand {
  command: PetCommand;
  causationId?: string;
}

export interface CommandRequest {
  petId: string;
  /** The command, or what makes it from the pet's newest event, anew in every attempt. */
  command: PetCommand | ((newest: RecordedEvent | undefined, store: EventStore) => Promise<CausedCommand>);
  metadata: EventMetadata;
  /** Whether the caller accepts to build on this version; without it, on any. */
  expects?: ((version: number) => boolean) | undefined;
  /** Saves the load for a pet that is most likely new: the append itself finds out. */
  assumeNew?: boolean;
}

/**
 * `newest` is the pet's newest event: the appended one, or the one that already said what the command asked for
 * (`unchanged`). `version-conflict`: the pet is not at an expected version. `contention`: other writers won every
 * attempt. `companion-exists`: nothing was done, as what should have been inserted with the event was there.
 */
export type CommandResult =
  | { done: true; newest: RecordedEvent; unchanged: boolean }
  | { done: false; refusal: CommandRefusal };

export type CommandRefusal =
  | Refusal
  | { reason: 'version-conflict'; version: number }
  | { reason: 'contention' }
  | { reason: 'companion-exists' };

/**
 * Load -> decide -> append, the way of every command. A writer that loses the race decides again on what the winner
 * left, so no change is ever overwritten. `companionOf` makes what is inserted together with the event.
 */
export async function handleCommand(
  store: EventStore,
  request: CommandRequest,
  companionOf?: (event: RecordedEvent) => Companion,
): Promise<CommandResult> {
  const { petId, metadata, expects, assumeNew } = request;
  const start = performance.now();
  let lostRaces = 0;

  for (let attempt = 1; performance.now() - start < TRY_FOR_MS; attempt++) {
    const isBlind = assumeNew && attempt === 1;
    const newest = isBlind ? undefined : await store.newest(petId);
    const state = stateAfter(newest);

    const { command, causationId } =
      typeof request.command === 'function' ? await request.command(newest, store) : { command: request.command };
    // A deletion is a version to build on only for who wants to undo it.
    const isOfVersion = state.status === 'live' || command.type === 'RestorePet';
    if (expects && newest && isOfVersion && !expects(newest.version)) {
      return refused({ reason: 'version-conflict', version: newest.version });
    }

    const decision = decide(command, state);
    if (!decision.accepted) return refused(decision.refusal);
    if (!decision.event) return { done: true, newest: newest!, unchanged: true };

    const caused = { ...metadata, ...(causationId !== undefined && { causationId }) };
    const event = recordEvent(petId, newest, decision.event, caused, Date.now());
    const outcome = await store.append(event, companionOf?.(event));
    if (outcome === 'appended') return { done: true, newest: event, unchanged: false };
    if (outcome === 'companion-exists') return refused({ reason: 'companion-exists' });

    if (!isBlind) lostRaces++;
    await sleep(Math.random() * Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS));
  }
  // A blind attempt that took all the time met what may have been there long ago: no other writer was in the way.
  if (lostRaces === 0) throw new Unavailable('the table was too slow for a second attempt');
  return refused({ reason: 'contention' });
}

const refused = (refusal: CommandRefusal): CommandResult => ({ done: false, refusal });
