import { LONGEST_VALUE, PET_ID, PET_STATUSES } from '../domain/pet.ts';
import { PET_EVENT_TYPES } from '../domain/petEvents.ts';
import { PERSONAL_NAMES } from '../domain/splitPersonal.ts';
import type { JsonSchema } from './ref.ts';

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: true;
  description: string;
  /** Its examples are the parameter's: those of the parameter itself are sent by people who try the API on its page. */
  schema: JsonSchema;
}

const entityTags = '(W/)?"[!#-~]*"';
/** Elements may be empty (RFC 9110 section 5.6.1). */
const entityTagList = `^(\\*|[ ,]*${entityTags}( *,[ ,]*${entityTags})*( *,[ ,]*)?)$`;
const version = { type: 'integer', minimum: 1, maximum: 999_999_999_999_999 };
const time = { type: 'string', format: 'date-time' };
const callerId = { type: 'string', pattern: '^[A-Za-z0-9._:/+=@-]{1,128}$' };

/** The document's `components.parameters`: what requests carry beside a body. */
export const parameters = {
  petId: {
    name: 'petId',
    in: 'path',
    required: true,
    description: "The pet's id.",
    schema: { type: 'string', pattern: PET_ID.source, examples: ['01KAS2J9QH4Z1V5T8R0N6W3XYE'] },
  },
  file: {
    name: 'file',
    in: 'path',
    required: true,
    description: 'The name of the part.',
    schema: { type: 'string', examples: ['swagger-ui.css'] },
  },
  limit: {
    name: 'limit',
    in: 'query',
    description: 'How many items a page may have.',
    schema: { type: 'integer', minimum: 1, maximum: 100, default: 25, examples: [10] },
  },
  type: {
    name: 'type',
    in: 'query',
    description: 'Only pets of this type, whatever its case.',
    schema: { type: 'string', minLength: 1, maxLength: 100, examples: ['dog'] },
  },
  status: {
    name: 'status',
    in: 'query',
    description: 'Only pets with this status.',
    schema: { type: 'string', enum: PET_STATUSES, examples: ['available'] },
  },
  ownerId: {
    name: 'ownerId',
    in: 'query',
    description: 'Only pets with this owner.',
    schema: { type: 'string', minLength: 1, maxLength: LONGEST_VALUE, examples: ['owner-17'] },
  },
  name: {
    name: 'name',
    in: 'query',
    description: 'Only pets whose name begins like this. Case and accents do not matter.',
    schema: { type: 'string', minLength: 1, maxLength: 200, examples: ['fi'] },
  },
  listAt: {
    name: 'at',
    in: 'query',
    description: 'The list as it was at this time, which must be at least 5 seconds ago.',
    schema: { ...time, examples: ['2026-03-02T00:00:00Z'] },
  },
  cursor: {
    name: 'cursor',
    in: 'query',
    description: 'The `nextCursor` of a page of the same list with the same filters; opaque.',
    schema: {
      type: 'string',
      pattern: '^[A-Za-z0-9_-]+$',
      examples: ['kq3mZxX2v0nTq4dCMDFLQVMySjlRSDRaMVY1VDhSME42VzNYWUU'],
    },
  },
  consistency: {
    name: 'consistency',
    in: 'query',
    description:
      '`strong` reads what was written last. `eventual` reads a row that trails the writes by a moment, and costs less.',
    schema: { type: 'string', enum: ['eventual', 'strong'], default: 'eventual', examples: ['strong'] },
  },
  version: {
    name: 'version',
    in: 'query',
    description: 'The pet as it was at this version.',
    schema: { ...version, examples: [2] },
  },
  pathVersion: {
    name: 'version',
    in: 'path',
    required: true,
    description: "The event's version.",
    schema: { type: 'integer', minimum: 1, maximum: 999_999_999_999_999, examples: [2] },
  },
  after: {
    name: 'after',
    in: 'query',
    description:
      'The events in the order of the log behind this index, which the log must have, or -1 for all of them. Only `limit` may be given with it.',
    schema: { type: 'integer', minimum: -1, maximum: 999_999_999_999_999, examples: [-1] },
  },
  level: {
    name: 'level',
    in: 'path',
    required: true,
    description: 'The level of the tile, 0 for hashes of leaves; `entries` for the leaves themselves.',
    schema: { type: 'string', pattern: '^([0-7]|entries)$', examples: ['0'] },
  },
  tileIndex: {
    name: 'index',
    in: 'path',
    required: true,
    description:
      'The index of the tile as C2SP tlog-tiles writes it: groups of three digits, all but the last behind an x; behind ' +
      '`.p/`, how many hashes of one that is not full.',
    schema: {
      type: 'string',
      pattern: '^(x\\d{3}/){0,4}\\d{3}(\\.p/([1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5]))?$',
      examples: ['x001/x234/067', '003.p/12'],
    },
  },
  fromSize: {
    name: 'from',
    in: 'query',
    description: 'The size of the earlier checkpoint.',
    schema: { type: 'integer', minimum: 0, maximum: 999_999_999_999_999, default: 0, examples: [0] },
  },
  toSize: {
    name: 'to',
    in: 'query',
    description: 'The size of the later checkpoint, which must not be below `from`; that of the newest unless given.',
    schema: { type: 'integer', minimum: 0, maximum: 999_999_999_999_999, examples: [0] },
  },
  at: {
    name: 'at',
    in: 'query',
    description: 'The pet as it was at this time. Not together with `version`.',
    schema: { ...time, examples: ['2026-03-02T00:00:00Z'] },
  },
  order: {
    name: 'order',
    in: 'query',
    description: '`asc` is oldest first, `desc` newest first.',
    schema: { type: 'string', enum: ['asc', 'desc'], default: 'asc', examples: ['desc'] },
  },
  afterVersion: {
    name: 'after',
    in: 'query',
    description: 'Only events behind this version, in the order that is asked for. Not together with `cursor`.',
    schema: { ...version, examples: [2] },
  },
  as: {
    name: 'as',
    in: 'query',
    description: '`messages` shows every event as the message that subscribers get (docs/events.md).',
    schema: { type: 'string', enum: ['messages'], examples: ['messages'] },
  },
  from: {
    name: 'from',
    in: 'query',
    description: 'Only events from this time on.',
    schema: { ...time, examples: ['2026-03-01T00:00:00Z'] },
  },
  to: {
    name: 'to',
    in: 'query',
    description: 'Only events before this time, which must not be before `from`.',
    schema: { ...time, examples: ['2026-04-01T00:00:00+02:00'] },
  },
  eventType: {
    name: 'type',
    in: 'query',
    description: 'Only events of this type.',
    schema: { type: 'string', enum: PET_EVENT_TYPES, examples: ['PetUpdated'] },
  },
  fields: {
    name: 'fields',
    in: 'query',
    description:
      'Which personal data to erase, with commas between the names; `other` is every attribute that the service does not ' +
      'know. All of it unless given.',
    schema: {
      type: 'string',
      pattern: `^(${PERSONAL_NAMES.join('|')})(,(${PERSONAL_NAMES.join('|')}))*$`,
      examples: ['notes,ownerId'],
    },
  },
  actor: {
    name: 'actor',
    in: 'query',
    description: 'Only events that this actor caused.',
    schema: { type: 'string', minLength: 1, maxLength: 2_048, examples: ['auth0|ann'] },
  },
  ifMatch: {
    name: 'If-Match',
    in: 'header',
    description:
      'Change the pet only if it is at one of these versions (RFC 9110 section 13.1.1): entity tags from ETag, or `*`. ' +
      'Otherwise the answer is 412. A weak tag never matches.',
    schema: { type: 'string', pattern: entityTagList, examples: ['"3"'] },
  },
  ifNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description:
      'The versions that the caller has already (RFC 9110 section 13.1.2). Reading one of them is answered with 304, ' +
      'without a body; changing one of them with 412.',
    schema: { type: 'string', pattern: entityTagList, examples: ['"3"'] },
  },
  idempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      "A key of the caller's choice for this one request, bare or in quotes (draft-ietf-httpapi-idempotency-key-header). " +
      'Repeated within 24 hours, it is answered as it was the first time and carried out once; another request with the ' +
      'same key is 422.',
    schema: {
      type: 'string',
      pattern: '^([!#-~]{1,255}|"[!#-\\[\\]-~]{1,255}")$',
      examples: ['8e03978e-40d5-43e8-bc93-6894a57f9324'],
    },
  },
  prefer: {
    name: 'Prefer',
    in: 'header',
    description:
      '`return=minimal` leaves the pet out of the answer (RFC 7240 section 4.2). Any other preference is ignored.',
    schema: { type: 'string', examples: ['return=minimal'] },
  },
  requestId: {
    name: 'x-request-id',
    in: 'header',
    description:
      "The caller's own id for the request, for logs and events. One that is not well formed is replaced by the service's.",
    schema: { ...callerId, examples: ['checkout-7f3a'] },
  },
  correlationId: {
    name: 'x-correlation-id',
    in: 'header',
    description: 'The business transaction that the request belongs to; kept with the event.',
    schema: { ...callerId, examples: ['adoption-2026-0042'] },
  },
  traceparent: {
    name: 'traceparent',
    in: 'header',
    description: 'W3C Trace Context; kept with the event.',
    schema: {
      type: 'string',
      pattern: '^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$',
      examples: ['00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'],
    },
  },
} satisfies Record<string, Parameter>;

export type ParameterName = keyof typeof parameters;
