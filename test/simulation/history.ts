import type { JsonObject } from '../judge/json.ts';
import type { Change } from '../judge/verdict.ts';
import type { OperationKind } from './plan.ts';

/** What a client asks, the same at each attempt. */
export interface Request {
  kind: OperationKind | 'list';
  /** Undefined for a creation whose id the service makes, and for a list. */
  petId?: string;
  body?: JsonObject;
  ifMatch?: string;
  key?: string;
  /** The version to restore. */
  version?: number;
  /** Of a list. */
  type?: string;
  cursor?: string;
}

export interface Answer {
  status: number;
  headers: Record<string, unknown>;
  body: JsonObject | undefined;
}

/** One attempt of an operation, as its client saw it. `begin` and `end` are steps of the simulation. */
export interface Call {
  request: Request;
  /** The same for all attempts of one operation; events carry it as their correlation id. */
  operationId: string;
  requestId: string;
  invocation: string;
  begin: number;
  end: number;
  /** Undefined where there was none: the function crashed or ran out of time. */
  answer: Answer | undefined;
  /** Why there was none. */
  failure?: string;
}

/** The change that a request asks for, as the contract names it. */
export function changeOf({ kind, body, ifMatch, version }: Request): Change {
  const named: Partial<Record<Request['kind'], Change['kind']>> = {
    createUnnamed: 'create',
    put: 'update',
    restoreVersion: 'restore',
  };
  return { kind: named[kind] ?? (kind as Change['kind']), body, ifMatch, version };
}

const READS = new Set<string>(['show', 'showStrong', 'list']);

export const isWrite = ({ request }: Call): boolean => !READS.has(request.kind);
export const isSuccess = ({ answer }: Call): boolean => answer !== undefined && answer.status < 300;
/** A refusal says that nothing was done; a 5xx, or no answer, says nothing. */
export const isRefusal = ({ answer }: Call): boolean =>
  answer !== undefined && answer.status >= 400 && answer.status < 500;
