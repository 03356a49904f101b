import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { printable } from './print.ts';
import { CommandFailure } from './target.ts';

/** What an option that names a table leads to: a sentence where the table is not there, otherwise the error itself. */
export const missingTable = (option: string, name: string, error: unknown): unknown =>
  error instanceof ResourceNotFoundException
    ? new CommandFailure(
        `${option}: there is no table ${printable(name)} at that endpoint, or in that account and region.`,
      )
    : error;
