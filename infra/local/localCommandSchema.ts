import * as z from 'zod/mini';
import type { LocalCommand } from '../../src/client/localClient.ts';
import { PET_ID } from '../../src/domain/pet.ts';
import { PET_EVENT_TYPES } from '../../src/domain/petEvents.ts';

const petId = z.optional(z.string().check(z.regex(PET_ID, 'must be a petId')));
const time = z.optional(z.iso.datetime({ offset: true, error: 'must be a time such as 2026-03-01T00:00:00Z' }));

/** A command of the command line that may be asked for here. What is not known is refused: it might have meant "dry run". */
export const localCommandSchema = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('verify'), petId }),
  z.strictObject({
    command: z.literal('rebuild'),
    dryRun: z.optional(z.boolean()),
    force: z.optional(z.boolean()),
  }),
  z
    .strictObject({
      command: z.literal('replay'),
      dryRun: z.boolean(),
      from: time,
      to: time,
      type: z.optional(z.enum(PET_EVENT_TYPES)),
      petId,
    })
    .check(
      z.refine(({ from, petId }) => from !== undefined || petId !== undefined, {
        path: ['from'],
        error: 'give from, petId or both',
      }),
    ),
]) satisfies z.ZodMiniType<LocalCommand>;

/** The command line's arguments for a command on the service that tells of itself in `folder`. */
export function argumentsOf(request: LocalCommand, folder: string): string[] {
  const common = ['--json', `--data=${folder}`];
  switch (request.command) {
    case 'verify':
      return ['verify', ...common, '--', ...(request.petId === undefined ? [] : [request.petId])];
    case 'rebuild':
      return ['rebuild', ...common, ...flag('dry-run', request.dryRun), ...flag('force', request.force)];
    case 'replay': {
      const { dryRun, from, to, type, petId: pet } = request;
      return ['replay', ...common, ...flag('dry-run', dryRun), ...options({ from, to, type, pet })];
    }
  }
}

const flag = (name: string, isSet: boolean | undefined): string[] => (isSet ? [`--${name}`] : []);

const options = (values: Record<string, string | undefined>): string[] =>
  Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]));
