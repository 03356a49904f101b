import { statSync } from 'node:fs';

/**
 * When the embedded engine wrote a database last, by the time of the journal that each change goes through (SQLite,
 * "Write-Ahead Logging"): milliseconds since 1970, NaN where there is no journal.
 */
export function lastWritten(database: string): number {
  return statSync(`${database}-wal`, { throwIfNoEntry: false })?.mtimeMs ?? Number.NaN;
}
