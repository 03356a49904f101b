import type { PersonalName } from '../domain/splitPersonal.ts';
import { type ApiRequest, addressOf, baseOf, type CallOptions, fetchRequest, type Transport } from './apiRequest.ts';
import { checkPath } from './checkPath.ts';
import { type FollowOptions, follow } from './follow.ts';
import { pause } from './pause.ts';
import type { NewPet, Pet, PetPatch } from './pet.ts';
import type {
  Blame,
  EventsPage,
  EventsQuery,
  HistoryPage,
  HistoryQuery,
  ListQuery,
  LoggedItem,
  Page,
  Receipt,
  ShowQuery,
} from './petsRequests.ts';
import { petsRequests } from './petsRequests.ts';
import { retryAfterMs } from './retryAfterMs.ts';

export { InvalidPath } from './checkPath.ts';
export { type FollowOptions, LogGap } from './follow.ts';
export type { NewPet, Pet, PetPatch } from './pet.ts';
export type { Blame, BlamedField, EventsPage, HistoryItem, HistoryPage, LoggedItem, Receipt } from './petsRequests.ts';
export type PetPage<Others = unknown> = Page<Pet<Others>>;

/** A problem document (RFC 9457) as this API sends it. */
export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail: string;
  requestId: string;
  errors?: { pointer: string; message: string }[];
}

/** Any answer but the one that was asked for. `name` is the end of the problem's type, such as `version-conflict`. */
export class PetsProblem extends Error {
  override readonly name: string;
  readonly status: number;
  /** Undefined if the service itself did not answer, but API Gateway or something in between. */
  readonly problem: ProblemDocument | undefined;
  readonly headers: Headers;

  constructor(status: number, headers: Headers, problem: ProblemDocument | undefined) {
    super(problem ? messageOf(problem) : `The answer has status ${status}.`);
    this.name = problem?.type.replace('/problems/', '') ?? `http-${status}`;
    this.status = status;
    this.problem = problem;
    this.headers = headers;
  }
}

/** What is wrong in which field, or the problem's sentence. */
const messageOf = ({ title, detail, errors }: ProblemDocument): string =>
  errors ? `${title}: ${errors.map(({ pointer, message }) => `${pointer} ${message}`.trim()).join('; ')}` : detail;

/** An answer that is not one of the API, such as a proxy's page or a text that was cut. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}

/** A request that was not answered in time. It may have been carried out. */
export class AnswerTimeout extends Error {
  override readonly name = 'AnswerTimeout';
}

/** A request and its answer, whose body has been read. Times are milliseconds since 1970, with fractions. */
export interface Answered {
  request: ApiRequest;
  response: Response;
  startedAt: number;
  endedAt: number;
}

export interface PetsClientOptions extends Transport {
  /** Headers of every request, such as `authorization`; a function is asked anew before each. */
  headers?: Record<string, string> | (() => Record<string, string> | Promise<Record<string, string>>);
  /** How often a request is tried that meets an outage, throttling or contention; 4 unless set. */
  attempts?: number;
  /** How long each try may take until its answer is read; 30,000 ms unless set. */
  timeoutMs?: number;
  /** Is told of every answer, refusals and tries that are repeated included. */
  onAnswer?(answered: Answered): void;
}

/**
 * Attributes that the service does not know are given by choice: `create<{ good: boolean }>({ ..., good: true })`.
 * Without that, one that is misspelt does not compile.
 */
