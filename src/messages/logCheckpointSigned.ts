import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import * as z from 'zod/mini';
import { described, text, time } from './described.ts';

/** Another source than that of the pets' events: a rule that takes those must ask for these too. */
const LOG_SOURCE = 'pets.log';

const detail = z.object({
  metadata: z.object({
    eventId: text('The id of this signature, the same in every delivery: deduplicate on it.'),
    schemaVersion: described(z.int().check(z.positive()), 'Raised whenever the message gains a field.', 1),
    occurredAt: time('When the log was signed'),
  }),
  data: z.object({
    origin: text("The log's name, which its keys have too."),
    size: described(z.int().check(z.minimum(0)), 'How many events the log holds.'),
    root: text('The root of its Merkle tree (RFC 9162), in base64.'),
    checkpoint: text(
      'The signed checkpoint, verbatim (C2SP tlog-checkpoint). Keep it: it is proof of all the log held.',
    ),
  }),
});

/** What the bus carries when the log was signed. Like the other messages' schemas, it may only gain optional fields. */
export const logCheckpointSigned = described(
  z.object({
    version: z.literal('0'),
    id: text('The id of this delivery.'),
    'detail-type': z.literal('LogCheckpointSigned'),
    source: z.literal(LOG_SOURCE),
    account: z.string(),
    time: described(z.iso.datetime(), 'occurredAt, in seconds.'),
    region: z.string(),
    resources: z.array(z.string()),
    detail,
  }),
  'The log that proves the history was signed. Whoever keeps these messages can show if it is ever written anew.',
);

export type LogCheckpointSigned = z.infer<typeof logCheckpointSigned>;

/** The entry that publishes a signed checkpoint. */
export const checkpointEntry = (bus: string, signed: LogCheckpointSigned['detail']): PutEventsRequestEntry => ({
  EventBusName: bus,
  Source: LOG_SOURCE,
  DetailType: 'LogCheckpointSigned',
  Time: new Date(signed.metadata.occurredAt),
  Detail: JSON.stringify(signed),
});
