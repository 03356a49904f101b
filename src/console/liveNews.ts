/** A change that the API answered. Times are epoch milliseconds, with fractions. */
export interface CommandNews {
  requestId: string;
  method: string;
  path: string;
  status: number;
  petId: string | null;
  version: number | null;
  startedAt: number;
  endedAt: number;
}

/** What a stream record says of its event. */
export interface EventNews {
  eventId: string;
  petId: string;
  version: number;
  type: string;
  requestId: string;
  occurredAt: string;
}

/** A batch of the Events table's stream that a function was called with; one that failed comes again later. */
export interface DeliveryNews {
  function: 'projectPets' | 'publishPets';
  startedAt: number;
  endedAt: number;
  attempt: number;
  error: string | null;
  records: EventNews[];
}

/** A message that the bus accepted. */
export interface MessageNews {
  eventId: string;
  petId: string;
  version: number;
  type: string;
  source: string;
  requestId: string;
  at: number;
}

export type LiveNews =
  | { kind: 'command'; news: CommandNews }
  | { kind: 'delivery'; news: DeliveryNews }
  | { kind: 'message'; news: MessageNews };