export interface PetsClient {
  create<Others = unknown>(pet: NewPet<Others>, options?: CallOptions): Promise<Pet<Others>>;
  /** The pet as its row has it; or strongly consistent, or as it was at a version or a time (ISO 8601 with offset). */
  show<Others = unknown>(petId: string, options?: ShowQuery & CallOptions): Promise<Pet<Others>>;
  /** A page of the pets that meet the filters, newest first; with `at`, as they were at a time (ISO 8601 with offset). */
  list<Others = unknown>(options?: ListQuery & CallOptions): Promise<PetPage<Others>>;
  /** Merges a patch (RFC 7396) into the pet; with `version`, only if the pet is at that version. */
  update<Others = unknown>(
    petId: string,
    patch: PetPatch<Others>,
    options?: { version?: number } & CallOptions,
  ): Promise<Pet<Others>>;
  remove(petId: string, options?: { version?: number } & CallOptions): Promise<void>;
  /**
   * Brings back the state at `version`, by default the one before the deletion; with `expectedVersion`, only if the pet
   * is at that version.
   */
  restore<Others = unknown>(
    petId: string,
    options?: { version?: number; expectedVersion?: number } & CallOptions,
  ): Promise<Pet<Others>>;
  /** Erases personal data of the pet, from its past too: these fields, or all. Null for a deleted pet. */
  erase<Others = unknown>(
    petId: string,
    options?: { fields?: readonly PersonalName[] } & CallOptions,
  ): Promise<Pet<Others> | null>;
  /** Who last set each field of the pet, and when; of all fields, in however many pages they come. */
  blame(petId: string, options?: CallOptions): Promise<Blame>;
  /** A page of the pet's events with what each changed. */
  history(petId: string, options?: HistoryQuery & CallOptions): Promise<HistoryPage>;
  /** A page of all pets' events. The feed goes on: its `nextCursor` is null only behind a `to` that has passed. */
  events(options?: EventsQuery & CallOptions): Promise<EventsPage>;
  /** The proof that the signed log holds this event. `receipt-not-ready`, with Retry-After, until it does. */
  receipt(petId: string, version: number, options?: CallOptions): Promise<Receipt>;
  /**
   * All pets' events in the order of the log, behind an index, and on as they come, until `signal` aborts. Each has its
   * `index`: keep the last one, and go on behind it. Throws `LogGap` where an index is missing.
   */
  follow(options?: FollowOptions & CallOptions): AsyncGenerator<LoggedItem>;
  /** Sends any request to the API, such as one of `petsRequests`; the methods above are short for this. */
  send<Answer>(request: ApiRequest<Answer>, options?: CallOptions): Promise<Answer>;
}

/** Answers that ask for another try: contention, throttling and outages. 409 only where it says when. */
const isTransient = ({ status, headers }: PetsProblem): boolean =>
  [429, 502, 503, 504].includes(status) || (status === 409 && headers.has('retry-after'));

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
const TIMEOUT_MS = 30_000;

/**
 * A client of the pets API on `fetch`. Every method throws `PetsProblem` where the API refuses, `AnswerTimeout` where it
 * does not answer in time, `UnreadableAnswer` where something else answers, a TypeError where nothing does, and
 * `InvalidPath` for an id that would change the path. `petsClient` itself throws if `url` is not an address.
 *
 * What fails for the moment is tried again, with growing, jittered pauses. A change carries an Idempotency-Key, the same
 * on each try: so a change whose answer was lost is carried out once.
 */
