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
