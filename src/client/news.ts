// What the service on one machine tells the console and other programs that watch it.

/** The functions that read the Events table's stream. */
type StreamFunction = 'projectPets' | 'publishPets';

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

/** What people call a pet by. */
export interface PetSubject {
  name: string;
  type: string;
}

/** An event as a stream function got it. `pet` is the pet after it; null after a deletion. */
export interface DeliveredRecord {
  eventId: string;
  petId: string;
  version: number;
  type: string;
  requestId: string;
  occurredAt: string;
  pet: PetSubject | null;
}

/** Records of the stream, delivered to a function: it took them, or `error` says why they will be delivered again. */
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
  pet: PetSubject | null;
}

export type News =
  | { type: 'command'; data: CommandNews }
  | { type: 'delivery'; data: DeliveryNews }
  | { type: 'message'; data: MessageNews };

/** How a consumer of the stream has fared since the service started. */
export interface ConsumerStatus {
  name: StreamFunction;
  /** Records that it took. */
  delivered: number;
  /** Deliveries in which it left a record. */
  failures: number;
  /** The newest failure; `at` is in milliseconds since 1970. */
  lastError: { at: number; message: string } | null;
  /** The record that it took last. */
  position: Pick<DeliveredRecord, 'eventId' | 'petId' | 'version' | 'occurredAt'> | null;
  /** Whether records wait to be delivered again. */
  retrying: boolean;
  /**
   * Milliseconds: the age of the oldest record that waits to be delivered again. If none waits, the age that the newest
   * record had when it was taken. Null before the first record.
   */
  lagMs: number | null;
}

/** An event as a target of the bus receives it. Messages about a pet name it in `detail.metadata`; others may not. */
export interface BusEvent {
  id: string;
  source: string;
  'detail-type': string;
  time: string;
  detail: Record<string, unknown> & {
    metadata?: { petId?: string; version: number; eventId: string };
    pet?: PetSubject | null;
  };
}

/** An event that a rule's target never took. */
export interface DeadLetter {
  rule: string;
  event: BusEvent;
  error: string;
}
