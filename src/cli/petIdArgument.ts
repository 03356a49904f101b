import { InvalidArgumentError } from 'commander';

/** Reads a pet's id. These would lead to another path of the API, or to none. Others may be of rows that are astray. */
export function petIdArgument(text: string): string {
  if (['', '.', '..'].includes(text))
    throw new InvalidArgumentError('It must be 1 to 64 letters, digits, hyphens or underscores.');
  return text;
}
