import { decide, type PetCommand, petStateAfter, type Refusal } from '../domain/decide.ts';
import { petStream, type RecordedPetEvent } from '../streams/petStream.ts';
import type { CommandRequest, CommandResult, Conflict, Decider } from './handleCommand.ts';

/** Why a pet can't be made again what it was: it has no such version, or that version deleted it. */
export type RestoreRefusal =
  | { reason: 'version-not-found'; version: number; newest: number }
  | { reason: 'version-without-pet'; version: number };

/** Why a request to change a pet is refused. */
export type PetRefusal = Refusal | RestoreRefusal | Conflict | { reason: 'idempotency-key-reused' };

export type PetRequest = CommandRequest<PetCommand, RecordedPetEvent, Refusal | RestoreRefusal>;
export type PetResult = CommandResult<RecordedPetEvent, PetRefusal>;

export const petDecider: Decider<PetCommand, RecordedPetEvent, Refusal | RestoreRefusal> = {
  kind: petStream,
  decide: (command, newest) => decide(command, petStateAfter(newest)),
};
