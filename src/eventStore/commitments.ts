import { createHash, randomBytes } from 'node:crypto';
import canonicalize from 'canonicalize';
import { type JsonObject, type JsonValue, sameJson } from '../domain/jsonValue.ts';
import type { RecordedEvent } from './recordedEvent.ts';
import type { StreamKind } from './streamKind.ts';

/**
 * Stands for a personal value in what is hashed: `c` tells nothing without the salt, and can't be of any other value with
 * it. The construction is that of RFC 9901 (SD-JWT), "Disclosures". No `salt`: the value is gone.
 */
export interface Commitment {
  c: string;
  salt?: string;
}

/** The commitments to the personal values of a state, by their names. */
export type Commitments = Record<string, Commitment>;

const SALT_BYTES = 16;

/** base64url(SHA-256(salt || RFC 8785 of the value)); the salt comes as base64url, too. */
export function commitmentTo(value: JsonValue, salt: string): string {
  return createHash('sha256').update(Buffer.from(salt, 'base64url')).update(canonicalize(value)!).digest('base64url');
}

/** Commits to the personal values of a state. One that is as it was before keeps its commitment. */
export function commitmentsOf<R extends RecordedEvent>(
  { personal }: Pick<StreamKind<R>, 'personal'>,
  state: object | null,
  previous?: Pick<R, 'state' | 'commitments'>,
): Commitments {
  if (!personal || !state) return {};
  const before = previous?.state ? personal.split(previous.state as JsonObject).personal : {};
  const commitments = new Map<string, Commitment>();
  for (const [name, value] of Object.entries(personal.split(state as JsonObject).personal)) {
    const earlier = previous?.commitments?.[name];
    commitments.set(name, earlier?.salt && sameJson(before[name], value) ? earlier : newCommitment(value));
  }
  return Object.fromEntries(commitments);
}

function newCommitment(value: JsonValue): Commitment {
  const salt = randomBytes(SALT_BYTES).toString('base64url');
  return { c: commitmentTo(value, salt), salt };
}
