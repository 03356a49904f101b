import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { ConsumerStatus, DeliveredRecord, DeliveryNews } from '../../src/client/news.ts';
import type { StreamFunction } from '../../src/functions.ts';
import { epochMs } from './epochMs.ts';
import { remainderOf } from './eventSourceMapping.ts';
import type { Invoke } from './invoking.ts';

/** Takes notes of what is delivered to one consumer of the stream, and changes nothing of it. */
export class ConsumerTrace {
  readonly name: StreamFunction;
  private readonly tell: (delivery: DeliveryNews) => void;
  /** Records that were not taken, by sequence number: how often they were delivered, and since when they are there. */
  private readonly waiting = new Map<string, { deliveries: number; since: number }>();
  private readonly counts = { delivered: 0, failures: 0 };
  private lastError: ConsumerStatus['lastError'] = null;
  private position: ConsumerStatus['position'] = null;
  private lastLagMs: number | null = null;

  constructor(name: StreamFunction, tell: (delivery: DeliveryNews) => void) {
    this.name = name;
    this.tell = tell;
  }

  /** The function, with notes taken of each delivery. */
  tracing(invoke: Invoke): Invoke {
    return async (event) => {
      const { Records } = event as DynamoDBStreamEvent;
      const startedAt = epochMs();
      return invoke(event).then(
        (response) => {
          const left = remainderOf(Records, response).flat();
          const taken = Records.slice(0, Records.length - left.length);
          if (taken.length > 0) this.took(taken, startedAt);
          if (left.length > 0)
            this.left(left, startedAt, 'The function reported a record as failed; its log says why.');
          return response;
        },
        (error) => {
          this.left(Records, startedAt, error instanceof Error ? error.message : String(error));
          throw error;
        },
      );
    };
  }

  /** Waits no more for records that were given up. */
  readonly gaveUp = (records: readonly DynamoDBRecord[]): void => {
    for (const record of records) this.waiting.delete(sequenceNumberOf(record));
  };

  status(): ConsumerStatus {
    const oldest = Math.min(...[...this.waiting.values()].map(({ since }) => since));
    const retrying = this.waiting.size > 0;
    return {
      name: this.name,
      ...this.counts,
      lastError: this.lastError,
      position: this.position,
      retrying,
      lagMs: retrying ? Math.max(0, epochMs() - oldest) : this.lastLagMs,
    };
  }

  private took(records: readonly DynamoDBRecord[], startedAt: number): void {
    const { endedAt, records: delivered } = this.delivery(records, startedAt, null);
    this.gaveUp(records);
    this.counts.delivered += records.length;
    this.lastLagMs = Math.max(0, endedAt - enteredAt(records.at(-1)!));
    const last = delivered.at(-1);
    if (!last) return;
    const { eventId, petId, version, occurredAt } = last;
    this.position = { eventId, petId, version, occurredAt };
  }

  private left(records: readonly DynamoDBRecord[], startedAt: number, message: string): void {
    const { endedAt } = this.delivery(records, startedAt, message);
    this.counts.failures++;
    this.lastError = { at: endedAt, message };
    for (const record of records) {
      const key = sequenceNumberOf(record);
      const deliveries = (this.waiting.get(key)?.deliveries ?? 0) + 1;
      this.waiting.set(key, { deliveries, since: enteredAt(record) });
    }
  }

  private delivery(records: readonly DynamoDBRecord[], startedAt: number, error: string | null): DeliveryNews {
    const delivery = {
      function: this.name,
      startedAt,
      endedAt: epochMs(),
      attempt: (this.waiting.get(sequenceNumberOf(records[0]!))?.deliveries ?? 0) + 1,
      error,
      records: records.flatMap(deliveredRecord),
    };
    this.tell(delivery);
    return delivery;
  }
}

const sequenceNumberOf = ({ dynamodb }: DynamoDBRecord): string => dynamodb?.SequenceNumber ?? '';

/**
 * When the record's event was stored: milliseconds since 1970. The stream's own time has whole seconds, and the event's
 * may be of long ago (an import keeps it): the later one is right, or less than a second early.
 */
function enteredAt({ dynamodb }: DynamoDBRecord): number {
  const occurredAt = Date.parse(dynamodb?.NewImage?.occurredAt?.S ?? '') || 0;
  return Math.max(occurredAt, (dynamodb?.ApproximateCreationDateTime ?? 0) * 1000);
}

/** The record's event; none for a record that is not a stored event. */
function deliveredRecord({ dynamodb }: DynamoDBRecord): DeliveredRecord[] {
  const { eventId, petId, version, type, occurredAt, metadata, state, data } = dynamodb?.NewImage ?? {};
  // A first state is stored once, as the data.
  const pet = state?.M ?? data?.M?.pet?.M;
  if (eventId?.S === undefined || petId?.S === undefined) return [];
  return [
    {
      eventId: eventId.S,
      petId: petId.S,
      version: Number(version?.N),
      type: type?.S ?? '',
      requestId: metadata?.M?.requestId?.S ?? '',
      occurredAt: occurredAt?.S ?? '',
      pet: pet ? { name: pet.name?.S ?? '', type: pet.type?.S ?? '' } : null,
    },
  ];
}
