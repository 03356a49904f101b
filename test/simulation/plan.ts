import fc from 'fast-check';
import type { JsonObject } from '../../src/domain/jsonValue.ts';
import { petAttributes, petPatch } from '../support/arbitraries.ts';
import { FAULT_KINDS, type FaultSettings } from './faults.ts';
import { INSTANCES } from './functionInstances.ts';
import type { StreamSettings } from './streamSimulator.ts';

export const OPERATION_KINDS = [
  'create',
  'createUnnamed',
  'update',
  'put',
  'delete',
  'restore',
  'restoreVersion',
  'show',
  'showStrong',
] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];

/** What one client does at one time. */
export interface Operation {
  client: number;
  kind: OperationKind;
  /** Which of the run's pets it is about; past the named ones, the pet that the client created without a name. */
  slot: number;
  body: JsonObject;
  /** If-Match: none, the version that the client saw last, one before it, or any. */
  match: 'none' | 'seen' | 'stale' | 'any';
  keyed: boolean;
  /** Sends this earlier operation's request once more, key and all, if that has a key. */
  repeats: number | null;
  /** The version to restore. */
  version: number;
  pauseMs: number;
}

/** All that a run follows from: with the same plan, the same things happen in the same order. */
export interface Plan {
  operations: Operation[];
  faults: FaultSettings;
  stream: StreamSettings;
  /** Rebuilds of all rows beside the operations, by the pause before each. */
  rebuildsAfterMs: number[];
  /** How far each instance's clock is ahead, in milliseconds. */
  skews: number[];
  /** Decides in which order things happen, and which requests the faults strike. */
  dice: number;
}

export const CLIENTS = 4;
export const PETS = 2;

const share = (greatest: number) => fc.constantFrom(0, greatest / 4, greatest);

const operation: fc.Arbitrary<Operation> = fc
  .record({
    client: fc.nat({ max: CLIENTS - 1 }),
    kind: fc.oneof(
      { weight: 3, arbitrary: fc.constant('create' as const) },
      { weight: 3, arbitrary: fc.constant('createUnnamed' as const) },
      { weight: 8, arbitrary: fc.constant('update' as const) },
      { weight: 1, arbitrary: fc.constant('put' as const) },
      { weight: 2, arbitrary: fc.constant('delete' as const) },
      { weight: 2, arbitrary: fc.constant('restore' as const) },
      { weight: 1, arbitrary: fc.constant('restoreVersion' as const) },
      { weight: 3, arbitrary: fc.constant('show' as const) },
      { weight: 3, arbitrary: fc.constant('showStrong' as const) },
    ),
    slot: fc.nat({ max: PETS }),
    attributes: petAttributes,
    patch: petPatch,
    match: fc.constantFrom('none', 'none', 'none', 'seen', 'stale', 'any'),
    keyed: fc.boolean(),
    repeats: fc.option(fc.nat({ max: 30 }), { freq: 4 }),
    version: fc.integer({ min: 1, max: 6 }),
    pauseMs: fc.constantFrom(0, 0, 5, 40),
  })
  .map(({ attributes, patch, ...rest }) => ({ ...rest, body: rest.kind.startsWith('create') ? attributes : patch }));

const MANY = { minLength: 1, maxLength: 40, size: 'max' } as const;

/** Runs begin with creations: of pets that are not there, nothing can be seen. They stay when a plan is shrunk. */
const creationOf = (slot: number) =>
  fc
    .noShrink(fc.tuple(operation, petAttributes))
    .map(([random, body]) => ({ ...random, body, kind: 'create' as const, client: slot, slot, repeats: null }));

/** Each run meets faults of some kinds only: what one kind would hide, runs without it show. */
export const planArbitrary: fc.Arbitrary<Plan> = fc.record({
  operations: fc
    .tuple(
      fc.tuple(...Array.from({ length: PETS }, (_, slot) => creationOf(slot))),
      fc.array(fc.noShrink(operation), MANY),
    )
    .map((parts) => parts.flat()),
  faults: fc.record({
    kinds: fc.subarray([...FAULT_KINDS], { minLength: 1 }),
    rate: fc.constantFrom(0, 0.05, 0.1, 0.25),
    limit: fc.constantFrom(3, 15, 60),
  }),
  stream: fc.record({
    shards: fc.integer({ min: 1, max: 4 }),
    batchSize: fc.constantFrom(1, 3, 10),
    lagMs: fc.constantFrom(10, 100, 600),
    duplicated: share(0.4),
    reordered: share(1),
    expired: share(0.2),
    poisoned: share(0.2),
  }),
  rebuildsAfterMs: fc.array(fc.constantFrom(5, 20, 100, 400), { maxLength: 6, size: 'max' }),
  skews: fc.array(fc.constantFrom(0, -40, 300, -5_000, 20_000, -3_600_000), {
    minLength: INSTANCES,
    maxLength: INSTANCES,
  }),
  dice: fc.noShrink(fc.integer()),
});
