import type {
  CommandNews,
  DeliveredRecord,
  DeliveryNews,
  MessageNews,
  News,
  PetSubject,
} from '../../src/client/news.ts';

/** A delivery as one of its events saw it. */
export type Attempt = Pick<DeliveryNews, 'startedAt' | 'endedAt' | 'attempt' | 'error'>;

/** One change on its way: command, event, write of the row, message. What is not known yet is null or empty. */
export interface Flow {
  /** Its place among all flows, from 1. */
  number: number;
  command: CommandNews | null;
  event: Omit<DeliveredRecord, 'occurredAt'> | null;
  /** When the event was recorded; to the millisecond. */
  recordedAt: number | null;
  projections: Attempt[];
  publications: Attempt[];
  /** When the bus accepted each message of the event. */
  messages: number[];
}

/** How many flows are kept. */
const KEPT = 200;

/** The flows, newest first, with a piece of news added to the flow that it belongs to, or to a new one. */
export function withNews(flows: readonly Flow[], { type, data }: News): Flow[] {
  switch (type) {
    case 'command':
      return withCommand(flows, data);
    case 'delivery':
      return data.records.reduce<Flow[]>((all, record) => withRecord(all, data, record), [...flows]);
    case 'message':
      return data.source === 'pets' ? withMessage(flows, data) : [...flows];
  }
}

/** News of a command comes with its answer. By then its event may have been delivered. */
function withCommand(flows: readonly Flow[], command: CommandNews): Flow[] {
  return joined(
    flows,
    ({ command: known, event }) => !known && event?.requestId === command.requestId && isOf(event, command),
    (flow) => ({ ...flow, command }),
  );
}

function withRecord(flows: readonly Flow[], delivery: DeliveryNews, { occurredAt, ...event }: DeliveredRecord): Flow[] {
  const { startedAt, endedAt, attempt, error } = delivery;
  const steps = delivery.function === 'projectPets' ? 'projections' : 'publications';
  return joined(flows, takes(event), (flow) => ({
    ...flow,
    event,
    recordedAt: Date.parse(occurredAt),
    [steps]: [...flow[steps], { startedAt, endedAt, attempt, error }],
  }));
}

function withMessage(flows: readonly Flow[], { at, source: _, ...event }: MessageNews): Flow[] {
  return joined(flows, takes(event), (flow) => ({ ...flow, event, messages: [...flow.messages, at] }));
}

/** Whether an event belongs to a flow, which has either the same event or the command behind it and no event yet. */
const takes =
  (event: Omit<DeliveredRecord, 'occurredAt'>) =>
  (flow: Flow): boolean =>
    flow.event
      ? flow.event.eventId === event.eventId
      : flow.command?.requestId === event.requestId && isOf(event, flow.command);

/** A caller can choose a request id and use it twice. The answer to a deletion has no version. */
const isOf = (event: { petId: string; version: number }, command: CommandNews): boolean =>
  (command.petId ?? event.petId) === event.petId && (command.version ?? event.version) === event.version;

/**
 * Whether a change that was answered led to no event, as far as the flows show: it was refused, another change made its
 * version (so nothing changed, or it was a repetition), or later events came and its own did not.
 */
export function hasNoEvent({ command, event, number }: Flow, flows: readonly Flow[]): boolean {
  if (!command || event) return false;
  if (command.status >= 400) return true;
  return flows.some(({ event: other, recordedAt, number: place }) => {
    if (!other || place === number) return false;
    const isSameVersion = other.petId === command.petId && other.version === command.version;
    return isSameVersion || (recordedAt !== null && recordedAt > command.endedAt);
  });
}

function joined(flows: readonly Flow[], belongs: (flow: Flow) => boolean, join: (flow: Flow) => Flow): Flow[] {
  const place = flows.findIndex(belongs);
  if (place >= 0) return flows.with(place, join(flows[place]!));
  const empty = { command: null, event: null, recordedAt: null, projections: [], publications: [], messages: [] };
  return [join({ ...empty, number: (flows[0]?.number ?? 0) + 1 }), ...flows].slice(0, KEPT);
}

/** The pet of a flow: as its own event has it, or one before or after, for a deletion or a change that was refused. */
export function subjectOf({ command, event }: Flow, flows: readonly Flow[]): PetSubject | null {
  const petId = event?.petId ?? command?.petId;
  return event?.pet ?? flows.find((other) => other.event?.pet && other.event.petId === petId)?.event?.pet ?? null;
}
