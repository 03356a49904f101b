import { MOST_SHARDS, ONE_SHARD, type ShardNumbers, shardsEver } from './shardNumbers.ts';
import { type Table, type TableName, tables } from './tables.ts';

/** The environment variables besides the tables' own (src/tables.ts). */
export const variables = {
  auth: 'AUTH',
  requiresIfMatch: 'REQUIRE_IF_MATCH',
  eventBusName: 'EVENT_BUS_NAME',
  publishesPersonalData: 'PUBLISH_PERSONAL_DATA',
  logOrigin: 'LOG_ORIGIN',
  logKeys: 'LOG_KEYS',
  logBucket: 'LOG_BUCKET',
  shards: 'SHARDS',
  listShards: 'LIST_SHARDS',
} as const;

/** Reads a variable that the function can't do without; fails when the function starts, by name. */
function required(variable: string): string {
  const value = process.env[variable];
  if (!value) throw new Error(`The environment variable ${variable} is not set.`);
  return value;
}

/** The name of a table, from the environment. Throws, naming the variable, where it is not set. */
export const requireTableName = ({ variable }: Pick<Table, 'variable'>): string => required(variable);
export const requireTable = (table: TableName): string => requireTableName(tables[table]);

/** The numbers of shards that were in use, oldest first and today's last, in the form `1,8`; 1 unless set. */
export function shardNumbers(text = process.env[variables.shards]): ShardNumbers {
  if (text === undefined || text === '') return ONE_SHARD;
  const [first, ...others] = text.split(',').map(Number);
  const numbers: ShardNumbers = [first!, ...others];
  if (numbers.some((number) => !Number.isInteger(number) || number < 1 || number > MOST_SHARDS))
    throw new Error(
      `The environment variable ${variables.shards} must hold numbers from 1 to ${MOST_SHARDS}, not ${text}.`,
    );
  return numbers;
}

/** How many shards have rows: all that were ever in use, unless a rebuild has moved the rows since. */
export function listShards(): number {
  const text = process.env[variables.listShards];
  return text ? shardNumbers(text)[0] : shardsEver(shardNumbers());
}

/** The name of a stage's stack, and of what it names: bus, dashboard, functions, alarms, logs. */
export const stackNameOf = (stage: string): string => `pets-service-${stage}`;

/** The bus that the publisher writes to: its name or ARN. Throws where it is not set. */
export const requireBusName = (): string => required(variables.eventBusName);

/** The name of the log. Throws where it is not set. */
export const requireLogOrigin = (): string => required(variables.logOrigin);

/** What the sequencer signs with, KMS keys with the newest first, and the bucket for checkpoints. Throws where it is not set. */
export const requireLogKeys = (): string[] => required(variables.logKeys).split(',');
export const requireLogBucket = (): string => required(variables.logBucket);

/** Whether changes must name the version they build on. Off unless the operator sets it. */
export const requiresIfMatch = (): boolean => process.env[variables.requiresIfMatch] === 'true';

/** Whether messages on the bus carry personal data. Off unless the operator sets it. */
export const publishesPersonalData = (): boolean => process.env[variables.publishesPersonalData] === 'true';

export const AUTH_KINDS = ['iam', 'jwt', 'none'] as const;
export type AuthKind = (typeof AUTH_KINDS)[number];

/** Who vouches for callers: API Gateway by IAM or by a token, or nobody. There is no default: open is a choice. */
export function requireAuthKind(): AuthKind {
  const value = required(variables.auth);
  const kind = AUTH_KINDS.find((one) => one === value);
  if (!kind)
    throw new Error(
      `The environment variable ${variables.auth} must be one of ${AUTH_KINDS.join(', ')}, not ${value}.`,
    );
  return kind;
}
