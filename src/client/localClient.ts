import type { JsonObject, JsonValue } from '../domain/jsonValue.ts';
import type { PetEvent } from '../domain/petEvents.ts';
import { type ApiRequest, type CallOptions, fetchRequest, request } from './apiRequest.ts';
import type { BusEvent, ConsumerStatus, DeadLetter } from './news.ts';
import { serverEvents } from './serverEvents.ts';

/** A fault to inject: `next` is how many requests or batches it strikes, `ms` a delay's length, `share` from 0 to 1. */
export interface Fault {
  at: 'bus' | ConsumerStatus['name'];
  kind: 'fail' | 'delay' | 'duplicate' | 'partial';
  next: number;
  ms: number;
  share: number;
}

/** A command of the command line. */
export type LocalCommand =
  | { command: 'verify'; petId?: string }
  | { command: 'rebuild'; dryRun?: boolean; force?: boolean }
  | { command: 'replay'; dryRun: boolean; from?: string; to?: string; type?: PetEvent['type']; petId?: string };

/** What a running command tells. */
export type CommandReport =
  | { event: 'progress'; data: { text: string } }
  /** What it printed: JSON, or `{text}`. */
  | { event: 'output'; data: JsonObject }
  /** Its exit code; null if it was stopped. */
  | { event: 'end'; data: { code: number | null } };

/** The requests that a service on one machine answers beside the API. */
export const localRequests = {
  projections: () => request<{ consumers: ConsumerStatus[] }>('GET', '/_local/projections'),
  deadLetters: () => request<DeadLetter[]>('GET', '/_local/dead-letters'),
  faults: () => request<Fault[]>('GET', '/_local/faults'),
  planFault: (fault: Partial<Fault>) => request<Fault[]>('POST', '/_local/faults', fault),
  clearFaults: () => request<Fault[]>('DELETE', '/_local/faults'),
  matches: (pattern: JsonValue, events: readonly BusEvent[]) =>
    request<{ matches: boolean[] }>('POST', '/_local/pattern', { pattern, events }),
};

/** Any answer of the local endpoints but the one that was asked for. */
export class LocalProblem extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface LocalClient {
  send<Answer>(request: ApiRequest<Answer>, options?: CallOptions): Promise<Answer>;
  /** Whether the service has local endpoints. Rejects if that could not be found out. */
  isLocal(): Promise<boolean>;
  /** Runs a command and tells what it says. It is stopped when `signal` aborts or the reader leaves. */
  run(command: LocalCommand, options?: CallOptions): AsyncGenerator<CommandReport>;
}

/**
 * A client of the endpoints beside the API of a service on one machine. Throws `LocalProblem` for refusals. Nothing is
 * tried again.
 */
export function localClient(url: string): LocalClient {
  async function open(asked: ApiRequest, { signal }: CallOptions = {}): Promise<Response> {
    const response = await fetchRequest(asked, { url, signal });
    if (response.ok) return response;
    const { message } = (await response.json().catch(() => ({}))) as { message?: string };
    throw new LocalProblem(response.status, message ?? `The service answered ${response.status}.`);
  }
  const send = async <Answer>(asked: ApiRequest<Answer>, call?: CallOptions): Promise<Answer> =>
    (await (await open(asked, call)).json()) as Answer;

  return {
    send,
    isLocal: () =>
      send(localRequests.faults()).then(
        () => true,
        (problem) => {
          if (problem instanceof LocalProblem && problem.status < 500) return false;
          throw problem;
        },
      ),
    async *run(command, call) {
      const response = await open(request('POST', '/_local/commands', command), call);
      for await (const { event, data } of serverEvents(response.body!)) {
        yield { event, data: JSON.parse(data) } as CommandReport;
      }
    },
  };
}
