import { MAX_PET_BYTES } from '../domain/pet.ts';
import { MAX_POINTER_BYTES } from '../domain/pointerBytes.ts';
import { etagOf } from '../http/etagOf.ts';
import { invalid, invalidParameter, Problem, petDeleted, petNotFound, versionNotFound } from '../http/problems.ts';
import type { PetRefusal } from './petDecider.ts';

/** The problem that answers a refusal. */
export function problemOf(petId: string, refusal: PetRefusal): Problem {
  switch (refusal.reason) {
    case 'pet-exists':
      return new Problem('pet-exists', `The pet ${petId} exists.`);
    case 'pet-not-found':
      return petNotFound(petId);
    case 'pet-deleted':
      return petDeleted(petId);
    case 'pet-too-large':
      return new Problem('pet-too-large', `The pet would be more than ${MAX_PET_BYTES} bytes of JSON.`);
    case 'pointers-too-long': {
      const detail = `The JSON Pointers to the pet's fields would be more than ${MAX_POINTER_BYTES} bytes together.`;
      return new Problem('pet-too-large', detail);
    }
    case 'invalid-pet':
      return invalid('invalid-pet', refusal.violations);
    case 'version-not-found':
      return versionNotFound(refusal.version, refusal.newest);
    case 'version-without-pet':
      return invalidParameter(
        '/query/version',
        `must be a version at which the pet lived; version ${refusal.version} deleted it`,
      );
    case 'version-conflict': {
      const headers = { etag: etagOf(refusal.version) };
      return new Problem('version-conflict', `The pet is at version ${refusal.version}. Read it again first.`, {
        headers,
      });
    }
    case 'idempotency-key-reused':
      return new Problem('idempotency-key-reused', 'This Idempotency-Key came with another request before.');
    case 'contention':
    case 'companion-exists':
      return new Problem('contention', 'Other writers came first every time. Try again.', {
        headers: { 'retry-after': '1' },
      });
    default:
      throw new Error(`unknown refusal ${(refusal satisfies never as PetRefusal).reason}`);
  }
}
