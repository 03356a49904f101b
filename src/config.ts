import { type TableName, tables } from './tables.ts';

/** Reads a variable that the function can't do without; fails when the function starts, by name. */
function required(variable: string): string {
  const value = process.env[variable];
  if (!value) throw new Error(`The environment variable ${variable} is not set.`);
  return value;
}

export const tableNamed = (table: TableName): string => required(tables[table].variable);

/** The bus that the publisher writes to: its name or ARN. */
export const eventBusName = (): string => required('EVENT_BUS_NAME');

/** Whether changes must name the version they build on. Off unless the operator sets it. */
export const requiresIfMatch = (): boolean => process.env.REQUIRE_IF_MATCH === 'true';

export const AUTH_KINDS = ['iam', 'jwt', 'none'] as const;
export type AuthKind = (typeof AUTH_KINDS)[number];

/** Who vouches for callers: API Gateway by IAM or by a token, or nobody. There is no default: open is a choice. */
export function authKind(): AuthKind {
  const value = required('AUTH');
  const kind = AUTH_KINDS.find((one) => one === value);
  if (!kind) throw new Error(`The environment variable AUTH must be one of ${AUTH_KINDS.join(', ')}, not ${value}.`);
  return kind;
}
