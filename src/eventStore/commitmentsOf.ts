import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { JsonObject, JsonValue } from '../domain/jsonValue.ts';
import type { Commitment, Commitments, RecordedEvent } from './recordedEvent.ts';
import type { StreamKind } from './streamKind.ts';

const SALT_BYTES = 16;

/** base64url(SHA-256(salt || RFC 8785 of the value)); the salt comes as base64url, too. */
export function commitmentTo(value: JsonValue, salt: string): string {
  return createHash('sha256').update(Buffer.from(salt, 'base64url')).update(canonicalize(value)!).digest('base64url');
}

/**
 * Commits to the personal values of a state. One that is as it was before keeps its commitment. What it was is asked of
 * the commitment: another schema may have split the state before otherwise.
 */
export function commitmentsOf<R extends RecordedEvent>(
  { personal }: Pick<StreamKind<R>, 'personal'>,
  state: object | null,
  previous?: Pick<R, 'commitments'>,
): Commitments {
  if (!personal || !state) return {};
  const commitments = new Map<string, Commitment>();
  for (const [name, value] of Object.entries(personal.split(state as JsonObject).personal)) {
    const earlier = previous?.commitments?.[name];
    commitments.set(
      name,
      earlier?.salt && commitmentTo(value, earlier.salt) === earlier.c ? earlier : newCommitment(value),
    );
  }
  return Object.fromEntries(commitments);
}

function newCommitment(value: JsonValue): Commitment {
  const salt = Buffer.from(crypto.getRandomValues(new Uint8Array(SALT_BYTES))).toString('base64url');
  return { c: commitmentTo(value, salt), salt };
}
