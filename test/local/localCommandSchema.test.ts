import { expect, test } from 'vitest';
import { argumentsOf } from '../../infra/local/localCommandSchema.ts';
import type { LocalCommand } from '../../src/client/localClient.ts';

const TIMES = { from: '2026-03-01T00:00:00Z', to: '2026-03-02T00:00:00+01:00' };

test.each<[LocalCommand, string]>([
  [{ command: 'verify' }, 'verify --json --data=/data --'],
  [{ command: 'verify', petId: '-x' }, 'verify --json --data=/data -- -x'],
  [{ command: 'rebuild' }, 'rebuild --json --data=/data'],
  [{ command: 'rebuild', dryRun: false, force: false }, 'rebuild --json --data=/data'],
  [{ command: 'rebuild', dryRun: true, force: true }, 'rebuild --json --data=/data --dry-run --force'],
  [{ command: 'replay', dryRun: false, petId: '-x' }, 'replay --json --data=/data --pet=-x'],
  [
    { command: 'replay', dryRun: true, ...TIMES, type: 'PetDeleted' },
    `replay --json --data=/data --dry-run --from=${TIMES.from} --to=${TIMES.to} --type=PetDeleted`,
  ],
])('%j', (request, line) => {
  expect(argumentsOf(request, '/data').join(' ')).toBe(line);
});
