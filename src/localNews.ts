import type { StreamFunction } from './functions.ts';

// What the local service tells those who watch it, the console above all.

/** A change that a caller asked for, once it was answered. Times are milliseconds since 1970, with fractions. */
export interface CommandNews {
  /** The id that the response and the event carry. */
  requestId: string;
  method: string;
  path: string;
  status: number;
  petId: string | null;
  version: number | null;
  startedAt: number;
  endedAt: number;
}

/** An event as a stream function got it. */
export interface DeliveredRecord {
  eventId: string;
  petId: string;
  version: number;
  type: string;
  requestId: string;
  occurredAt: string;
}

/** Records of the stream, delivered to a function: taken, or with the error why they will be delivered again. */
export interface DeliveryNews {
  function: StreamFunction;
  startedAt: number;
  endedAt: number;
  /** How often the first of the records was delivered, this time included. */
  attempt: number;
  error: string | null;
  records: DeliveredRecord[];
}

/** A pet's message that the bus took. */
export interface MessageNews {
  eventId: string;
  petId: string;
  version: number;
  type: string;
  source: string;
  requestId: string;
  at: number;
}

export type News =
  | { type: 'command'; data: CommandNews }
  | { type: 'delivery'; data: DeliveryNews }
  | { type: 'message'; data: MessageNews };

/** How a consumer of the stream does, since the service started. */
export interface ConsumerStatus {
  name: StreamFunction;
  /** Records that it took. */
  delivered: number;
  /** Deliveries of which it did not take every record. */
  failures: number;
  /** The newest failure; `at` is in milliseconds since 1970. */
  lastError: { at: number; message: string } | null;
  /** The record that it took last. */
  position: Pick<DeliveredRecord, 'eventId' | 'petId' | 'version' | 'occurredAt'> | null;
  /** Whether records wait to be delivered again. */
  retrying: boolean;
  /**
   * Milliseconds: while records wait to be delivered again, the age of the oldest of them; else how old the newest
   * record that was taken was by then. Null before the first record.
   */
  lagMs: number | null;
}
