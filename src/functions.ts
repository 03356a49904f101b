import { type RouteFunction, routes, type Scope } from './routes.ts';
import { readModels, type TableName } from './tables.ts';

/** What the functions of a role are, and what they need. */
export interface Role {
  /** Where their source is: `<folder>/<name>.ts`, which exports `<name>`. */
  folder: string;
  /** The tables whose names they find in their environment. */
  tables: readonly TableName[];
  /** How long a call may take, where that is longer than `TIMEOUT_SECONDS`. */
  timeoutSeconds?: number;
  /** Whether they tell of events as messages: they then find in PUBLISH_PERSONAL_DATA whether these have personal data. */
  tells?: true;
  /** Whether they publish: they then find the event bus in EVENT_BUS_NAME. */
  publishes?: true;
  /** Whether they read the log: they then find its name in LOG_ORIGIN. */
  readsLog?: true;
  /** Whether they sign it: they then find the keys in LOG_KEYS, and the bucket for checkpoints in LOG_BUCKET. */
  signsLog?: true;
}

/**
 * The roles as data, read by the build, the stack and the local service. What the functions of a role are given, the
 * composition root makes: `commandParts`, `showParts`, ...
 */
export const roles = {
  command: { folder: 'src/commands', tables: ['events', 'idempotency'] },
  show: { folder: 'src/queries', tables: ['events', 'pets'] },
  list: { folder: 'src/queries', tables: ['events', 'pets'] },
  audit: { folder: 'src/queries', tables: ['events'], tells: true },
  feed: { folder: 'src/queries', tables: ['events', 'log'], tells: true, readsLog: true },
  receipt: { folder: 'src/queries', tables: ['events', 'log'], readsLog: true },
  log: { folder: 'src/queries', tables: ['log'], readsLog: true },
  open: { folder: 'src/queries', tables: [] },
  project: { folder: 'src/projections', tables: readModels },
  rebuild: {
    folder: 'src/projections',
    tables: ['events', ...readModels],
    timeoutSeconds: 90,
  },
  /** Removes personal values from stored events: the only one that may. */
  remove: { folder: 'src/erasure', tables: ['events'], timeoutSeconds: 300 },
  publish: { folder: 'src/projections', tables: [], tells: true, publishes: true },
  sequence: {
    folder: 'src/projections',
    tables: ['events', 'log'],
    timeoutSeconds: 55,
    publishes: true,
    readsLog: true,
    signsLog: true,
  },
} as const satisfies Record<string, Role>;

export type RoleName = keyof typeof roles;

/** The functions that the Events table's stream is delivered to. */
export const STREAM_FUNCTIONS = ['projectPets', 'publishPets'] as const;
export type StreamFunction = (typeof STREAM_FUNCTIONS)[number];

export type FunctionName = RouteFunction | StreamFunction | 'rebuildPets' | 'removePersonalData' | 'sequenceLog';

/** The role of a function follows from the scope of its routes. */
const ofScope = {
  'pets:write': 'command',
  'pets:erase': 'command',
  'pets:read': 'show',
  'pets:audit': 'audit',
  open: 'open',
} as const satisfies Record<Scope | 'open', RoleName>;

/** The Lambda functions, by the name of their bundle, with their roles. */
export const functions: Readonly<Record<FunctionName, RoleName>> = {
  ...(Object.fromEntries(routes.map((route) => [route.function, ofScope[route.scope ?? 'open']])) as Record<
    RouteFunction,
    RoleName
  >),
  listPets: 'list',
  listEvents: 'feed',
  showReceipt: 'receipt',
  showLog: 'log',
  projectPets: 'project',
  publishPets: 'publish',
  rebuildPets: 'rebuild',
  removePersonalData: 'remove',
  sequenceLog: 'sequence',
};

/**
 * When the sequencer runs, and how far behind what it has read it then looks for events that appeared late. The farther,
 * the rarer: it reads what it looks at.
 */
export const SEQUENCER_RUNS = [
  { every: 'rate(1 minute)', lookBackSeconds: 300 },
  { every: 'rate(1 hour)', lookBackSeconds: 3 * 3_600 },
  { every: 'rate(1 day)', lookBackSeconds: 48 * 3_600 },
] as const;

export const roleOf = (name: FunctionName): Role => roles[functions[name]];

const TIMEOUT_SECONDS = 10;

/** How long a call of a function may take, in seconds; also of one that is not the service's own, such as a rule's. */
export const timeoutOf = (name: string): number =>
  (Object.hasOwn(functions, name) ? roleOf(name as FunctionName).timeoutSeconds : undefined) ?? TIMEOUT_SECONDS;

/** What the functions count for operators. */
export type MetricName =
  | 'UndecodableRecords'
  | 'TamperedEvents'
  | 'RowsRepaired'
  | 'StrayRows'
  /** Personal values that the daily check found still there after their erasure. */
  | 'LateErasures'
  /** Runs in which the sequencer did not sign, as the table is not what the log says. */
  | 'LogRefusals'
  /** Events that the log can't take, as one before them is missing. */
  | 'HeldBackEvents'
  /** Rows that were put on their own, as the table understood no statement for them. */
  | 'RefusedStatements';
