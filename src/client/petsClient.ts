import type { JsonObject } from '../domain/json.ts';
import type { Pet } from '../domain/pet.ts';

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

export interface PetsClientOptions {
  /** The API's address, such as `http://127.0.0.1:3000`. */
  url: string;
  /** Headers of every request, such as `authorization`. */
  headers?: Record<string, string>;
}

export interface PetsClient {
  create(pet: JsonObject): Promise<Pet>;
  show(petId: string, options?: { consistency?: 'strong' | 'eventual' }): Promise<Pet>;
  list(options?: { type?: string; limit?: number; cursor?: string }): Promise<PetPage>;
  /** Merges a patch (RFC 7396) into the pet; with `version`, only if the pet is at that version. */
  update(petId: string, patch: JsonObject, options?: { version?: number }): Promise<Pet>;
  remove(petId: string, options?: { version?: number }): Promise<void>;
}

/** A client of the pets API on `fetch`. Every method throws `PetsProblem` where the API refuses. */
export function petsClient({ url, headers }: PetsClientOptions): PetsClient {
  async function call<T>(
    method: string,
    path: string,
    body?: JsonObject,
    conditions: Record<string, string> = {},
  ): Promise<T> {
    const response = await fetch(new URL(path, url), {
      method,
      headers: { ...headers, ...conditions, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) {
      const isProblem = response.headers.get('content-type') === 'application/problem+json';
      throw new PetsProblem(response.status, response.headers, isProblem ? JSON.parse(text) : undefined);
    }
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
  const petPath = (petId: string) => `/pets/${encodeURIComponent(petId)}`;
  const ifMatch = (version: number | undefined): Record<string, string> =>
    version === undefined ? {} : { 'if-match': `"${version}"` };

  return {
    create: (pet) => call('POST', '/pets', pet),
    show: (petId, query = {}) => call('GET', `${petPath(petId)}${search(query)}`),
    list: (query = {}) => call('GET', `/pets${search(query)}`),
    update: (petId, patch, { version } = {}) => call('PATCH', petPath(petId), patch, ifMatch(version)),
    remove: (petId, { version } = {}) => call('DELETE', petPath(petId), undefined, ifMatch(version)),
  };
}

function search(query: Record<string, string | number | undefined>): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  return given.length > 0 ? `?${new URLSearchParams(given)}` : '';
}
