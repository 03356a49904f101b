import { InvalidArgumentError } from 'commander';

/** Reads an option that is a whole number within bounds. */
export function numberOption(least: number, greatest: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : -1;
    if (value < least || value > greatest)
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${greatest}.`);
    return value;
  };
}
