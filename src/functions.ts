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
  /** Whether they publish: they then find the event bus in EVENT_BUS_NAME. */
  publishes?: true;
}

/**
 * The roles as data, read by the build, the stack and the local service. What the functions of a role are given, the
 * composition root makes: `commandParts`, `showParts`, ...
 */
export const roles = {
  command: { folder: 'src/commands', tables: ['events', 'idempotency'] },
  show: { folder: 'src/queries', tables: ['events', 'pets'] },
  list: { folder: 'src/queries', tables: ['events', 'pets'] },
  audit: { folder: 'src/queries', tables: ['events'] },
  feed: { folder: 'src/queries', tables: ['events'] },
  open: { folder: 'src/queries', tables: [] },
  project: { folder: 'src/projections', tables: readModels },
  rebuild: {
    folder: 'src/projections',
    tables: ['events', ...readModels],
    timeoutSeconds: 90,
  },
  publish: { folder: 'src/projections', tables: [], publishes: true },
} as const satisfies Record<string, Role>;

export type RoleName = keyof typeof roles;

/** The functions that the Events table's stream is delivered to. */
export const STREAM_FUNCTIONS = ['projectPets', 'publishPets'] as const;
export type StreamFunction = (typeof STREAM_FUNCTIONS)[number];

export type FunctionName = RouteFunction | StreamFunction | 'rebuildPets';

/** The role of a function follows from the scope of its routes. */
const ofScope = {
  'pets:write': 'command',
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
  projectPets: 'project',
  publishPets: 'publish',
  rebuildPets: 'rebuild',
};

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
  /** Rows that were put on their own, as the table understood no statement for them. */
  | 'RefusedStatements';
