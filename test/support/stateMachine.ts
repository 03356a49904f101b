import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Invoke } from '../../infra/local/invoking.ts';
import type { RebuildTask } from '../../src/projections/rebuildTask.ts';

/**
 * Speaks Step Functions' protocol for as much as the command line asks of it, and does what the state machine does: calls
 * the function with each task until it is done. A history page holds two events.
 */
export async function startStateMachine(step: Invoke): Promise<{ endpoint: string; started: unknown[]; stop(): void }> {
  const started: unknown[] = [];
  const events: object[] = [];
  let status = 'RUNNING';

  async function call<Answer>(input: object): Promise<Answer> {
    const Payload = await step(input);
    events.push({ type: 'TaskSucceeded', taskSucceededEventDetails: { output: JSON.stringify({ Payload }) } });
    return Payload as Answer;
  }
  async function execute(request: object): Promise<void> {
    for (let task of await call<RebuildTask[]>(request)) {
      while (!task.done) task = await call<RebuildTask>(task);
    }
    status = 'SUCCEEDED';
  }
  const operations: Record<string, (input: { input?: string; nextToken?: string }) => object> = {
    StartExecution(input) {
      started.push(input);
      void execute(JSON.parse(input.input!)).catch(() => {
        status = 'FAILED';
      });
      return { executionArn: 'arn:execution', startDate: 0 };
    },
    DescribeExecution: () => ({
      status,
      executionArn: 'arn:execution',
      startDate: 0,
      ...(status !== 'RUNNING' && { stopDate: 5 }),
      error: status === 'FAILED' ? 'Fault' : undefined,
    }),
    GetExecutionHistory({ nextToken = '0' }) {
      const end = Number(nextToken) + 2;
      return { events: events.slice(Number(nextToken), end), ...(end < events.length && { nextToken: String(end) }) };
    },
  };
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.')[1]!;
    const output = operations[operation]!((await json(request)) as object);
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(output));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    started,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
