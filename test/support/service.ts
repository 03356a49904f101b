import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { type Service, startService } from '../../infra/local/service.ts';
import type { Signer } from '../../src/client/apiRequest.ts';
import { awsSigner } from '../../src/client/awsSigner.ts';
import { type PetsClient, petsClient } from '../../src/client/petsClient.ts';
import type { JsonObject } from '../../src/domain/jsonValue.ts';
import { violations } from './responseChecker.ts';

/**
 * A running service of the test file's own, in memory, on the embedded engine or the one at `DYNAMODB_ENDPOINT`. A file that
 * counts what is there, or breaks it, is `alone`: on an embedded engine of its own.
 */
export function useService({ alone = false } = {}): Service {
  const service = {} as Service;
  beforeAll(async () => {
    const endpoint = alone ? undefined : process.env.DYNAMODB_ENDPOINT;
    Object.assign(service, await startService({ host: '127.0.0.1', port: 0, ...(endpoint && { endpoint }) }));
  });
  afterAll(() => service.stop?.());
  return service;
}

export interface Api {
  url: string;
  client: PetsClient;
  /** A raw request, with headers for a deployed instance added. */
  request(path: string, init?: RequestInit): Promise<Response>;
}

/**
 * The API under test: the instance at `PETS_API_URL` (with `PETS_API_TOKEN` as bearer token; with `PETS_API_AUTH=iam`
 * signed, with the credentials and region of the AWS tools), or a local service. Tests
 * on it may only speak HTTP, and must expect other pets to be there. Every response is held against the OpenAPI
 * document, the client's too: a `fetch` that meets one that the document does not allow rejects.
 */
export function useApi(): Api {
  const deployed = process.env.PETS_API_URL;
  const service = deployed ? undefined : useService();
  const token = process.env.PETS_API_TOKEN;
  const headers = token ? { authorization: `Bearer ${token}` } : undefined;
  const sign = process.env.PETS_API_AUTH === 'iam' ? defaultSigner() : undefined;
  const api = {} as Api;
  const { fetch } = globalThis;
  beforeAll(() => {
    globalThis.fetch = checked(fetch);
    const url = deployed ?? service!.url;
    Object.assign(api, {
      url,
      client: petsClient({ url, sign, ...(headers && { headers }) }),
      async request(path: string, init: RequestInit = {}) {
        const { method = 'GET', body } = init;
        const all = { ...headers, ...(init.headers as Record<string, string>) };
        const ready = { url: url + path, method, headers: all, ...(body && { body: String(body) }) };
        return globalThis.fetch(url + path, { ...init, headers: sign ? await sign(ready) : all });
      },
    });
  });
  afterAll(() => {
    globalThis.fetch = fetch;
  });
  return api;
}

/** Signs with the credentials and in the region that the AWS tools would use. */
function defaultSigner(): Signer {
  const { credentials, region } = new DynamoDBClient().config;
  let signer: Promise<Signer> | undefined;
  return async (request) => {
    signer ??= region().then((name) => awsSigner({ region: name, credentials }));
    return (await signer)(request);
  };
}

const checked =
  (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
  async (input, init) => {
    const request = new Request(input, init);
    const response = await fetch(input, init);
    const { status, headers } = response;
    const path = new URL(request.url).pathname;
    const found = violations(request.method, path, { status, headers, body: await response.clone().text() });
    if (found.length > 0) throw new Error(`${request.method} ${path} -> ${status}: ${found.join('; ')}`);
    return response;
  };

/** Repeats an attempt until it succeeds: rows trail events by a moment. Gives up, with its failure, after 45 s. */
export async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  for (const start = Date.now(); ; await sleep(20)) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() - start > 45_000) throw error;
    }
  }
}

/** A response's body, as the shape that the test expects. */
export const bodyOf = async <T = JsonObject>(response: Response): Promise<T> => (await response.json()) as T;
