import * as z from 'zod/mini';
import { PERSONAL_ATTRIBUTES } from '../domain/pet.ts';
import { messageAttributesSchema } from '../messages/messagePet.ts';
import { petMessageSchemas } from '../messages/petMessageSchemas.ts';

const missingOr = (message: string) => ({
  error: ({ input }: { input?: unknown }) => (input === undefined ? 'is missing' : message),
});
const contractSchema = z.object(
  {
    consumer: z.string(missingOr('must be text')),
    reads: z
      .record(
        z.string(),
        z.record(z.string(), z.string('must be a JSON type'), 'must be an object: JSON types by the paths of fields'),
        missingOr('must be an object: what is read by type of event'),
      )
      .check(z.refine((reads) => Object.keys(reads).length > 0, 'must name a type of event')),
    personalData: z.optional(z.boolean('must be true or false')),
  },
  'must be an object',
);

/**
 * What a consumer reads of the messages: by type of event, the paths of fields in `detail` with their JSON types, such as
 * `{"PetCreated": {"pet.name": "string"}}`. An element of a list is `[]`, as in `pet.tags.[]`.
 */
export interface PinnedContract {
  consumer: string;
  reads: Record<string, Record<string, string>>;
  /** Whether the consumer's stage sets `publishPersonalData`: other messages are without personal data. */
  personalData?: boolean;
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * What the messages of this version no longer promise of what a consumer reads, or what is wrong with its contract; empty
 * where they promise all.
 */
export function brokenReads(
  contract: PinnedContract,
  schemas: Record<string, z.core.$ZodType> = petMessageSchemas,
): string[] {
  const { error } = contractSchema.safeParse(contract);
  if (error) return error.issues.map(({ path, message }) => faultOf(contract, path, message));
  const { consumer, reads, personalData = false } = contract;
  return Object.entries(reads).flatMap(([type, fields]) => {
    const schema = schemas[type];
    if (!schema) return [`${consumer} reads ${type}, which is not published`];
    const detail = (z.toJSONSchema(schema) as JsonSchema).properties?.detail as JsonSchema;
    return Object.entries(fields).flatMap(([path, wanted]) => {
      const found = typesIn(detail, path);
      const where = `${consumer} reads ${path} of ${type} as ${wanted}`;
      if (found.length === 0) return [`${where}, and it is not there`];
      if (!found.some((one) => one === wanted || (one === 'integer' && wanted === 'number')))
        return [`${where}, and it is ${found.join(' or ')}`];
      return personalData || !isPersonal(path)
        ? []
        : [
            `${where}, and personal data is in messages only if the stage sets publishPersonalData: if it does, set personalData in the contract`,
          ];
    });
  });
}

function faultOf(contract: { consumer?: unknown } | null, path: readonly PropertyKey[], message: string): string {
  const whose = typeof contract?.consumer === 'string' ? `The contract of ${contract.consumer}` : 'A contract';
  return `${whose}: ${path.length > 0 ? path.join(', ') : 'it'} ${message}`;
}

const isPersonal = (path: string): boolean => {
  const name = /^(?:pet|data\.pet|data\.changes)\.([^.]+)/.exec(path)?.[1];
  return PERSONAL_ATTRIBUTES.some((attribute) => attribute === name);
};

/** The JSON types that a path in `detail` can lead to. */
function typesIn(detail: JsonSchema, path: string): string[] {
  const [data, changes, ...rest] = path.split('.');
  const isChange = data === 'data' && changes === 'changes' && rest.length > 0;
  if (!isChange || typesAt(detail, ['data', 'changes']).length === 0) return typesAt(detail, path.split('.'));
  // The schema of a merge patch leaves open what the attributes are. It sets them, and removes those that are optional.
  const attributes = z.toJSONSchema(messageAttributesSchema) as JsonSchema;
  const types = typesAt(attributes, rest);
  const canGo = types.length > 0 && rest.length === 1 && !attributes.required?.includes(rest[0]!);
  return canGo ? [...types, 'null'] : types;
}

/** The JSON types that a path in a schema can lead to. */
function typesAt(schema: JsonSchema, [name, ...rest]: string[]): string[] {
  const alternatives = (schema.anyOf ?? [schema]) as JsonSchema[];
  return alternatives.flatMap((one) => {
    if (name === undefined) return one.type ?? (one.enum ?? [one.const]).map(typeOf);
    const inner = name === '[]' ? one.items : one.properties?.[name];
    return inner ? typesAt(inner as JsonSchema, rest) : [];
  });
}

const typeOf = (value: unknown): string => (value === null ? 'null' : typeof value);
