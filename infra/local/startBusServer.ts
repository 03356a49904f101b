import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { RequestRefused } from './checkedEntries.ts';
import type { EventBus } from './eventBus.ts';
import type { FaultPlan } from './faultPlan.ts';
import { type LoopbackServer, loopbackServer } from './loopbackServer.ts';

/** EventBridge's PutEvents for the real client (AWS JSON 1.1), on the loopback interface. Port 0 chooses a free one. */
export async function startBusServer(bus: EventBus, faults: FaultPlan, port = 0): Promise<LoopbackServer> {
  return loopbackServer((request, response) => {
    answer(bus, faults, request, response).catch((error) => fail(response, error));
  }, port);
}

async function answer(
  bus: EventBus,
  faults: FaultPlan,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await bodyOf(request);
  const operation = request.headers['x-amz-target'];
  if (operation !== 'AWSEvents.PutEvents') {
    throw new RequestRefused('UnknownOperationException', `This bus knows PutEvents only, not ${operation}.`);
  }
  const fault = isOfLog(body) ? undefined : faults.take('bus');
  if (fault?.kind === 'fail') {
    send(response, 500, { __type: 'InternalException', message: 'This fault was asked for.' });
    return;
  }
  const result = bus.put(body, fault);
  if (fault?.kind === 'delay') await sleep(fault.ms);
  send(response, 200, result);
}

/** Signed checkpoints come when they come: faults are asked for to meet what happens to pets. */
const isOfLog = (body: unknown): boolean =>
  JSON.stringify((body as { Entries?: { Source?: unknown }[] } | null)?.Entries?.map(({ Source }) => Source)) ===
  '["pets.log"]';

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw new RequestRefused('SerializationException', 'The body is not JSON.');
  }
}

function fail(response: ServerResponse, error: unknown): void {
  if (error instanceof RequestRefused) {
    send(response, 400, { __type: error.type, message: error.message });
  } else {
    console.error({ message: 'the bus failed', error });
    send(response, 500, { __type: 'InternalException' });
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() });
  response.end(JSON.stringify(body));
}
