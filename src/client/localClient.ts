import type { FieldChange } from '../domain/fieldChanges.ts';
import type { JsonObject, JsonValue } from '../domain/jsonValue.ts';
import type { PetEvent } from '../domain/petEvents.ts';
import { type ApiRequest, type CallOptions, fetchRequest, request } from './apiRequest.ts';
import type { BusEvent, ConsumerStatus, DeadLetter } from './news.ts';
import { type ServerEvent, serverEvents } from './serverEvents.ts';

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

/** Something that is not as the service stored it, as `verify` prints it. */
export interface VerifyFinding {
  petId: string;
  version?: number;
  /** Such as `edited` or `removed`. */
  fault: string;
  message: string;
  /** What to do about it. */
  next: string;
  /** `before` is what should be there, `after` what is. */
  differences?: FieldChange[];
}

/** The JSON that `verify` prints. */
export interface VerifyOutput {
  ok: boolean;
  events: number;
  /** How many pets, or which one. */
  pets?: number;
  petId?: string;
  /** Personal values that were erased, and those of them that are still there. */
  erasedValues: number;
  unremovedValues: number;
  /** The first of them, a thousand at most. */
  findings: VerifyFinding[];
  findingsTotal: number;
}

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

export interface EventsOptions {
  /** Go on behind the event with this id. */
  lastId?: string;
  /** Is told when the stream begins. */
  opened?(): void;
  /** Is told the id of each event once it was taken. */
  sawId?(id: string): void;
}

export interface LocalClient {
  send<Answer>(request: ApiRequest<Answer>, options?: CallOptions): Promise<Answer>;
  /** Whether the service has local endpoints, which may ask for a token. Rejects if that could not be found out. */
  isLocal(): Promise<boolean>;
  /** The events of a stream such as `/_local/live`. */
  events(path: string, options?: CallOptions & EventsOptions): AsyncGenerator<ServerEvent>;
  /** Runs a command and tells what it says. It is stopped when `signal` aborts or the reader leaves. */
  run(command: LocalCommand, options?: CallOptions): AsyncGenerator<CommandReport>;
}

/**
 * A client of the endpoints beside the API of a service on one machine; `headers` are asked for before each request.
 * Throws `LocalProblem` for refusals. Nothing is tried again.
 */
export function localClient(url: string, headers: () => Record<string, string> = () => ({})): LocalClient {
  async function open(asked: ApiRequest, { signal }: CallOptions = {}): Promise<Response> {
    const response = await fetchRequest(asked, { url, headers: headers(), signal });
    if (response.ok) return response;
    const { message } = (await response.json().catch(() => ({}))) as { message?: string };
    throw new LocalProblem(response.status, message ?? `The service answered ${response.status}.`);
  }
  const send = async <Answer>(asked: ApiRequest<Answer>, call?: CallOptions): Promise<Answer> =>
    (await (await open(asked, call)).json()) as Answer;

  return {
    send,
    async isLocal() {
      const { ok, status, headers: answered } = await fetchRequest(localRequests.faults(), { url, headers: headers() });
      if (status >= 500) throw new LocalProblem(status, `The service answered ${status}.`);
      return ok || answered.has('www-authenticate');
    },
    async *events(path, call) {
      const asked = request('GET', path);
      const response = await open(call?.lastId ? { ...asked, headers: { 'last-event-id': call.lastId } } : asked, call);
      call?.opened?.();
      yield* serverEvents(response.body!, call?.sawId);
    },
    async *run(command, call) {
      const response = await open(request('POST', '/_local/commands', command), call);
      for await (const { event, data } of serverEvents(response.body!)) {
        yield { event, data: JSON.parse(data) } as CommandReport;
      }
    },
  };
}
