import type { JsonObject } from '../../judge/json.ts';
import type { Conditions } from '../../judge/preconditions.ts';
import type { Change } from '../../judge/verdict.ts';

/** What a client asks of one pet. `show` reads the row, `strong` the newest event, `asOf` a version. */
export interface PetRequest extends Conditions {
  kind: Change['kind'] | 'put' | 'show' | 'strong' | 'asOf';
  /** Undefined for a creation whose id the service makes. */
  petId?: string;
  body?: JsonObject;
  /** To restore, or to read. */
  version?: number;
  /** The Idempotency-Key. */
  key?: string;
  /** Comes with a key that was acknowledged with another request. */
  misusesKey?: true;
}

export interface Answer {
  status: number;
  headers: Record<string, string | undefined>;
  text: string;
}

/** A request as it was sent once, and what was heard of it. */
export interface Attempt {
  request: PetRequest;
  /** Its own; the event that it leads to carries it. */
  requestId: string;
  /** When it was sent, and when the answer was there, in milliseconds; Infinity where there was none. */
  begin: number;
  end: number;
  answer?: Answer;
}

export const isRead = ({ request: { kind } }: Attempt): boolean =>
  kind === 'show' || kind === 'strong' || kind === 'asOf';

export const isSuccess = ({ answer }: Attempt): boolean => answer !== undefined && answer.status < 300;
export const isRefusal = ({ answer }: Attempt): boolean =>
  answer !== undefined && answer.status >= 400 && answer.status < 500;

/** The answer's JSON; undefined where there is none. */
export const bodyOf = ({ answer }: Attempt): JsonObject | undefined =>
  answer && answer.text !== '' ? JSON.parse(answer.text) : undefined;

/** The change that a request asks for, as the contract names it. */
export const changeOf = ({ kind, body, version, ifMatch, ifNoneMatch }: PetRequest): Change => ({
  kind: kind === 'put' ? 'update' : (kind as Change['kind']),
  body,
  version,
  ifMatch,
  ifNoneMatch,
});

/** An attempt in one line, for people. */
export function told({ request, requestId, begin, end, answer }: Attempt): string {
  const { kind, petId = 'a new pet', ifMatch, ifNoneMatch, key, version } = request;
  const conditions = { ifMatch, ifNoneMatch, key, version };
  const named = Object.entries(conditions).flatMap(([name, value]) => (value === undefined ? [] : `${name} ${value}`));
  const heard = answer ? `${answer.status} ${answer.headers.etag ?? ''}` : 'nothing';
  const times = `${begin.toFixed(1)} to ${end.toFixed(1)} ms`;
  return `${requestId} (${[kind, petId, ...named].join(' ')}; ${times}) was answered with ${heard.trim()}`;
}
