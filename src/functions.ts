import type { TableName } from './tables.ts';

interface FunctionData {
  /** The module that exports the `handler`. */
  source: string;
  /** The tables whose names the function finds in its environment. */
  tables: readonly TableName[];
  /** How long a call may take, where that is longer than `TIMEOUT_SECONDS`. */
  timeoutSeconds?: number;
  /** Whether it publishes: it then finds the event bus in EVENT_BUS_NAME. */
  publishes?: true;
}

/** The Lambda functions as data, by the name of their bundle: read by the build, the stack and the local service. */
export const functions = {
  createPet: { source: 'src/commands/createPet.ts', tables: ['events', 'idempotency'] },
  updatePet: { source: 'src/commands/updatePet.ts', tables: ['events', 'idempotency'] },
  deletePet: { source: 'src/commands/deletePet.ts', tables: ['events', 'idempotency'] },
  restorePet: { source: 'src/commands/restorePet.ts', tables: ['events', 'idempotency'] },
  showPet: { source: 'src/queries/showPet.ts', tables: ['events', 'pets'] },
  listPets: { source: 'src/queries/listPets.ts', tables: ['pets'] },
  petHistory: { source: 'src/queries/petHistory.ts', tables: ['events'] },
  blamePet: { source: 'src/queries/blamePet.ts', tables: ['events'] },
  listEvents: { source: 'src/queries/listEvents.ts', tables: ['events'] },
  showDocs: { source: 'src/queries/showDocs.ts', tables: [] },
  showConsole: { source: 'src/queries/showConsole.ts', tables: [] },
  describeApi: { source: 'src/queries/describeApi.ts', tables: [] },
  projectPets: { source: 'src/projections/projectPets.ts', tables: ['pets'] },
  rebuildPets: { source: 'src/projections/rebuildPets.ts', tables: ['events', 'pets'], timeoutSeconds: 90 },
  publishPets: { source: 'src/projections/publishPets.ts', tables: [], publishes: true },
} as const satisfies Record<string, FunctionData>;

export type FunctionName = keyof typeof functions;

/** The functions that the Events table's stream is delivered to. */
export const STREAM_FUNCTIONS = ['projectPets', 'publishPets'] as const satisfies readonly FunctionName[];
export type StreamFunction = (typeof STREAM_FUNCTIONS)[number];

const TIMEOUT_SECONDS = 10;

/** How long a call of a function may take, in seconds; also of one that is not the service's own, such as a rule's. */
export function timeoutOf(name: string): number {
  const known: Record<string, FunctionData> = functions;
  return known[name]?.timeoutSeconds ?? TIMEOUT_SECONDS;
}
