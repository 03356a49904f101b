import { randomUUID } from 'node:crypto';

/** What a target of a rule receives. */
export interface BusEvent {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: Record<string, unknown>;
}

/** An entry as it comes over the wire: `Time` in seconds since 1970. */
interface Entry {
  Source?: unknown;
  DetailType?: unknown;
  Detail?: unknown;
  Time?: unknown;
  Resources?: unknown;
  EventBusName?: unknown;
}

/** What becomes of one entry; the errors are those of the API reference, "PutEventsResultEntry". */
export type EntryResult = { EventId: string } | { ErrorCode: string; ErrorMessage: string };

/** A request that is refused as a whole: HTTP 400 with this type. */
export class RequestRefused extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

const MAX_ENTRIES = 10;
/**
 * The limit on all entries of a request until January 2026, when it became 1 MB. The service keeps to the old one
 * (src/messages/petEntry.ts), so a larger entry is a mistake.
 */
const MAX_BYTES = 256 * 1024;
const MAX_DETAIL_TYPE_LENGTH = 128;
const REQUIRED = ['Source', 'DetailType', 'Detail'] as const;

/** Checks a PutEvents request as EventBridge does: by entry, the event it becomes or the error that it failed with. */
export function checkedEntries(request: unknown, bus: string): (BusEvent | EntryResult)[] {
  const entries = (request as { Entries?: unknown } | null)?.Entries;
  if (!Array.isArray(entries) || entries.length === 0 || entries.length > MAX_ENTRIES) {
    throw new RequestRefused('ValidationException', `Entries must hold 1 to ${MAX_ENTRIES} entries.`);
  }
  if (entries.every((entry) => REQUIRED.some((name) => !entry?.[name]))) {
    throw new RequestRefused('ValidationException', 'Every entry lacks a Source, a DetailType or a Detail.');
  }
  if (entries.reduce((bytes, entry) => bytes + bytesOf(entry), 0) > MAX_BYTES) {
    throw new RequestRefused('ValidationException', 'Total size of the entries in the request is over the limit.');
  }
  return entries.map((entry) => checked(entry, bus));
}

function checked(entry: Entry, bus: string): BusEvent | EntryResult {
  const missing = REQUIRED.find((name) => !entry[name]);
  if (missing) return invalid(`Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`);
  const { Source, DetailType, Detail, Time, Resources = [] } = entry;
  if (String(DetailType).length > MAX_DETAIL_TYPE_LENGTH) {
    return invalid(
      `Parameter DetailType is not valid. Reason: it is longer than ${MAX_DETAIL_TYPE_LENGTH} characters.`,
    );
  }
  if (String(Source).startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: `Not authorized for the source ${Source}.` };
  }
  const named = String(entry.EventBusName ?? 'default');
  if (named !== bus && !named.endsWith(`:event-bus/${bus}`)) return invalid(`Event bus ${named} does not exist.`);
  const detail = parsedObject(String(Detail));
  if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const time = typeof Time === 'number' ? new Date(Time * 1000) : new Date();
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': String(DetailType),
    source: String(Source),
    account: '000000000000',
    time: `${time.toISOString().slice(0, 19)}Z`,
    region: 'us-east-1',
    resources: Array.isArray(Resources) ? Resources.map(String) : [],
    detail,
  };
}

const invalid = (ErrorMessage: string): EntryResult => ({ ErrorCode: 'InvalidArgument', ErrorMessage });

function parsedObject(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** User guide, "Calculating PutEvents event entry size". */
function bytesOf({ Source, DetailType, Detail, Time, Resources }: Entry): number {
  const texts = [Source, DetailType, Detail, ...(Array.isArray(Resources) ? Resources : [])];
  return texts.reduce((bytes: number, text) => bytes + Buffer.byteLength(String(text ?? '')), Time ? 14 : 0);
}
