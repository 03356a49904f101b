import { backOff } from '../dynamo/backOff.ts';
import type { Companion, EventStore } from '../eventStore/eventStore.ts';
import { recordEvent } from '../eventStore/recordEvent.ts';
import type { EventMetadata, EventOf, RecordedEvent } from '../eventStore/recordedEvent.ts';
import type { StreamKind } from '../eventStore/streamKind.ts';
import { Unavailable } from '../faults/unavailable.ts';

/** A writer that keeps losing goes on for this long, well inside a function's 10 s; then 409 with Retry-After. */
const TRY_FOR_MS = 3_000;
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 100;

/** What a command `C` means for a stream: the event that follows, null if nothing changes, or a refusal `X`. */
export interface Decider<C, R extends RecordedEvent, X> {
  kind: StreamKind<R>;
  decide(
    command: C,
    newest: R | undefined,
  ): { accepted: true; event: EventOf<R> | null } | { accepted: false; refusal: X };
}

/** A command, and the id of the event that it goes back to; or why there is none. */
export type CausedCommand<C, X> = { command: C; causationId?: string } | { refusal: X };

export interface CommandRequest<C, R extends RecordedEvent, X> {
  streamId: string;
  /** Makes the command from the stream's newest event, anew in every attempt. */
  command(newest: R | undefined): Promise<CausedCommand<C, X>> | CausedCommand<C, X>;
  metadata: EventMetadata;
  /** Whether the caller accepts to build on this version; without it, on any. */
  expects?: ((version: number) => boolean) | undefined;
  /** Whether the end of a life is a version to build on, too. */
  buildsOnEnd?: boolean;
  /** Saves the load for a stream that is most likely new: the append itself finds out. */
  assumeNew?: boolean;
}

/** `contention`: other writers won every attempt. `companion-exists`: what should be inserted with the event was there. */
export type Conflict =
  | { reason: 'version-conflict'; version: number }
  | { reason: 'contention' }
  | { reason: 'companion-exists' };

/**
 * `newest` is the stream's newest event: the appended one, or the one that already said what the command asked for
 * (`unchanged`).
 */
export type CommandResult<R extends RecordedEvent, X> =
  | { done: true; newest: R; unchanged: boolean }
  | { done: false; refusal: X };

/**
 * Load -> decide -> append, the way of every command. A writer that loses the race decides again on what the winner
 * left, so no change is ever overwritten. `companionOf` makes what is inserted together with the event.
 */
export async function handleCommand<C, R extends RecordedEvent, X>(
  store: EventStore<R>,
  { kind, decide }: Decider<C, R, X>,
  request: CommandRequest<C, R, X>,
  companionOf?: (event: R) => Companion,
): Promise<CommandResult<R, X | Conflict>> {
  const { streamId, metadata, expects, buildsOnEnd, assumeNew } = request;
  const start = performance.now();
  let lostRaces = 0;

  for (let attempt = 1; performance.now() - start < TRY_FOR_MS; attempt++) {
    const isBlind = assumeNew && attempt === 1;
    const newest = isBlind ? undefined : await store.newest(streamId);

    const caused = await request.command(newest);
    if ('refusal' in caused) return refused(caused.refusal);
    const isToBuildOn = newest && (newest.state !== null || buildsOnEnd);
    if (expects && isToBuildOn && !expects(newest.version))
      return refused({ reason: 'version-conflict', version: newest.version });

    const decision = decide(caused.command, newest);
    if (!decision.accepted) return refused(decision.refusal);
    if (!decision.event) {
      if (newest) return { done: true, newest, unchanged: true };
      // Not knowing the stream is not knowing that nothing changes.
      if (isBlind) continue;
      throw new Error(`A command changes nothing in the stream ${streamId}, which has no event: it must be refused.`);
    }

    const { causationId } = caused;
    const cause = { ...metadata, ...(causationId !== undefined && { causationId }) };
    const sealed = recordEvent(kind, streamId, newest, decision.event, cause, Date.now(), store.shards);
    const outcome = await store.append(sealed, companionOf?.(sealed.event));
    if (outcome === 'appended') return { done: true, newest: sealed.event, unchanged: false };
    if (outcome === 'companion-exists') return refused({ reason: 'companion-exists' });

    if (!isBlind) lostRaces++;
    await backOff(attempt, FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
  }
  // A blind attempt that took all the time met what may have been there long ago: no other writer was in the way.
  if (lostRaces === 0) throw new Unavailable('the table was too slow for a second attempt');
  return refused({ reason: 'contention' });
}

const refused = <X>(refusal: X): { done: false; refusal: X } => ({ done: false, refusal });
