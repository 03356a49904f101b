import * as z from 'zod/mini';

/** A schema with a description, and maybe an example, for the documents that are made of it. */
export const described = <S extends z.core.$ZodType>(schema: S, description: string, example?: unknown): S => {
  z.globalRegistry.add(schema, { description, ...(example !== undefined && { examples: [example] }) });
  return schema;
};

export const text = (description: string) => described(z.string(), description);
export const time = (description: string) =>
  described(z.iso.datetime(), `${description}: ISO 8601 in UTC, with milliseconds.`);
export const version = (description: string) => described(z.int().check(z.positive()), description);