export function petsClient({
  headers = {},
  attempts = 4,
  timeoutMs = TIMEOUT_MS,
  onAnswer,
  ...transport
}: PetsClientOptions): PetsClient {
  baseOf(transport.url);

  async function sendOnce<Answer>(request: ApiRequest<Answer>, signal: AbortSignal | undefined): Promise<Answer> {
    const startedAt = now();
    const common = typeof headers === 'function' ? await headers() : headers;
    const timeout = AbortSignal.timeout(timeoutMs);
    const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
    const what = `${request.method} ${addressOf(request.path, transport.url)}`;
    try {
      const response = await fetchRequest(request, { ...transport, headers: common, signal: either });
      const text = await response.text();
      onAnswer?.({ request, response, startedAt, endedAt: now() });
      if (!response.ok) throw new PetsProblem(response.status, response.headers, problemIn(response, text));
      return (text === '' && isBare(response) ? undefined : jsonIn(response, text, what)) as Answer;
    } catch (error) {
      if (timeout.aborted && !signal?.aborted)
        throw new AnswerTimeout(`${what} was not answered within ${timeoutMs} ms`, { cause: error });
      throw error;
    }
  }

  async function send<Answer>(request: ApiRequest<Answer>, { signal }: CallOptions = {}): Promise<Answer> {
    checkPath(request);
    const keyed = request.method === 'GET' ? request : withIdempotencyKey(request);
    for (let attempt = 1; ; attempt++) {
      try {
        return await sendOnce(keyed, signal);
      } catch (error) {
        // If the network fails, fetch throws a TypeError, not a PetsProblem.
        const isFinal = (error instanceof PetsProblem && !isTransient(error)) || error instanceof UnreadableAnswer;
        if (isFinal || attempt >= attempts || signal?.aborted) throw error;
        const atLeast = error instanceof PetsProblem ? retryAfterMs(error.headers.get('retry-after'), Date.now()) : 0;
        await pause(atLeast + Math.random() * Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS), signal);
      }
    }
  }

  // Which attributes its pets have beyond the known ones is the caller's word.
  const sendForPet = send as <Others>(request: ApiRequest, call?: CallOptions) => Promise<Pet<Others>>;

  return {
    send,
    create: (pet, call) => sendForPet(petsRequests.create(pet), call),
    show: (petId, { signal, ...query } = {}) => sendForPet(petsRequests.show(petId, query), { signal }),
    list: <Others>({ signal, ...query }: ListQuery & CallOptions = {}) =>
      send(petsRequests.list(query) as ApiRequest<PetPage<Others>>, { signal }),
    update: (petId, patch, { version, ...call } = {}) => sendForPet(petsRequests.update(petId, patch, version), call),
    remove: (petId, { version, ...call } = {}) => send(petsRequests.remove(petId, version), call),
    restore: (petId, { version, expectedVersion, ...call } = {}) =>
      sendForPet(petsRequests.restore(petId, version, expectedVersion), call),
    erase: <Others>(petId: string, { fields, ...call }: { fields?: readonly PersonalName[] } & CallOptions = {}) =>
      send(petsRequests.erase(petId, fields) as ApiRequest<Pet<Others> | null>, call),
    async blame(petId, call) {
      const { fields, ...first } = await send(petsRequests.blame(petId), call);
      for (let cursor = first.nextCursor; cursor; ) {
        const page = await send(petsRequests.blame(petId, { cursor }), call);
        fields.push(...page.fields);
        cursor = page.nextCursor;
      }
      return { petId: first.petId, version: first.version, fields };
    },
    history: (petId, { signal, ...query } = {}) => send(petsRequests.history(petId, query), { signal }),
    events: ({ signal, ...query } = {}) => send(petsRequests.events(query), { signal }),
    receipt: (petId, version, call) => send(petsRequests.receipt(petId, version), call),
    follow: ({ signal, ...options } = {}) =>
      follow((after, limit) => send(petsRequests.eventsAfter(after, limit), { signal }), options, signal),
  };
}

/** The problem in an answer; undefined where a proxy or a gateway wrote it, or it was cut. */
function problemIn(response: Response, text: string): ProblemDocument | undefined {
  if (mediaTypeOf(response) !== 'application/problem+json') return undefined;
  try {
    return JSON.parse(text) as ProblemDocument;
  } catch {
    return undefined;
  }
}

/** Whether an answer has no body by its right: it was not wanted, or there is none. */
const isBare = ({ status, headers }: Response): boolean => status === 204 || headers.has('preference-applied');

function jsonIn(response: Response, text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const type = mediaTypeOf(response) || 'no type';
    const answered = `${what} was answered with status ${response.status} and a body that is not JSON`;
    throw new UnreadableAnswer(`${answered} (${type}, ${text.length} characters): ${text.slice(0, 80)}`, {
      cause: error,
    });
  }
}

const mediaTypeOf = (response: Response): string =>
  (response.headers.get('content-type') ?? '').split(';', 1)[0]!.trim().toLowerCase();

const withIdempotencyKey = <Answer>(request: ApiRequest<Answer>): ApiRequest<Answer> => ({
  ...request,
  headers: { 'idempotency-key': crypto.randomUUID(), ...request.headers },
});

const now = (): number => performance.timeOrigin + performance.now();
