import type { FieldChange } from '../domain/fieldChanges.ts';
import type { JsonObject } from '../domain/jsonValue.ts';
import type { Pet, PetAttributes } from '../domain/pet.ts';
import type { PetEvent } from '../domain/petEvents.ts';

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
  /** Undefined where the answer is none of the service's own: API Gateway's, or that of something in between. */
  readonly problem: ProblemDocument | undefined;
  readonly headers: Headers;

  constructor(status: number, headers: Headers, problem: ProblemDocument | undefined) {
    super(problem ? `${problem.title}: ${problem.detail}` : `the answer has status ${status}`);
    this.name = problem?.type.replace('/problems/', '') ?? `http-${status}`;
    this.status = status;
    this.problem = problem;
    this.headers = headers;
  }
}

export interface PetPage {
  items: Pet[];
  nextCursor: string | null;
}

/** An event as its history shows it. */
export interface HistoryItem {
  eventId: string;
  petId: string;
  version: number;
  type: PetEvent['type'];
  schemaVersion: number;
  occurredAt: string;
  metadata: { actor: string; requestId: string; correlationId: string; causationId?: string; traceparent?: string };
  previousHash: string | null;
  hash: string;
  changes: FieldChange[];
}
export interface HistoryPage {
  items: HistoryItem[];
  nextCursor: string | null;
}

export interface EventsPage {
  /** Whole events: what happened, and the pet's attributes after it. */
  items: (Omit<HistoryItem, 'changes'> & PetEvent & { state: PetAttributes | null; createdEventId: string | null })[];
  nextCursor: string | null;
  /** Whether that was all for now. */
  caughtUp: boolean;
}

export interface PetsClientOptions {
  /** The API's address, such as `http://127.0.0.1:3000`. */
  url: string;
  /** Headers of every request, such as `authorization`; a function is asked anew before each. */
  headers?: Record<string, string> | (() => Record<string, string> | Promise<Record<string, string>>);
  /** How often a request is tried that meets an outage, throttling or contention; 4 unless set. */
  attempts?: number;
}

export interface PetsClient {
  create(pet: JsonObject): Promise<Pet>;
  /** The pet as its row has it; or strongly consistent, or as it was at a version or a time (ISO 8601 with offset). */
  show(petId: string, options?: { consistency?: 'strong' | 'eventual'; version?: number; at?: string }): Promise<Pet>;
  list(options?: { type?: string; limit?: number; cursor?: string }): Promise<PetPage>;
  /** Merges a patch (RFC 7396) into the pet; with `version`, only if the pet is at that version. */
  update(petId: string, patch: JsonObject, options?: { version?: number }): Promise<Pet>;
  remove(petId: string, options?: { version?: number }): Promise<void>;
  /** Makes the pet what it was at a version, else what it was before its deletion. */
  restore(petId: string, options?: { version?: number }): Promise<Pet>;
  /** A page of the pet's events with what each changed. */
  history(petId: string, options?: { order?: 'asc' | 'desc'; limit?: number; cursor?: string }): Promise<HistoryPage>;
  /** A page of all pets' events. The feed goes on: its `nextCursor` is null only behind a `to` that has passed. */
  events(options?: {
    from?: string;
    to?: string;
    type?: PetEvent['type'];
    actor?: string;
    limit?: number;
    cursor?: string;
  }): Promise<EventsPage>;
}

/** Answers that ask for another try: contention, throttling and outages. 409 only where it says when. */
const isTransient = ({ status, headers }: PetsProblem): boolean =>
  [429, 502, 503, 504].includes(status) || (status === 409 && headers.has('retry-after'));

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/**
 * A client of the pets API on `fetch`. Every method throws `PetsProblem` where the API refuses.
 *
 * What fails for the moment is tried again, with growing, jittered pauses. A change carries an Idempotency-Key, the same
 * on each try: so a change whose answer was lost is carried out once.
 */
export function petsClient({ url, headers = {}, attempts = 4 }: PetsClientOptions): PetsClient {
  async function send<T>(method: string, path: string, own: Record<string, string>, body?: JsonObject): Promise<T> {
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        ...(typeof headers === 'function' ? await headers() : headers),
        ...own,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) {
      const isProblem = response.headers.get('content-type') === 'application/problem+json';
      throw new PetsProblem(response.status, response.headers, isProblem ? JSON.parse(text) : undefined);
    }
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  async function call<T>(
    method: string,
    path: string,
    body?: JsonObject,
    own: Record<string, string> = {},
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await send<T>(method, path, own, body);
      } catch (error) {
        // A network failure is no PetsProblem: fetch throws a TypeError.
        if (attempt >= attempts || (error instanceof PetsProblem && !isTransient(error))) throw error;
        const atLeast = error instanceof PetsProblem ? Number(error.headers.get('retry-after') ?? 0) * 1000 : 0;
        await pause(atLeast + Math.random() * Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS));
      }
    }
  }
  const change = <T>(method: string, path: string, body?: JsonObject, version?: number): Promise<T> =>
    call(method, path, body, {
      'idempotency-key': crypto.randomUUID(),
      ...(version !== undefined && { 'if-match': `"${version}"` }),
    });
  const petPath = (petId: string) => `/pets/${encodeURIComponent(petId)}`;

  return {
    create: (pet) => change('POST', '/pets', pet),
    show: (petId, query = {}) => call('GET', `${petPath(petId)}${search(query)}`),
    list: (query = {}) => call('GET', `/pets${search(query)}`),
    update: (petId, patch, { version } = {}) => change('PATCH', petPath(petId), patch, version),
    remove: (petId, { version } = {}) => change('DELETE', petPath(petId), undefined, version),
    restore: (petId, query = {}) => change('POST', `${petPath(petId)}/restore${search(query)}`),
    history: (petId, query = {}) => call('GET', `${petPath(petId)}/history${search(query)}`),
    events: (query = {}) => call('GET', `/events${search(query)}`),
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function search(query: Record<string, string | number | undefined>): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  return given.length > 0 ? `?${new URLSearchParams(given)}` : '';
}
