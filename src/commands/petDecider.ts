import { decide, type PetCommand, petStateAfter, type Refusal } from '../domain/decide.ts';
import type { PetAttributes } from '../domain/pet.ts';
import type { PetEvent } from '../domain/petEvents.ts';
import { petStream } from '../streams/petStream.ts';
import type { CommandRequest, CommandResult, Conflict, Decider } from './handleCommand.ts';

/** Why a pet can't be made again what it was: it has no such version, or that version deleted it. */
export type RestoreRefusal =
  | { reason: 'version-not-found'; version: number; newest: number }
  | { reason: 'version-without-pet'; version: number };

/** Why a request to change a pet is refused. */
export type PetRefusal = Refusal | RestoreRefusal | Conflict | { reason: 'idempotency-key-reused' };

export type PetRequest = CommandRequest<PetCommand, PetEvent, PetAttributes, Refusal | RestoreRefusal>;
export type PetResult = CommandResult<PetEvent, PetAttributes, PetRefusal>;

export const petDecider: Decider<PetCommand, PetEvent, PetAttributes, Refusal | RestoreRefusal> = {
  kind: petStream,
  decide: (command, newest) => decide(command, petStateAfter(newest)),
};
