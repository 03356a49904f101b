import * as z from 'zod/mini';

/** A schema with a description for the documents that are made of it. */
export const described = <S extends z.core.$ZodType>(schema: S, description: string): S => {
  z.globalRegistry.add(schema, { description });
  return schema;
};

export const text = (description: string) => described(z.string(), description);
export const time = (description: string) =>
  described(z.iso.datetime(), `${description}: ISO 8601 in UTC, with milliseconds.`);
export const version = (description: string) => described(z.int().check(z.positive()), description);
