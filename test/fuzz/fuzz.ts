import fc from 'fast-check';
import { isSameJson, type JsonObject } from '../judge/json.ts';
import { mergePatch } from '../judge/mergePatch.ts';
import { isPortable, ownAttributes } from '../judge/petRules.ts';
import { statesOf } from '../judge/petState.ts';
import { verdictOn } from '../judge/verdict.ts';
import { schemaErrors } from '../support/openApiSchemas.ts';
import { operationFor, violations } from '../support/responseChecker.ts';
import { CANARY } from './hostile.ts';
import { type RawResponse, sendRaw } from './rawClient.ts';
import { type FuzzRequest, fuzzRequest } from './requests.ts';

export interface Figures {
  requests: number;
  /** How many answers there were of each status. */
  statuses: Record<string, number>;
  /** How many requests were answered as documented by each operation; `none` are those that no operation takes. */
  operations: Record<string, number>;
  /** Requests that were no HTTP, and were refused before they reached the gateway. */
  refusedAsHttp: number;
  /** Answers of 503, after which the request was sent again, by operation. */
  outages: Record<string, number>;
  /** The smallest request that was answered wrongly, with what is wrong, in each of the runs that found one. */
  failures: string[];
  slowestMs: number;
}

/** On a busy machine the engine may miss the SDK's time limit. An outage that a request causes comes every time. */
const REPETITIONS = 2;

/** Requests under way at a time, each in a run of its own: the runs have the seeds `seed`, `seed + 1`, ... */
const RUNS = 4;

/**
 * Sends this many requests to a service in this process, and judges every answer. The same seed sends the same requests;
 * what they meet differs a little, as they meet each other.
 */
export async function fuzz(url: string, { seed, requests }: { seed: number; requests: number }): Promise<Figures> {
  const figures: Figures = {
    requests: 0,
    statuses: {},
    operations: {},
    refusedAsHttp: 0,
    outages: {},
    failures: [],
    slowestMs: 0,
  };
  const before = prototypes();
  await Promise.all(
    Array.from({ length: RUNS }, async (_, run) => {
      const property = fc.asyncProperty(fuzzRequest, async (request) => {
        const wrong = [...(await judge(url, request, figures)), ...changedPrototypes(before)];
        if (wrong.length > 0) throw new Error(wrong.join('; '));
      });
      const numRuns = Math.ceil(requests / RUNS);
      const details = await fc.check(property, { seed: seed + run, numRuns, endOnFailure: false });
      if (details.failed) {
        const { body, ...request } = details.counterexample![0];
        const shown = JSON.stringify({ ...request, body: body?.toString('latin1').slice(0, 300) });
        figures.failures.push(
          `${details.errorInstance}\n  seed ${seed + run}, path ${details.counterexamplePath}: ${shown}`,
        );
      }
    }),
  );
  return figures;
}

async function judge(url: string, request: FuzzRequest, figures: Figures): Promise<string[]> {
  const start = performance.now();
  let response = await sendRaw(url, request);
  for (let again = 0; response.status === 503 && again < REPETITIONS; again++) {
    countUp(figures.outages, operationOf(request));
    response = await sendRaw(url, request);
  }
  figures.requests++;
  figures.slowestMs = Math.max(figures.slowestMs, performance.now() - start);
  countUp(figures.statuses, String(response.status));
  const { status, head } = response;
  if (status >= 500) return [`${status}: ${response.body}`];
  if (new RegExp(`^${CANARY}`, 'im').test(head)) return ['a header was injected'];
  if (isRefusalAsHttp(request, response)) {
    figures.refusedAsHttp++;
    return [];
  }
  countUp(figures.operations, operationOf(request));
  const path = pathOf(request);
  return [...violations(request.method, path, response), ...wronglyTaken(request, path, response)];
}

/** A target may be a whole URL, whose host was checked before. */
const pathOf = ({ target }: FuzzRequest): string => target.replace(/^https?:\/\/[^/?#]*/, '').split('?')[0] || '/';

const operationOf = (request: FuzzRequest): string =>
  operationFor(request.method, pathOf(request))?.operation.operationId ?? 'none';

function countUp(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** Node's parser refuses what is no HTTP with a bare 400 or 431. */
function isRefusalAsHttp({ method, target, headers }: FuzzRequest, { status, headers: answered, body }: RawResponse) {
  const isNoHttp =
    !/^[A-Z]+$/.test(method) ||
    method === 'NONSENSE' ||
    !/^(\/|\*$|https?:)[!-~]*$/.test(target) ||
    headers.some(([, value]) => /[^\t\P{Cc}]/u.test(value));
  const isTooLong = Buffer.byteLength([target, ...headers.flat()].join()) > 9_500;
  return (
    body === '' && !answered.has('content-type') && ((status === 400 && isNoHttp) || (status === 431 && isTooLong))
  );
}

/** What the document allows may not be refused as malformed, and what its schemas refuse may not succeed. */
function wronglyTaken(
  { method, body, wellFormed }: FuzzRequest,
  path: string,
  { status, body: answer }: RawResponse,
): string[] {
  if (wellFormed && [400, 415].includes(status)) return [`a documented request was refused with ${status}: ${answer}`];
  const schema =
    path === '/pets' && method === 'POST' ? 'NewPet' : ['PUT', 'PATCH'].includes(method) ? 'PetPatch' : undefined;
  if (!schema || !body || status >= 300) return [];
  const sent = JSON.parse(new TextDecoder().decode(body));
  const errors = schemaErrors(`/components/schemas/${schema}`, sent);
  return [
    ...errors.map((error) => `a body that the document does not allow was taken: ${error}`),
    ...(isPortable(sent) ? [] : ['a body that can not be carried unchanged was taken']),
    ...(schema === 'NewPet' ? wronglyCreated(sent, answer) : []),
  ];
}

/** A pet that was created is one, and is what the body said. */
function wronglyCreated(body: JsonObject, answer: string): string[] {
  const { refusals } = verdictOn({ kind: 'create', body }, statesOf([]), 0);
  const isAsSent = answer === '' || isSameJson(ownAttributes(JSON.parse(answer)), mergePatch({}, ownAttributes(body)));
  return [
    ...refusals.map((status) => `a body that should be refused with ${status} was taken`),
    ...(isAsSent ? [] : [`the pet is not what was sent: ${answer}`]),
  ];
}

type Prototype = [prototype: object, members: [key: PropertyKey, descriptor: PropertyDescriptor | undefined][]];

function prototypes(): Prototype[] {
  return [Object, Array, Function, String, Number, Boolean, Map, Set, Date, RegExp, Error, Promise].map(
    ({ prototype }) => [
      prototype,
      Reflect.ownKeys(prototype).map((key) => [key, Object.getOwnPropertyDescriptor(prototype, key)]),
    ],
  );
}

function changedPrototypes(before: Prototype[]): string[] {
  const isChanged = ([prototype, members]: Prototype) =>
    Reflect.ownKeys(prototype).length !== members.length ||
    members.some(([key, descriptor]) => {
      const now = Object.getOwnPropertyDescriptor(prototype, key);
      return now?.value !== descriptor?.value || now?.get !== descriptor?.get || now?.set !== descriptor?.set;
    });
  return before.filter(isChanged).map(([prototype]) => `the prototype of ${prototype.constructor.name} was changed`);
}
